package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.column.TypeOptions.Representation.AsDecimal;
import etl.parquet.page.ColumnEncoder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Reads numbers of one precision and scale from the wire: `int2` counts of digits, the weight of the first, the sign
/// and the display scale, then the digits, each an `int2` from 0 to 9999; the digit at index i counts 10000^(weight −
/// i). Zeros at either end are left out. Source: PostgreSQL, `numeric_send`.
final class NumericWire {
    /// A number of so many digits fits a long.
    static final int MAX_LONG_PRECISION = 18;

    /// Stands for a number that has no place in the column.
    static final long SPECIAL = Long.MIN_VALUE;

    /// With more zeros before its point a number is shown with an exponent.
    private static final int SHOWN_ZEROS = 1000;

    private static final int WEIGHT = 2;
    private static final int SIGN = 4;
    private static final int DISPLAY_SCALE = 6;
    private static final int DIGITS = 8;

    private static final int POSITIVE = 0x0000;
    private static final int NEGATIVE = 0x4000;
    private static final int NAN = 0xC000;
    private static final int INFINITY = 0xD000;
    private static final int NEGATIVE_INFINITY = 0xF000;

    private static final int BASE = 10_000;
    private static final int BASE_DIGITS = 4;
    private static final int[] POWERS = {1, 10, 100, 1_000, BASE};

    /// For each of the powers a factor whose product with a digit has the digit's quotient in its upper half: 2^32
    /// divided by the power, rounded up.
    private static final long[] RECIPROCALS =
            Arrays.stream(POWERS).mapToLong(power -> (1L << 32) / power + 1).toArray();

    private static final long[] LONG_POWERS = LongStream.iterate(1, power -> power * 10)
            .limit(MAX_LONG_PRECISION + 1)
            .toArray();
    private static final Int128[] INT128_POWERS = IntStream.rangeClosed(0, 38)
            .mapToObj(power -> Int128.of(BigInteger.TEN.pow(power)))
            .toArray(Int128[]::new);

    /// For each of the powers the greatest number, or upper half of 128 bits, that can be multiplied by it and added
    /// to: what is above has too many digits for any precision.
    private static final long[] MAX_BEFORE =
            Arrays.stream(POWERS).mapToLong(power -> Long.MAX_VALUE / power - 1).toArray();

    private final int precision;
    private final int scale;

    /// The weight of the last digit that counts whole.
    private final int lastWeight;

    /// How many decimal digits of the one after it count, 0 to 3, and the power of ten that takes the others away.
    private final int partDigits;

    private final int partDivisor;

    NumericWire(int precision, int scale) {
        this.precision = precision;
        this.scale = scale;
        this.lastWeight = -(scale / BASE_DIGITS);
        this.partDigits = scale % BASE_DIGITS;
        this.partDivisor = POWERS[BASE_DIGITS - partDigits];
    }

    /// The number times 10^scale, or [#SPECIAL]; the precision must be one that fits a long.
    long unscaled(CopyRow row, int field) {
        int count = row.int2(field);
        int weight = row.int2(field, WEIGHT);
        int sign = row.int2(field, SIGN) & 0xFFFF;
        if ((sign & ~NEGATIVE) != 0) {
            return SPECIAL;
        }
        long value = 0;
        for (int w = weight; w >= lastWeight; w--) {
            if (value > MAX_BEFORE[BASE_DIGITS]) {
                return SPECIAL;
            }
            int index = weight - w;
            value = value * BASE + (index < count ? digit(row, field, index) : 0);
        }
        if (partDigits > 0) {
            if (value > MAX_BEFORE[partDigits]) {
                return SPECIAL;
            }
            int part = part(row, field, count, weight);
            if (part < 0) {
                return SPECIAL;
            }
            value = value * POWERS[partDigits] + part;
        }
        if (value >= LONG_POWERS[precision] || needsMoreDigits(row, field, count, weight)) {
            return SPECIAL;
        }
        return sign == POSITIVE ? value : -value;
    }

    /// Sets the result to the number times 10^scale.
    ///
    /// @return false when the number is a special value
    boolean unscaled(CopyRow row, int field, Int128 result) {
        int count = row.int2(field);
        int weight = row.int2(field, WEIGHT);
        int sign = row.int2(field, SIGN) & 0xFFFF;
        if ((sign & ~NEGATIVE) != 0) {
            return false;
        }
        result.set(0);
        for (int w = weight; w >= lastWeight; w--) {
            if (result.high() > MAX_BEFORE[BASE_DIGITS]) {
                return false;
            }
            int index = weight - w;
            result.multiplyAndAdd(BASE, index < count ? digit(row, field, index) : 0);
        }
        if (partDigits > 0) {
            if (result.high() > MAX_BEFORE[partDigits]) {
                return false;
            }
            int part = part(row, field, count, weight);
            if (part < 0) {
                return false;
            }
            result.multiplyAndAdd(POWERS[partDigits], part);
        }
        if (!result.isLess(INT128_POWERS[precision]) || needsMoreDigits(row, field, count, weight)) {
            return false;
        }
        if (sign != POSITIVE) {
            result.negate();
        }
        return true;
    }

    private static int digit(CopyRow row, int field, int index) {
        return row.int2(field, DIGITS + index * Short.BYTES);
    }

    /// The part that counts of the digit after the last whole one; -1 when that isn't all of it.
    private int part(CopyRow row, int field, int count, int weight) {
        int index = weight - lastWeight + 1;
        if (index < 0 || index >= count) {
            return 0;
        }
        int digit = digit(row, field, index);
        int part = (int) ((digit * RECIPROCALS[BASE_DIGITS - partDigits]) >>> 32);
        return part * partDivisor == digit ? part : -1;
    }

    /// Whether there are digits past the scale.
    private boolean needsMoreDigits(CopyRow row, int field, int count, int weight) {
        int firstUnused = weight - lastWeight + (partDigits > 0 ? 2 : 1);
        for (int index = Math.max(0, firstUnused); index < count; index++) {
            if (digit(row, field, index) != 0) {
                return true;
            }
        }
        return false;
    }

    /// What the policy puts in the place of a special value; null: a null.
    ///
    /// @throws FieldException when it puts nothing there
    @Nullable
    BigDecimal replace(CopyRow row, int field, OnSpecial onSpecial) {
        int sign = row.int2(field, SIGN) & 0xFFFF;
        if ((sign & ~NEGATIVE) == 0) {
            return replace(number(row, field), refusal -> onSpecial.clamps(row, field, refusal));
        }
        Supplier<Refusal> refusal = () -> notANumber(signText(sign), name());
        if (sign == INFINITY || sign == NEGATIVE_INFINITY) {
            boolean clamps = onSpecial.clamps(row, field, refusal);
            return clamps ? (sign == INFINITY ? greatest() : greatest().negate()) : null;
        }
        onSpecial.nulls(row, field, refusal);
        return null;
    }

    /// The same for a number that a record gives.
    ///
    /// @throws etl.parquet.ValueException when the policy puts nothing in its place
    @Nullable
    BigDecimal replace(BigDecimal number, OnSpecial onSpecial, ColumnEncoder column) {
        return replace(number, refusal -> onSpecial.clamps(column, refusal));
    }

    /// @param clamps asks the policy with what is told when the number must not be replaced
    private @Nullable BigDecimal replace(BigDecimal number, Predicate<Supplier<Refusal>> clamps) {
        // Asked first: to give 1e1000000000 a scale would take all memory.
        boolean small = (long) number.precision() - number.scale() <= precision - scale;
        BigDecimal nearest = small ? number.setScale(scale, RoundingMode.HALF_UP) : number;
        boolean fits = small && nearest.precision() <= precision;
        boolean clamped = clamps.test(() -> needsDigits(number, fits ? " needs rounding to fit " : " does not fit "));
        if (!clamped) {
            return null;
        }
        return fits ? nearest : number.signum() < 0 ? greatest().negate() : greatest();
    }

    private static String text(BigDecimal number) {
        return number.scale() < -SHOWN_ZEROS ? number.toString() : number.toPlainString();
    }

    private BigDecimal greatest() {
        return new BigDecimal(BigInteger.TEN.pow(precision).subtract(BigInteger.ONE), scale);
    }

    private String name() {
        return "numeric(" + precision + "," + scale + ")";
    }

    /// The number with as many digits after the point as Postgres prints.
    private static BigDecimal number(CopyRow row, int field) {
        BigInteger digits = BigInteger.ZERO;
        int count = row.int2(field);
        for (int index = 0; index < count; index++) {
            digits = digits.multiply(BigInteger.valueOf(BASE)).add(BigInteger.valueOf(digit(row, field, index)));
        }
        int exponent = (row.int2(field, WEIGHT) - count + 1) * BASE_DIGITS;
        BigDecimal number = new BigDecimal(digits).scaleByPowerOfTen(exponent);
        int sign = row.int2(field, SIGN) & 0xFFFF;
        int shown = Math.max(
                row.int2(field, DISPLAY_SCALE), number.stripTrailingZeros().scale());
        return (sign == NEGATIVE ? number.negate() : number).setScale(shown);
    }

    private static String signText(int sign) {
        return switch (sign) {
            case NAN -> "NaN";
            case INFINITY -> "Infinity";
            case NEGATIVE_INFINITY -> "-Infinity";
            default -> "a numeric of the unknown sign 0x" + Integer.toHexString(sign);
        };
    }

    private static Refusal notANumber(String text, String type) {
        return new Refusal(
                text + " is no value of " + type + ", which is a decimal at the destination",
                Remedy.ofSpecial(!text.equals("NaN")));
    }

    private Refusal needsDigits(BigDecimal number, String how) {
        return new Refusal(text(number) + how + name(), Remedy.ofDigits(wider(number)));
    }

    /// The decimal that holds this number beside those that fit; nothing when it would have too many digits.
    private List<AsDecimal> wider(BigDecimal number) {
        long whole = Math.max(precision - scale, (long) number.precision() - number.scale());
        long fraction = Math.max(scale, number.stripTrailingZeros().scale());
        return whole + fraction <= NumericColumn.MAX_PRECISION
                ? List.of(new AsDecimal((int) (whole + fraction), (int) fraction))
                : List.of();
    }
}
