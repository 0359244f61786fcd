package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.LongEncoder;
import java.util.Optional;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// Postgres `int8` (`bigint`): a Java `long`, a Parquet INT64.
public record Int8Column() implements ColumnType {
    static final ColumnRule RULE =
            ColumnRule.of("int8", long.class, Long.class, new Int8Column(), "`bigint`, `bigserial`");

    private static final WireForm WIRE =
            WireNumbers.integers("int8", Long.MIN_VALUE, Long.MAX_VALUE, (row, value) -> row.putInt8(value));

    @Override
    public String postgresName() {
        return "int8";
    }

    @Override
    public Class<?> javaType() {
        return long.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.primitive(PrimitiveTypeName.INT64, Repetitions.of(nullable))
                .named(name);
    }

    @Override
    public Optional<WireForm> wireForm() {
        return Optional.of(WIRE);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        LongEncoder encoder = (LongEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
            } else {
                encoder.add(read(row, field));
            }
        }
    }

    public long read(CopyRow row, int field) {
        return row.int8(field);
    }

    public void write(long value, LongEncoder column) {
        column.add(value);
    }
}
