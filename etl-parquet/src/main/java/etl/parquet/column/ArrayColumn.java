package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.column.PostgresType.Kind;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.ListEncoder;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// A Postgres array: a Java `List`, a Parquet LIST of three levels. In the database any element may be null. An array of
/// more than one dimension, or whose first index isn't 1, is a special value: a list can't say so.
///
/// @param element the type of the elements
/// @param elementsNullable whether elements may be null
/// @param onSpecial what becomes of special values
public record ArrayColumn(ColumnType element, boolean elementsNullable, OnSpecial onSpecial) implements ColumnType {
    private static final String ELEMENT = "element";

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            if (type.kind() != Kind.ARRAY) {
                return Resolution.OTHER;
            }
            PostgresType part = type.element().orElseThrow();
            Resolution element = ColumnType.ofSource(part, options.ofPart(part));
            if (!(element instanceof Resolution.Found found)) {
                return element;
            }
            // The server casts the elements of an array all at once, or not at all.
            boolean isCastable = found.type() instanceof CastColumn || !isRewritten(found.type());
            if (!isCastable && options.as().isPresent()) {
                return new Resolution.Refused(Refusal.of(
                        "its elements are sent as text, since the server can't cast what lies in the composites of an"
                                + " array; so their numbers can't become a "
                                + options.as().get().word(),
                        "Set " + Remedy.SETTING + ": string, or take it out."));
            }
            ColumnType sent = isCastable ? found.type() : CastColumn.text(part.label(), options);
            return new Resolution.Found(new ArrayColumn(sent, true, options.onSpecial()));
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            if (!(component instanceof AnnotatedParameterizedType generic)
                    || ComponentHints.rawType(component) != List.class) {
                return Resolution.OTHER;
            }
            AnnotatedType part = generic.getAnnotatedActualTypeArguments()[0];
            Resolution element = ColumnType.ofComponent(part, options);
            OnSpecial ofWhole = options.orFail(component.isAnnotationPresent(Nullable.class))
                    .onSpecial();
            return element instanceof Resolution.Found found
                    ? new Resolution.Found(
                            new ArrayColumn(found.type(), part.isAnnotationPresent(Nullable.class), ofWhole))
                    : element;
        }

        @Override
        public List<Reference> references() {
            return List.of(
                    new Reference(
                            "int4[]",
                            PostgresType.arrayOf(PostgresType.of("int4")),
                            "any type's array; more than one dimension, or a first index other than 1: special values"),
                    new Reference(
                            "inet[]",
                            PostgresType.arrayOf(PostgresType.of("inet")),
                            "elements without a type of their own are text, as are composites that hold any"));
        }
    };

    private static boolean isRewritten(ColumnType type) {
        return !type.select("x").equals("x");
    }

    @Override
    public String postgresName() {
        return element.postgresName() + "[]";
    }

    @Override
    public Class<?> javaType() {
        return List.class;
    }

    @Override
    public String component() {
        String part = ComponentHints.boxed(element.component());
        return "List<" + (elementsNullable ? ComponentHints.nullable(part) : part) + ">";
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.list(Repetitions.of(nullable))
                .element(element.parquetType(ELEMENT, elementsNullable))
                .named(name);
    }

    @Override
    public String select(String column) {
        return element instanceof CastColumn cast ? "(" + column + ")::pg_catalog." + cast.cast() + "[]" : column;
    }

    @Override
    public boolean hasSpecialValues() {
        return true;
    }

    @Override
    public boolean hasParts() {
        return true;
    }

    @Override
    public PostgresType decide(PostgresType described) {
        return described.element().isPresent()
                ? PostgresType.arrayOf(element.decide(described.element().get()))
                : described;
    }

    @Override
    public TypeOptions decide(TypeOptions options) {
        TypeOptions decided = element.decide(options);
        return element.hasParts() ? decided : decided.orFail(elementsNullable);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        ListEncoder list = (ListEncoder) column;
        CopyRow elements = CopyRow.ofParts();
        CopyRow[] one = {elements};
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            int size = row.isNull(field) ? ArrayWire.NULL : ArrayWire.open(row, field, onSpecial, elements);
            if (size == ArrayWire.NULL) {
                list.addNull();
                continue;
            }
            list.begin(size);
            for (int index = 0; index < size; index++) {
                copyElement(one, index, field, list.next());
            }
            list.end();
        }
    }

    private void copyElement(CopyRow[] elements, int index, int field, ColumnEncoder column) {
        try {
            element.copy(elements, 1, index, column);
        } catch (FieldException e) {
            throw ArrayWire.inPart(field, ArrayWire.element(index), e);
        }
    }

    /// The list of what the elements' own type reads.
    public @Nullable List<?> read(CopyRow row, int field) {
        return new ListReader(element.wireReader(), elementsNullable, onSpecial).read(row, field);
    }

    @Override
    public MethodHandle writer() {
        return new ListWriter(element.writer()).handle();
    }

    /// Reads lists whose elements another handle reads.
    ///
    /// @param readElement `(CopyRow, int field)` → an element
    public static MethodHandle reader(MethodHandle readElement, boolean elementsNullable, OnSpecial onSpecial) {
        return new ListReader(readElement, elementsNullable, onSpecial).handle();
    }

    private static final class ListReader {
        private final MethodHandle readElement;
        private final boolean nullable;
        private final OnSpecial onSpecial;

        ListReader(MethodHandle readElement, boolean nullable, OnSpecial onSpecial) {
            this.readElement = readElement.asType(PartHandles.READ);
            this.nullable = nullable;
            this.onSpecial = onSpecial;
        }

        MethodHandle handle() {
            return PartHandles.bind(ListReader.class, this, "read", List.class, CopyRow.class, int.class);
        }

        @Nullable
        List<?> read(CopyRow row, int field) {
            CopyRow elements = CopyRow.ofParts();
            int size = ArrayWire.open(row, field, onSpecial, elements);
            if (size == ArrayWire.NULL) {
                return null;
            }
            List<@Nullable Object> list = new ArrayList<>(size);
            for (int index = 0; index < size; index++) {
                Object value = elements.isNull(index) ? null : readElement(elements, index, field);
                if (value == null) {
                    ArrayWire.requireNullable(nullable, field, index);
                }
                list.add(value);
            }
            return list;
        }

        private @Nullable Object readElement(CopyRow elements, int index, int field) {
            try {
                return PartHandles.read(readElement, elements, index);
            } catch (FieldException e) {
                throw ArrayWire.inPart(field, ArrayWire.element(index), e);
            }
        }
    }

    private static final class ListWriter {
        private final MethodHandle writeElement;

        ListWriter(MethodHandle writeElement) {
            this.writeElement = writeElement.asType(PartHandles.WRITE);
        }

        MethodHandle handle() {
            return PartHandles.bind(ListWriter.class, this, "write", void.class, List.class, ListEncoder.class);
        }

        @SuppressWarnings("unused") // by handle()
        void write(List<?> list, ListEncoder column) {
            column.begin(list.size());
            for (Object value : list) {
                ColumnEncoder part = column.next();
                if (value == null) {
                    part.addNull();
                } else {
                    PartHandles.write(writeElement, value, part);
                }
            }
            column.end();
        }
    }
}
