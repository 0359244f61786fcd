package etl.parquet.column;

import etl.parquet.WireRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Numbers of Java on their way to the wire.
final class WireNumbers {
    /// Every whole number up to this is a double.
    private static final long MAX_EXACT_DOUBLE = 1L << 53;

    /// What a numeric of Postgres can hold before and after the point.
    private static final int MAX_NUMERIC_DIGITS = 16_383;

    private static final int BASE_DIGITS = 4;
    private static final BigInteger BASE = BigInteger.valueOf(10_000);
    private static final short NEGATIVE = 0x4000;

    private WireNumbers() {}

    /// The form of whole numbers of a range.
    static WireForm integers(String type, long min, long max, BiConsumer<WireRow, Long> writer) {
        return WireForm.of(
                "an " + type + ", a whole number from " + min + " to " + max,
                value -> inRange(whole(value), min, max),
                text -> inRange(new BigInteger(text), min, max),
                writer);
    }

    private static @Nullable Long inRange(@Nullable BigInteger number, long min, long max) {
        return number != null
                        && number.compareTo(BigInteger.valueOf(min)) >= 0
                        && number.compareTo(BigInteger.valueOf(max)) <= 0
                ? Long.valueOf(number.longValue())
                : null;
    }

    private static @Nullable BigInteger whole(Object value) {
        return switch (value) {
            case Long number -> BigInteger.valueOf(number);
            case Integer number -> BigInteger.valueOf(number);
            case Short number -> BigInteger.valueOf(number);
            case Byte number -> BigInteger.valueOf(number);
            case BigInteger number -> number;
            default -> null;
        };
    }

    /// A double that is exactly the value.
    static @Nullable Double exactDouble(Object value) {
        if (value instanceof Double number) {
            return number;
        }
        if (value instanceof Float number) {
            return Double.valueOf(number);
        }
        BigInteger whole = whole(value);
        return whole != null && whole.abs().compareTo(BigInteger.valueOf(MAX_EXACT_DOUBLE)) <= 0
                ? Double.valueOf(whole.doubleValue())
                : null;
    }

    /// The double nearest to a number as SQL writes it; null when it is beyond all doubles.
    static @Nullable Double parseDouble(String text) {
        return switch (text) {
            case "NaN", "Infinity", "-Infinity" -> Double.valueOf(text);
            default -> {
                double nearest = new BigDecimal(text).doubleValue();
                yield Double.isInfinite(nearest) ? null : Double.valueOf(nearest);
            }
        };
    }

    /// The same for a float.
    static @Nullable Float parseFloat(String text) {
        return switch (text) {
            case "NaN", "Infinity", "-Infinity" -> Float.valueOf(text);
            default -> {
                float nearest = new BigDecimal(text).floatValue();
                yield Float.isInfinite(nearest) ? null : Float.valueOf(nearest);
            }
        };
    }

    /// A number with a point; of a double the shortest decimal that is that double, which is how it is printed.
    static @Nullable BigDecimal decimal(Object value) {
        return switch (value) {
            case BigDecimal number -> number;
            case Double number -> Double.isFinite(number) ? BigDecimal.valueOf(number) : null;
            default -> {
                BigInteger whole = whole(value);
                yield whole == null ? null : new BigDecimal(whole);
            }
        };
    }

    /// Whether Postgres has a numeric of as many digits.
    static @Nullable BigDecimal limited(@Nullable BigDecimal number) {
        return number == null
                        || Math.abs((long) number.scale()) > MAX_NUMERIC_DIGITS
                        || (long) number.precision() - number.scale() > MAX_NUMERIC_DIGITS
                ? null
                : number;
    }

    /// Puts a numeric: see [NumericWire].
    static void putNumeric(WireRow row, BigDecimal number) {
        int scale = Math.max(0, number.scale());
        int padding = -scale & (BASE_DIGITS - 1);
        BigInteger rest = number.setScale(scale).unscaledValue().abs().multiply(BigInteger.TEN.pow(padding));
        // From the last digit to the first.
        List<Short> digits = new ArrayList<>();
        while (rest.signum() > 0) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            digits.add(parts[1].shortValue());
            rest = parts[0];
        }
        int weight = digits.size() - (scale + padding) / BASE_DIGITS - 1;
        int trailing = 0;
        while (trailing < digits.size() && digits.get(trailing) == 0) {
            trailing++;
        }
        List<Short> sent = digits.subList(trailing, digits.size()).reversed();
        List<Number> field = new ArrayList<>(List.of(
                (short) sent.size(),
                (short) (sent.isEmpty() ? 0 : weight),
                number.signum() < 0 ? NEGATIVE : (short) 0,
                (short) scale));
        field.addAll(sent);
        row.putNumbers(field.toArray(Number[]::new));
    }
}
