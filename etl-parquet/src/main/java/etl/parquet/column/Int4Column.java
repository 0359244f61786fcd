package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.IntEncoder;
import java.util.Optional;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// Postgres `int4` (`integer`): a Java `int`, a Parquet INT32.
public record Int4Column() implements ColumnType {
    static final ColumnRule RULE =
            ColumnRule.of("int4", int.class, Integer.class, new Int4Column(), "`integer`, `serial`");

    private static final WireForm WIRE = WireNumbers.integers(
            "int4", Integer.MIN_VALUE, Integer.MAX_VALUE, (row, value) -> row.putInt4(value.intValue()));

    @Override
    public String postgresName() {
        return "int4";
    }

    @Override
    public Class<?> javaType() {
        return int.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.primitive(PrimitiveTypeName.INT32, Repetitions.of(nullable))
                .named(name);
    }

    @Override
    public Optional<WireForm> wireForm() {
        return Optional.of(WIRE);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        IntEncoder encoder = (IntEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
            } else {
                encoder.add(read(row, field));
            }
        }
    }

    public int read(CopyRow row, int field) {
        return row.int4(field);
    }

    public void write(int value, IntEncoder column) {
        column.add(value);
    }
}
