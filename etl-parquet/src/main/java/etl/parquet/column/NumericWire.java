package etl.parquet.column;

import etl.parquet.CopyRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Reads numbers of one precision and scale from the wire: `int2` counts of digits, the weight of the first, the sign
/// and the display scale, then the digits, each an `int2` from 0 to 9999; the digit at index i counts 10000^(weight −
/// i). Zeros at either end are left out. Source: PostgreSQL, `numeric_send`.
final class NumericWire {
    /// A number of so many digits fits a long.
    static final int MAX_LONG_PRECISION = 18;

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

    /// The number times 10^scale; the precision must be one that fits a long.
    long unscaled(CopyRow row, int field) {
        int count = row.int2(field);
        int weight = row.int2(field, WEIGHT);
        int sign = row.int2(field, SIGN) & 0xFFFF;
        if ((sign & ~NEGATIVE) != 0) {
            throw new FieldException(field, special(signText(sign), name()));
        }
        long value = 0;
        for (int w = weight; w >= lastWeight; w--) {
            if (value > MAX_BEFORE[BASE_DIGITS]) {
                throw tooLarge(row, field);
            }
            int index = weight - w;
            value = value * BASE + (index < count ? digit(row, field, index) : 0);
        }
        if (partDigits > 0) {
            if (value > MAX_BEFORE[partDigits]) {
                throw tooLarge(row, field);
            }
            value = value * POWERS[partDigits] + part(row, field, count, weight);
        }
        checkRest(row, field, count, weight);
        if (value >= LONG_POWERS[precision]) {
            throw tooLarge(row, field);
        }
        return sign == POSITIVE ? value : -value;
    }

    /// The number times 10^scale.
    void unscaled(CopyRow row, int field, Int128 result) {
        int count = row.int2(field);
        int weight = row.int2(field, WEIGHT);
        int sign = row.int2(field, SIGN) & 0xFFFF;
        if ((sign & ~NEGATIVE) != 0) {
            throw new FieldException(field, special(signText(sign), name()));
        }
        result.set(0);
        for (int w = weight; w >= lastWeight; w--) {
            if (result.high() > MAX_BEFORE[BASE_DIGITS]) {
                throw tooLarge(row, field);
            }
            int index = weight - w;
            result.multiplyAndAdd(BASE, index < count ? digit(row, field, index) : 0);
        }
        if (partDigits > 0) {
            if (result.high() > MAX_BEFORE[partDigits]) {
                throw tooLarge(row, field);
            }
            result.multiplyAndAdd(POWERS[partDigits], part(row, field, count, weight));
        }
        checkRest(row, field, count, weight);
        if (!result.isLess(INT128_POWERS[precision])) {
            throw tooLarge(row, field);
        }
        if (sign != POSITIVE) {
            result.negate();
        }
    }

    private static int digit(CopyRow row, int field, int index) {
        return row.int2(field, DIGITS + index * Short.BYTES);
    }

    /// The part that counts of the digit after the last whole one.
    private int part(CopyRow row, int field, int count, int weight) {
        int index = weight - lastWeight + 1;
        if (index < 0 || index >= count) {
            return 0;
        }
        int digit = digit(row, field, index);
        int part = (int) ((digit * RECIPROCALS[BASE_DIGITS - partDigits]) >>> 32);
        if (part * partDivisor != digit) {
            throw new FieldException(field, needsRounding(text(row, field), name()));
        }
        return part;
    }

    /// Refuses digits that lie past the scale.
    private void checkRest(CopyRow row, int field, int count, int weight) {
        int firstUnused = weight - lastWeight + (partDigits > 0 ? 2 : 1);
        for (int index = Math.max(0, firstUnused); index < count; index++) {
            if (digit(row, field, index) != 0) {
                throw new FieldException(field, needsRounding(text(row, field), name()));
            }
        }
    }

    private FieldException tooLarge(CopyRow row, int field) {
        return new FieldException(field, tooLarge(text(row, field), name()));
    }

    private String name() {
        return "numeric(" + precision + "," + scale + ")";
    }

    /// The number as Postgres prints it.
    private static String text(CopyRow row, int field) {
        BigInteger digits = BigInteger.ZERO;
        int count = row.int2(field);
        for (int index = 0; index < count; index++) {
            digits = digits.multiply(BigInteger.valueOf(BASE)).add(BigInteger.valueOf(digit(row, field, index)));
        }
        int exponent = (row.int2(field, WEIGHT) - count + 1) * BASE_DIGITS;
        BigDecimal number = new BigDecimal(digits).scaleByPowerOfTen(exponent);
        int sign = row.int2(field, SIGN) & 0xFFFF;
        return (sign == NEGATIVE ? "-" : "")
                + number.setScale(Math.max(
                                row.int2(field, DISPLAY_SCALE),
                                number.stripTrailingZeros().scale()))
                        .toPlainString();
    }

    private static String signText(int sign) {
        return switch (sign) {
            case NAN -> "NaN";
            case INFINITY -> "Infinity";
            case NEGATIVE_INFINITY -> "-Infinity";
            default -> "a numeric of the unknown sign 0x" + Integer.toHexString(sign);
        };
    }

    /// Whether Postgres prints a numeric so that is no number.
    static boolean isSpecial(String text) {
        return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
    }

    static String special(String text, String type) {
        return text + " is no value of " + type
                + ", which is a decimal at the destination. Leave such rows out with a condition, or"
                + " replace the value in a query, as in nullif(<column>, '" + text + "')";
    }

    static String tooLarge(String text, String type) {
        return text + " does not fit " + type + ". Declare more digits before the point";
    }

    static String needsRounding(String text, String type) {
        return text + " needs rounding to fit " + type
                + ". Declare more digits after the point, or round it in the task";
    }
}
