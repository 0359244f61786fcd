package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.FixedEncoder;
import java.lang.reflect.AnnotatedType;
import java.math.BigDecimal;
import java.util.List;
import org.apache.parquet.schema.Type;

/// Postgres `money`: a Java `BigDecimal`, a Parquet DECIMAL of 19 digits. On the wire an `int8` in the smallest unit of
/// the currency; how many digits that is after the point says the server's `lc_monetary`. Source: PostgreSQL, `cash.c`.
///
/// @param scale the digits after the point
public record MoneyColumn(int scale) implements ColumnType {
    /// The digits of the greatest `int8`.
    private static final int PRECISION = 19;

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("money") ? new Resolution.Found(new MoneyColumn(type.modifier())) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return Resolution.OTHER;
        }

        @Override
        public List<Reference> references() {
            return List.of(new Reference(
                    "money",
                    PostgresType.of("money", 2),
                    "the digits after the point are the server's `lc_monetary`: 2 in this line"));
        }
    };

    /// The decimal that holds every amount.
    public NumericColumn decimal() {
        return new NumericColumn(PRECISION, scale, OnSpecial.FAIL);
    }

    @Override
    public String postgresName() {
        return "money";
    }

    @Override
    public Class<?> javaType() {
        return BigDecimal.class;
    }

    @Override
    public String component() {
        return decimal().component();
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return decimal().parquetType(name, nullable);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        FixedEncoder encoder = (FixedEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
            } else {
                long units = row.int8(field);
                encoder.add(units >> (Long.SIZE - 1), units);
            }
        }
    }

    public BigDecimal read(CopyRow row, int field) {
        return BigDecimal.valueOf(row.int8(field), scale);
    }

    public void write(BigDecimal value, ColumnEncoder column) {
        decimal().write(value, column);
    }
}
