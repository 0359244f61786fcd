package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import java.lang.reflect.AnnotatedType;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// Postgres `bytea`: a Java `byte[]`, a Parquet BINARY.
///
/// @param onSpecial what becomes of values that are longer than a cell can be
public record ByteaColumn(OnSpecial onSpecial) implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("bytea") ? found(options) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return component.getType() == byte[].class ? found(options) : Resolution.OTHER;
        }

        private Resolution found(TypeOptions options) {
            return new Resolution.Found(new ByteaColumn(options.onSpecial()));
        }

        @Override
        public List<Reference> references() {
            return List.of(new Reference("bytea", PostgresType.of("bytea"), ""));
        }
    };

    private static final WireForm WIRE = WireForm.of(
            "a bytea such as \\x00ff",
            WireForm.only(byte[].class),
            text -> text.startsWith("\\x") ? HexFormat.of().parseHex(text, 2, text.length()) : null,
            (row, bytes) -> row.putBytes(bytes));

    @Override
    public String postgresName() {
        return "bytea";
    }

    @Override
    public Class<?> javaType() {
        return byte[].class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.primitive(PrimitiveTypeName.BINARY, Repetitions.of(nullable))
                .named(name);
    }

    @Override
    public boolean hasSpecialValues() {
        return true;
    }

    @Override
    public Optional<WireForm> wireForm() {
        return Optional.of(WIRE);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        Cells.copy(rows, count, field, onSpecial, (BinaryEncoder) column);
    }

    public byte[] read(CopyRow row, int field) {
        return row.copyOf(field);
    }

    public void write(byte[] value, BinaryEncoder column) {
        Cells.add(value, 0, value.length, onSpecial, column);
    }
}
