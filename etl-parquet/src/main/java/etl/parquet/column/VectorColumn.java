package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.FloatEncoder;
import etl.parquet.page.ListEncoder;
import java.lang.reflect.AnnotatedType;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// pgvector's `vector`: a Java `List<Float>`, a Parquet LIST of FLOAT. On the wire an `int2` count, an `int2` without
/// use, then the numbers as `float4`. Source: pgvector, `vector_send`.
public record VectorColumn() implements ColumnType {
    private static final int HEADER_BYTES = 2 * Short.BYTES;

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isExtension("vector") ? new Resolution.Found(new VectorColumn()) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return Resolution.OTHER;
        }

        @Override
        public List<Reference> references() {
            return List.of(new Reference(
                    "vector",
                    PostgresType.of("public", "vector", PostgresType.Kind.BASE, PostgresType.NO_MODIFIER),
                    "pgvector's"));
        }
    };

    @Override
    public String postgresName() {
        return "vector";
    }

    @Override
    public Class<?> javaType() {
        return List.class;
    }

    @Override
    public String component() {
        return "List<Float>";
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.list(Repetitions.of(nullable))
                .element(Types.required(PrimitiveTypeName.FLOAT).named("element"))
                .named(name);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        ListEncoder list = (ListEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                list.addNull();
                continue;
            }
            int size = row.int2(field);
            list.begin(size);
            for (int index = 0; index < size; index++) {
                ((FloatEncoder) list.next()).add(number(row, field, index));
            }
            list.end();
        }
    }

    private static float number(CopyRow row, int field, int index) {
        return Float.intBitsToFloat(row.int4(field, HEADER_BYTES + index * Float.BYTES));
    }

    public List<Float> read(CopyRow row, int field) {
        int size = row.int2(field);
        List<Float> numbers = new ArrayList<>(size);
        for (int index = 0; index < size; index++) {
            numbers.add(number(row, field, index));
        }
        return numbers;
    }

    public void write(List<?> value, ListEncoder column) {
        column.begin(value.size());
        for (Object number : value) {
            ((FloatEncoder) column.next()).add((Float) number);
        }
        column.end();
    }
}
