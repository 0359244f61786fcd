package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.DoubleEncoder;
import java.util.Optional;
import org.apache.parquet.schema.ColumnOrder;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// Postgres `float8` (`double precision`): a Java `double`, a Parquet DOUBLE. NaN, the infinities and −0 are values
/// like others.
public record Float8Column() implements ColumnType {
    static final ColumnRule RULE = ColumnRule.of(
            "float8",
            double.class,
            Double.class,
            new Float8Column(),
            "`double precision`; NaN and the infinities are values");

    private static final WireForm WIRE = WireForm.of(
            "a float8",
            WireNumbers::exactDouble,
            WireNumbers::parseDouble,
            (row, value) -> row.putInt8(Double.doubleToRawLongBits(value)));

    @Override
    public String postgresName() {
        return "float8";
    }

    @Override
    public Class<?> javaType() {
        return double.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        // The library's own choice, IEEE 754's total order, is so new that other readers would ignore the statistics.
        return Types.primitive(PrimitiveTypeName.DOUBLE, Repetitions.of(nullable))
                .columnOrder(ColumnOrder.typeDefined())
                .named(name);
    }

    @Override
    public TypeOptions decide(TypeOptions options) {
        return options.withNumeric(new TypeOptions.Representation.AsDouble());
    }

    @Override
    public Optional<WireForm> wireForm() {
        return Optional.of(WIRE);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        DoubleEncoder encoder = (DoubleEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
            } else {
                encoder.add(read(row, field));
            }
        }
    }

    public double read(CopyRow row, int field) {
        return Double.longBitsToDouble(row.int8(field));
    }

    public void write(double value, DoubleEncoder column) {
        column.add(value);
    }
}
