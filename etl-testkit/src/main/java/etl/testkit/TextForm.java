package etl.testkit;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Values as Postgres prints them in a session with time zone UTC and ISO dates, so that rows read by anybody can be
/// compared as text.
///
/// | value | text |
/// |---|---|
/// | boolean | `true`, `false` |
/// | integer, decimal | digits, the decimal's scale kept: `1.50` |
/// | float, double | the shortest digits that give the value back: `0.1`, `1e+20`, `-0`, `NaN`, `-Infinity` |
/// | text, JSON, UUID | as it is |
/// | bytes | `\x00ff` |
/// | date | `2026-11-22`, `0044-03-15 BC`, `12026-11-22` |
/// | time, at UTC | `23:59:59.5`, `23:59:59.5+00` |
/// | timestamp | `2026-11-22 23:59:59.5` |
/// | timestamp with time zone | `2026-11-22 23:59:59.5+00` |
/// | list, struct, map | as [NestedForm] says |
final class TextForm {
    private TextForm() {}

    static String of(Object value) {
        return switch (value) {
            case Double number -> floating(number.toString(), number == 0, 15, Double::parseDouble);
            case Float number -> floating(number.toString(), number == 0, 6, text -> (double) Float.parseFloat(text));
            case BigDecimal number -> number.toPlainString();
            case byte[] bytes -> "\\x" + HexFormat.of().formatHex(bytes);
            case LocalDate date -> date(date) + era(date);
            case LocalTime time -> time(time);
            case OffsetTime time -> time(time.toLocalTime()) + "+00";
            case LocalDateTime timestamp -> timestamp(timestamp) + era(timestamp.toLocalDate());
            case Instant instant -> {
                var timestamp = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
                yield timestamp(timestamp) + "+00" + era(timestamp.toLocalDate());
            }
            case List<?> list -> NestedForm.array(list);
            case StructValue struct -> NestedForm.row(struct);
            case Map<?, ?> map -> NestedForm.hstore(map);
            default -> value.toString();
        };
    }

    private static String timestamp(LocalDateTime timestamp) {
        return date(timestamp.toLocalDate()) + " " + time(timestamp.toLocalTime());
    }

    private static String date(LocalDate date) {
        var year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        return "%04d-%02d-%02d".formatted(year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }

    private static String time(LocalTime time) {
        var seconds = "%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(), time.getSecond());
        var fraction = "%09d".formatted(time.getNano()).replaceFirst("0+$", "");
        return fraction.isEmpty() ? seconds : seconds + "." + fraction;
    }

    private interface Parser {
        double parse(String text);
    }

    /// Java and Postgres both look for the shortest digits, but Java wants at least two of them, and they switch to
    /// exponents at different sizes.
    ///
    /// @param exponentFrom the decimal exponent from which Postgres writes an exponent: 15 for float8, 6 for float4
    private static String floating(String java, boolean zero, int exponentFrom, Parser parser) {
        if (java.endsWith("NaN") || java.endsWith("Infinity")) {
            return java;
        }
        var sign = java.startsWith("-") ? "-" : "";
        if (zero) {
            return sign + "0";
        }
        var decimal = new BigDecimal(java).abs().stripTrailingZeros();
        var oneDigit = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
        if (parser.parse(oneDigit.toString()) == Math.abs(parser.parse(java))) {
            decimal = oneDigit.stripTrailingZeros();
        }
        var digits = decimal.unscaledValue().toString();
        var exponent = digits.length() - 1 - decimal.scale();
        if (exponent >= -4 && exponent < exponentFrom) {
            return sign + decimal.toPlainString();
        }
        var mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return "%s%se%s%02d".formatted(sign, mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
