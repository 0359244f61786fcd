package etl.parquet.column;

import etl.parquet.Column;
import etl.parquet.CopyRow;
import etl.parquet.RowShape;
import etl.parquet.ShapeException;
import etl.parquet.WriteHandles;
import etl.parquet.column.PostgresType.Kind;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.StructEncoder;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.AnnotatedType;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// A Postgres composite type: a nested record in Java, a group in Parquet. On the wire an `int4` count of attributes,
/// then for each an `int4` number of its type, an `int4` length (-1: null) and its bytes. Source: PostgreSQL,
/// `record_send`.
///
/// @param postgresName the composite's name
/// @param javaType the record, or `List` where no record declares the column
/// @param fields the attributes; as the server describes them any may be null
public record CompositeColumn(String postgresName, Class<?> javaType, RowShape fields) implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            // A group without fields can't be: such a type is left to the cast.
            if (type.kind() != Kind.COMPOSITE || type.attributes().isEmpty()) {
                return Resolution.OTHER;
            }
            try {
                return new Resolution.Found(
                        new CompositeColumn(type.label(), List.class, RowShape.ofComposite(type, options)));
            } catch (ShapeException e) {
                return refused(e);
            }
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            if (!(component.getType() instanceof Class<?> type) || !type.isRecord()) {
                return Resolution.OTHER;
            }
            Class<? extends Record> row = type.asSubclass(Record.class);
            try {
                return new Resolution.Found(
                        new CompositeColumn(row.getSimpleName(), row, RowShape.ofRecord(row, options)));
            } catch (ShapeException e) {
                return refused(e);
            }
        }

        private Resolution refused(ShapeException e) {
            return new Resolution.Refused(e.inOne());
        }

        @Override
        public List<Reference> references() {
            PostgresType address = PostgresType.composite(
                    "public",
                    "address",
                    List.of(
                            new PostgresType.Attribute("street", PostgresType.of("text")),
                            new PostgresType.Attribute("number", PostgresType.of("int4"))));
            return List.of(new Reference(
                    "create type … as (street text, number int4)",
                    address,
                    "in a record: a nested" + " record, whose components are matched by name"));
        }
    };

    private static final int COUNT_BYTES = Integer.BYTES;
    private static final int TYPE_BYTES = Integer.BYTES;

    @Override
    public boolean hasParts() {
        return true;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        List<Type> types = fields.columns().stream()
                .map(field -> field.type().parquetType(field.name(), field.nullable()))
                .toList();
        return new GroupType(Repetitions.of(nullable), name, types);
    }

    /// The composite itself, or one made of its attributes when any of these must be cast.
    @Override
    public String select(String column) {
        List<String> attributes = new ArrayList<>();
        boolean rewritten = false;
        for (Column field : fields.columns()) {
            String attribute = "(" + column + ").\"" + field.sourceName().replace("\"", "\"\"") + "\"";
            String selected = field.type().select(attribute);
            rewritten |= !selected.equals(attribute);
            attributes.add(selected);
        }
        // IS NULL would hold of a composite whose attributes are all null, too.
        return rewritten
                ? "CASE WHEN (" + column + ") IS DISTINCT FROM NULL THEN ROW(" + String.join(", ", attributes) + ") END"
                : column;
    }

    @Override
    public boolean hasSpecialValues() {
        return false;
    }

    @Override
    public PostgresType decide(PostgresType described) {
        if (described.kind() != Kind.COMPOSITE) {
            return described;
        }
        List<PostgresType.Attribute> attributes = described.attributes().stream()
                .map(attribute -> new PostgresType.Attribute(
                        attribute.name(),
                        fields.columnOf(attribute.name())
                                .map(field -> field.type().decide(attribute.type()))
                                .orElse(attribute.type())))
                .toList();
        return PostgresType.composite(described.schema(), described.name(), attributes);
    }

    /// Moves `parts` to the attributes of the composite in a field.
    private static void open(CopyRow row, int field, int attributes, CopyRow parts) {
        int count = row.int4(field);
        if (count != attributes) {
            throw new FieldException(
                    field,
                    Refusal.of(
                            "the server sent a composite of " + count + " attributes where " + attributes
                                    + " were planned",
                            "Run it again."));
        }
        parts.beginParts(row, field, count);
        int position = row.offset(field) + COUNT_BYTES;
        for (int i = 0; i < count; i++) {
            position = parts.placePart(i, position + TYPE_BYTES);
        }
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        StructEncoder struct = (StructEncoder) column;
        CopyRow parts = CopyRow.ofParts();
        CopyRow[] one = {parts};
        for (int i = 0; i < count; i++) {
            if (rows[i].isNull(field)) {
                struct.addNull();
                continue;
            }
            open(rows[i], field, fields.columns().size(), parts);
            struct.begin();
            for (int part = 0; part < fields.columns().size(); part++) {
                Column attribute = fields.columns().get(part);
                try {
                    attribute.type().copy(one, 1, part, struct.field(part));
                } catch (FieldException e) {
                    throw ArrayWire.inPart(field, attribute.name(), e);
                }
            }
            struct.end();
        }
    }

    /// The list of what the attributes' own types read.
    public List<@Nullable Object> read(CopyRow row, int field) {
        CopyRow parts = CopyRow.ofParts();
        open(row, field, fields.columns().size(), parts);
        List<@Nullable Object> values = new ArrayList<>();
        for (int part = 0; part < fields.columns().size(); part++) {
            MethodHandle read = fields.columns().get(part).type().wireReader().asType(PartHandles.READ);
            values.add(parts.isNull(part) ? null : PartHandles.read(read, parts, part));
        }
        return values;
    }

    @Override
    public MethodHandle writer() {
        return new StructWriter(WriteHandles.of(javaType.asSubclass(Record.class), fields)).handle();
    }

    /// Reads records whose components another handle reads.
    ///
    /// @param readRecord `(CopyRow)Record`: from the attributes as the server sends them
    /// @param sent the attributes as the server sends them
    public static MethodHandle reader(MethodHandle readRecord, RowShape sent) {
        return new StructReader(readRecord, sent).handle();
    }

    private static final class StructReader {
        private final MethodHandle readRecord;
        private final RowShape sent;

        StructReader(MethodHandle readRecord, RowShape sent) {
            this.readRecord = readRecord;
            this.sent = sent;
        }

        MethodHandle handle() {
            return PartHandles.bind(StructReader.class, this, "read", Record.class, CopyRow.class, int.class);
        }

        @SuppressWarnings("unused") // by handle()
        Record read(CopyRow row, int field) {
            CopyRow parts = CopyRow.ofParts();
            open(row, field, sent.columns().size(), parts);
            try {
                return (Record) readRecord.invokeExact(parts);
            } catch (FieldException e) {
                throw ArrayWire.inPart(field, sent.columns().get(e.field()).name(), e);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("A composite can't be made into a record", e);
            }
        }
    }

    private static final class StructWriter {
        private final MethodHandle writeRecord;

        StructWriter(MethodHandle writeRecord) {
            this.writeRecord = writeRecord;
        }

        MethodHandle handle() {
            return PartHandles.bind(StructWriter.class, this, "write", void.class, Record.class, StructEncoder.class);
        }

        @SuppressWarnings("unused") // by handle()
        void write(Record value, StructEncoder column) throws Throwable {
            column.begin();
            writeRecord.invokeExact(value, column.fields());
            column.end();
        }
    }
}
