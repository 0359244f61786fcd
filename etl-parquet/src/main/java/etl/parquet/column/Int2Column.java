package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.IntEncoder;
import java.util.Optional;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// Postgres `int2` (`smallint`): a Java `short`, a Parquet INT32 marked as 16 bits.
public record Int2Column() implements ColumnType {
    static final ColumnRule RULE = ColumnRule.of("int2", short.class, Short.class, new Int2Column(), "`smallint`");

    private static final WireForm WIRE = WireNumbers.integers(
            "int2", Short.MIN_VALUE, Short.MAX_VALUE, (row, value) -> row.putInt2(value.intValue()));

    @Override
    public String postgresName() {
        return "int2";
    }

    @Override
    public Class<?> javaType() {
        return short.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.primitive(PrimitiveTypeName.INT32, Repetitions.of(nullable))
                .as(LogicalTypeAnnotation.intType(16))
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

    public short read(CopyRow row, int field) {
        return row.int2(field);
    }

    public void write(short value, IntEncoder column) {
        column.add(value);
    }
}
