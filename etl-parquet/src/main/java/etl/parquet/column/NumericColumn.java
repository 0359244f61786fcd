package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.column.TypeOptions.Representation;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.FixedEncoder;
import etl.parquet.page.IntEncoder;
import etl.parquet.page.LongEncoder;
import etl.schemas.Decimal;
import java.lang.reflect.AnnotatedType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// Postgres `numeric(p,s)`: a Java `BigDecimal`, a Parquet DECIMAL in an INT32 (up to 9 digits), an INT64 (up to 18) or
/// 16 bytes (up to 38). NaN, the infinities and numbers that need more digits are special values: never rounded unless
/// that was asked for.
///
/// Postgres lets a scale be negative or greater than the precision; the decimal has room for the same numbers then:
/// `numeric(5,-2)` is decimal(7,0), `numeric(2,5)` is decimal(5,5).
///
/// @param precision all digits, 1 to 38
/// @param scale the digits after the point, 0 to `precision`
/// @param onSpecial what becomes of special values
public record NumericColumn(int precision, int scale, OnSpecial onSpecial) implements ColumnType {
    /// The most digits of a Parquet DECIMAL that readers know.
    public static final int MAX_PRECISION = 38;

    private static final int MAX_LONG_PRECISION = NumericWire.MAX_LONG_PRECISION;
    private static final int MAX_INT_PRECISION = 9;
    private static final int FIXED_BYTES = 16;

    /// `atttypmod` counts its own four bytes; the scale is a signed number of 11 bits. Source: PostgreSQL, `numeric.c`.
    private static final int MODIFIER_HEADER = 4;

    private static final int SCALE_BITS = 11;

    private static final Remedy UNDECIDED = new Remedy(
            List.of(
                    new Representation.AsDecimal(MAX_PRECISION, 9),
                    new Representation.AsText(),
                    new Representation.AsDouble()),
            List.of(),
            "types.numeric decides for all such columns, a cast in a query for one.");

    public NumericColumn {
        requireDigits(precision, scale);
    }

    /// @throws IllegalArgumentException when no decimal has these digits
    static void requireDigits(int precision, int scale) {
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
            if (options.as().isPresent()) {
                return decided(options.as().get(), options);
            }
            if (!isUndecided(type)) {
                return new Resolution.Found(
                        new NumericColumn(precision(type), Math.max(declaredScale(type), 0), options.onSpecial()));
            }
            if (options.numeric().isPresent()) {
                return decided(options.numeric().get(), options);
            }
            String what = type.modifier() < 0
                    ? "numeric has no precision here, and a decimal column needs one"
                    : "numeric(" + declaredPrecision(type) + "," + declaredScale(type) + ") has more than the "
                            + MAX_PRECISION
                            + " digits of a decimal";
            return new Resolution.Refused(new Refusal(what, UNDECIDED));
        }

        private Resolution decided(Representation as, TypeOptions options) {
            return switch (as) {
                case Representation.AsDecimal decimal ->
                    new Resolution.Found(new NumericColumn(decimal.precision(), decimal.scale(), options.onSpecial()));
                case Representation.AsText text -> new Resolution.Found(CastColumn.text("numeric", options));
                case Representation.AsDouble number -> new Resolution.Found(CastColumn.float8("numeric"));
            };
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            Decimal decimal = component.getAnnotation(Decimal.class);
            if (component.getType() != BigDecimal.class) {
                return decimal == null
                        ? Resolution.OTHER
                        : new Resolution.Refused("@Decimal marks a " + ComponentHints.name(component)
                                + ". Write @Decimal(…) BigDecimal");
            }
            if (decimal == null) {
                return new Resolution.Refused("a BigDecimal needs its digits. Write @Decimal(precision = 12, scale = 2)"
                        + " BigDecimal for numeric(12,2)");
            }
            try {
                return new Resolution.Found(
                        new NumericColumn(decimal.precision(), decimal.scale(), options.onSpecial()));
            } catch (IllegalArgumentException e) {
                return new Resolution.Refused(e.getMessage() + ". Write @Decimal with other digits");
            }
        }

        @Override
        public List<Reference> references() {
            String special = "NaN, the infinities and numbers that need more digits: special values";
            return List.of(
                    new Reference("numeric(9,2)", PostgresType.of("numeric", modifier(9, 2)), special),
                    new Reference("numeric(18,2)", PostgresType.of("numeric", modifier(18, 2)), "the same"),
                    new Reference("numeric(38,9)", PostgresType.of("numeric", modifier(38, 9)), "the same"),
                    new Reference(
                            "numeric(5,-2)",
                            PostgresType.of("numeric", modifier(5, -2)),
                            "a negative scale, or one above the precision, becomes the decimal that holds the same"
                                    + " numbers"),
                    new Reference(
                            "numeric",
                            PostgresType.of("numeric"),
                            "must be decided, as must one of more than 38 digits: `decimal(p,s)`, `string` or `double`"
                                    + " by `types.numeric` or `types.columns`; in a record the component decides"));
        }
    };

    private static int declaredPrecision(PostgresType type) {
        return ((type.modifier() - MODIFIER_HEADER) >> 16) & 0xFFFF;
    }

    private static int declaredScale(PostgresType type) {
        int unused = Integer.SIZE - SCALE_BITS;
        return ((type.modifier() - MODIFIER_HEADER) << unused) >> unused;
    }

    /// The digits of the decimal that holds all numbers of a numeric.
    private static int precision(PostgresType type) {
        return Math.max(declaredPrecision(type) - Math.min(declaredScale(type), 0), declaredScale(type));
    }

    /// Whether the server's description of a numeric gives no decimal.
    private static boolean isUndecided(PostgresType type) {
        return type.modifier() < 0 || precision(type) > MAX_PRECISION;
    }

    static int modifier(int precision, int scale) {
        return (precision << 16 | (scale & ((1 << SCALE_BITS) - 1))) + MODIFIER_HEADER;
    }

    @Override
    public PostgresType decide(PostgresType described) {
        return described.isBase("numeric") && isUndecided(described)
                ? described.withModifier(modifier(precision, scale))
                : described;
    }

    /// Whether every number of the other type is one of this type.
    public boolean holdsAll(NumericColumn other) {
        return scale >= other.scale && precision - scale >= other.precision - other.scale;
    }

    private static final WireForm WIRE = WireForm.of(
            "a numeric",
            value -> WireNumbers.limited(WireNumbers.decimal(value)),
            text -> WireNumbers.limited(new BigDecimal(text)),
            WireNumbers::putNumeric);

    @Override
    public String postgresName() {
        return "numeric(" + precision + "," + scale + ")";
    }

    @Override
    public Class<?> javaType() {
        return BigDecimal.class;
    }

    @Override
    public String component() {
        return "@Decimal(precision = " + precision + ", scale = " + scale + ") BigDecimal";
    }

    @Override
    public boolean hasSpecialValues() {
        return true;
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
    public Optional<WireForm> wireForm() {
        return Optional.of(WIRE);
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

    private void copy(CopyRow[] rows, int count, int field, NumericWire wire, LongEncoder column) {
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                column.addNull();
                continue;
            }
            long value = wire.unscaled(row, field);
            if (value == NumericWire.SPECIAL) {
                addReplaced(wire.replace(row, field, onSpecial), column);
            } else {
                column.add(value);
            }
        }
    }

    private void copy(CopyRow[] rows, int count, int field, NumericWire wire, IntEncoder column) {
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                column.addNull();
                continue;
            }
            long value = wire.unscaled(row, field);
            if (value == NumericWire.SPECIAL) {
                addReplaced(wire.replace(row, field, onSpecial), column);
            } else {
                column.add((int) value);
            }
        }
    }

    private void copy(CopyRow[] rows, int count, int field, NumericWire wire, FixedEncoder column) {
        Int128 value = new Int128();
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                column.addNull();
            } else if (wire.unscaled(row, field, value)) {
                column.add(value.high(), value.low());
            } else {
                addReplaced(wire.replace(row, field, onSpecial), column);
            }
        }
    }

    public @Nullable BigDecimal read(CopyRow row, int field) {
        NumericWire wire = new NumericWire(precision, scale);
        if (precision <= MAX_LONG_PRECISION) {
            long value = wire.unscaled(row, field);
            return value == NumericWire.SPECIAL
                    ? wire.replace(row, field, onSpecial)
                    : BigDecimal.valueOf(value, scale);
        }
        Int128 value = new Int128();
        return wire.unscaled(row, field, value) ? value.toBigDecimal(scale) : wire.replace(row, field, onSpecial);
    }

    public void write(BigDecimal value, ColumnEncoder column) {
        if (value.scale() == scale && value.precision() <= precision) {
            add(value, column);
            return;
        }
        if ((long) value.precision() - value.scale() <= precision - scale) {
            BigDecimal scaled = value.setScale(scale, RoundingMode.DOWN);
            if (scaled.compareTo(value) == 0) {
                add(scaled, column);
                return;
            }
        }
        addReplaced(new NumericWire(precision, scale).replace(value, onSpecial, column), column);
    }

    private static void addReplaced(@Nullable BigDecimal value, ColumnEncoder column) {
        if (value == null) {
            column.addNull();
        } else {
            add(value, column);
        }
    }

    /// Adds a number of this type's digits.
    static void add(BigDecimal value, ColumnEncoder column) {
        if (column instanceof LongEncoder longs) {
            longs.add(unscaledLong(value));
        } else if (column instanceof IntEncoder ints) {
            ints.add((int) unscaledLong(value));
        } else {
            Int128 unscaled = Int128.of(value.unscaledValue());
            ((FixedEncoder) column).add(unscaled.high(), unscaled.low());
        }
    }

    /// [BigDecimal#unscaledValue()] makes a BigInteger, even of a number that is kept in a long; a number without
    /// digits after the point is given as it is kept.
    private static long unscaledLong(BigDecimal value) {
        return value.scaleByPowerOfTen(value.scale()).longValue();
    }
}
