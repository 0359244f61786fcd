package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.FixedEncoder;
import etl.parquet.page.IntEncoder;
import etl.parquet.page.LongEncoder;
import etl.schemas.Decimal;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// Postgres `numeric(p,s)`: a Java `BigDecimal`, a Parquet DECIMAL in an INT32 (up to 9 digits), an INT64 (up to 18) or
/// 16 bytes (up to 38). NaN, the infinities and numbers that need more digits are refused, never rounded.
///
/// Postgres lets a scale be negative or greater than the precision; the decimal has room for the same numbers then:
/// `numeric(5,-2)` is decimal(7,0), `numeric(2,5)` is decimal(5,5).
///
/// @param precision all digits, 1 to 38
/// @param scale the digits after the point, 0 to `precision`
public record NumericColumn(int precision, int scale) implements ColumnType {
    private static final int MAX_PRECISION = 38;
    private static final int MAX_LONG_PRECISION = NumericWire.MAX_LONG_PRECISION;
    private static final int MAX_INT_PRECISION = 9;
    private static final int FIXED_BYTES = 16;

    /// `atttypmod` counts its own four bytes; the scale is a signed number of 11 bits. Source: PostgreSQL, `numeric.c`.
    private static final int MODIFIER_HEADER = 4;

    private static final int SCALE_BITS = 11;

    public NumericColumn {
        if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
            throw new IllegalArgumentException("decimal(" + precision + "," + scale + ") can't be: at most "
                    + MAX_PRECISION + " digits, of which 0 to all are after the point");
        }
    }

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            if (!type.isBase("numeric")) {
                return Resolution.OTHER;
            }
            if (type.modifier() < 0) {
                return new Resolution.Refused("numeric has no precision here, and a decimal column needs one. Select"
                        + " <column>::numeric(18,2) in a query, with the digits that its values need, or declare it in the"
                        + " table: alter table … alter column <column> type numeric(18,2)");
            }
            int digits = type.modifier() - MODIFIER_HEADER;
            int declaredPrecision = (digits >> 16) & 0xFFFF;
            int declaredScale = (digits << (Integer.SIZE - SCALE_BITS)) >> (Integer.SIZE - SCALE_BITS);
            int precision = Math.max(declaredPrecision - Math.min(declaredScale, 0), declaredScale);
            if (precision > MAX_PRECISION) {
                return new Resolution.Refused("numeric(" + declaredPrecision + "," + declaredScale
                        + ") has more than the "
                        + MAX_PRECISION + " digits of a decimal. Select <column>::numeric(38,9) in a query, with the"
                        + " digits that its values need, or <column>::text");
            }
            return new Resolution.Found(new NumericColumn(precision, Math.max(declaredScale, 0)));
        }

        @Override
        public Resolution ofComponent(RecordComponent component, TypeOptions options) {
            Decimal decimal = component.getAnnotation(Decimal.class);
            if (component.getType() != BigDecimal.class) {
                return decimal == null
                        ? Resolution.OTHER
                        : new Resolution.Refused("@Decimal marks a "
                                + component.getType().getSimpleName() + ". Write @Decimal(…) BigDecimal");
            }
            if (decimal == null) {
                return new Resolution.Refused("a BigDecimal needs its digits. Write @Decimal(precision = 12, scale = 2)"
                        + " BigDecimal for numeric(12,2)");
            }
            try {
                return new Resolution.Found(new NumericColumn(decimal.precision(), decimal.scale()));
            } catch (IllegalArgumentException e) {
                return new Resolution.Refused(e.getMessage() + ". Write @Decimal with other digits");
            }
        }
    };

    /// What the server describes, with this type's digits where the server has none: for numbers that are computed.
    public PostgresType decide(PostgresType described) {
        boolean open = described.isBase("numeric") && described.modifier() < 0;
        return open ? described.withModifier((precision << 16 | scale) + MODIFIER_HEADER) : described;
    }

    /// Whether every number of the other type is one of this type.
    public boolean holdsAll(NumericColumn other) {
        return scale >= other.scale && precision - scale >= other.precision - other.scale;
    }

    @Override
    public String postgresName() {
        return "numeric(" + precision + "," + scale + ")";
    }

    @Override
    public Class<?> javaType() {
        return BigDecimal.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        PrimitiveTypeName physical = precision <= MAX_INT_PRECISION
                ? PrimitiveTypeName.INT32
                : precision <= MAX_LONG_PRECISION ? PrimitiveTypeName.INT64 : PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
        return Types.primitive(physical, Repetitions.of(nullable))
                .length(physical == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY ? FIXED_BYTES : 0)
                .as(LogicalTypeAnnotation.decimalType(scale, precision))
                .named(name);
    }

    @Override
    public String glueType() {
        return "decimal(" + precision + "," + scale + ")";
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        NumericWire wire = new NumericWire(precision, scale);
        switch (column) {
            case LongEncoder longs -> copy(rows, count, field, wire, longs);
            case IntEncoder ints -> copy(rows, count, field, wire, ints);
            case FixedEncoder fixed -> copy(rows, count, field, wire, fixed);
            default -> throw new IllegalArgumentException(postgresName() + " is not written by " + column);
        }
    }

    private static void copy(CopyRow[] rows, int count, int field, NumericWire wire, LongEncoder column) {
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                column.addNull();
            } else {
                column.add(wire.unscaled(row, field));
            }
        }
    }

    private static void copy(CopyRow[] rows, int count, int field, NumericWire wire, IntEncoder column) {
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                column.addNull();
            } else {
                column.add((int) wire.unscaled(row, field));
            }
        }
    }

    private static void copy(CopyRow[] rows, int count, int field, NumericWire wire, FixedEncoder column) {
        Int128 value = new Int128();
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                column.addNull();
            } else {
                wire.unscaled(row, field, value);
                column.add(value.high(), value.low());
            }
        }
    }

    public BigDecimal read(CopyRow row, int field) {
        NumericWire wire = new NumericWire(precision, scale);
        if (precision <= MAX_LONG_PRECISION) {
            return BigDecimal.valueOf(wire.unscaled(row, field), scale);
        }
        Int128 value = new Int128();
        wire.unscaled(row, field, value);
        return value.toBigDecimal(scale);
    }

    public @Nullable BigDecimal read(ResultSet rows, int column) throws SQLException {
        try {
            return rows.getBigDecimal(column);
        } catch (SQLException e) {
            // pgjdbc can't make a BigDecimal of NaN and the infinities.
            String text = rows.getString(column);
            if (text != null && NumericWire.isSpecial(text)) {
                throw new FieldException(column - 1, NumericWire.special(text, postgresName()));
            }
            throw e;
        }
    }

    public void write(BigDecimal value, ColumnEncoder column) {
        BigDecimal number = value.scale() == scale && value.precision() <= precision ? value : exact(value, column);
        if (column instanceof LongEncoder longs) {
            longs.add(unscaledLong(number));
        } else if (column instanceof IntEncoder ints) {
            ints.add((int) unscaledLong(number));
        } else {
            Int128 unscaled = Int128.of(number.unscaledValue());
            ((FixedEncoder) column).add(unscaled.high(), unscaled.low());
        }
    }

    /// [BigDecimal#unscaledValue()] makes a BigInteger, even of a number that is kept in a long; a number without
    /// digits after the point is given as it is kept.
    private static long unscaledLong(BigDecimal value) {
        return value.scaleByPowerOfTen(value.scale()).longValue();
    }

    private BigDecimal exact(BigDecimal value, ColumnEncoder column) {
        try {
            BigDecimal scaled = value.setScale(scale, RoundingMode.UNNECESSARY);
            if (scaled.precision() <= precision) {
                return scaled;
            }
        } catch (ArithmeticException e) {
            throw column.refused(NumericWire.needsRounding(value.toPlainString(), postgresName()));
        }
        throw column.refused(NumericWire.tooLarge(value.toPlainString(), postgresName()));
    }
}
