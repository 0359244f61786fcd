package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.FloatEncoder;
import java.util.Optional;
import org.apache.parquet.schema.ColumnOrder;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// Postgres `float4` (`real`): a Java `float`, a Parquet FLOAT. NaN, the infinities and −0 are values like others.
public record Float4Column() implements ColumnType {
    static final ColumnRule RULE = ColumnRule.of(
            "float4", float.class, Float.class, new Float4Column(), "`real`; NaN and the infinities are values");

    private static final WireForm WIRE = WireForm.of(
            "a float4",
            WireForm.only(Float.class),
            WireNumbers::parseFloat,
            (row, value) -> row.putInt4(Float.floatToRawIntBits(value)));

    @Override
    public String postgresName() {
        return "float4";
    }

    @Override
    public Class<?> javaType() {
        return float.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        // The library's own choice, IEEE 754's total order, is so new that other readers would ignore the statistics.
        return Types.primitive(PrimitiveTypeName.FLOAT, Repetitions.of(nullable))
                .columnOrder(ColumnOrder.typeDefined())
                .named(name);
    }

    @Override
    public Optional<WireForm> wireForm() {
        return Optional.of(WIRE);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        FloatEncoder encoder = (FloatEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
            } else {
                encoder.add(read(row, field));
            }
        }
    }

    public float read(CopyRow row, int field) {
        return Float.intBitsToFloat(row.int4(field));
    }

    public void write(float value, FloatEncoder column) {
        column.add(value);
    }
}
