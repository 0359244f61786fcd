package etl.cli.config;

import etl.tasks.Nearest;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a setting's values look like as text, which is how flags, variables and `etl.yaml` give them.
///
/// @param words what is expected, for messages and docs: `a size such as 64MiB`
/// @param placeholder how a value is shown in a help text: `SIZE`
/// @param parser gives the value, or throws `IllegalArgumentException` whose message says what is wrong, as a sentence
///     about the quoted text
/// @param printer gives the text that parses to the value again; secrets are masked
public record ValueType<T>(String words, String placeholder, Function<String, T> parser, Function<T, String> printer) {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s?(B|KiB|MiB|GiB|TiB|kB|KB|MB|GB|TB)");
    private static final Map<String, Long> SIZE_UNITS = Map.of(
            "B",
            1L,
            "KiB",
            1L << 10,
            "MiB",
            1L << 20,
            "GiB",
            1L << 30,
            "TiB",
            1L << 40,
            "kB",
            1_000L,
            "KB",
            1_000L,
            "MB",
            1_000_000L,
            "GB",
            1_000_000_000L,
            "TB",
            1_000_000_000_000L);
    private static final List<String> BINARY_UNITS = List.of("TiB", "GiB", "MiB", "KiB");

    private static final Pattern DURATION_PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Map<String, Duration> DURATION_UNITS = Map.of(
            "ms",
            Duration.ofMillis(1),
            "s",
            Duration.ofSeconds(1),
            "m",
            Duration.ofMinutes(1),
            "h",
            Duration.ofHours(1),
            "d",
            Duration.ofDays(1));
    private static final List<String> LONG_UNITS = List.of("d", "h", "m", "s");

    private static final int PERCENT_OF_ONE = 100;

    public static final ValueType<String> TEXT =
            new ValueType<>("a text", "TEXT", ValueType::parseText, Function.identity());

    public static final ValueType<Path> PATH =
            new ValueType<>("the path of a file", "FILE", text -> Path.of(parseText(text)), Path::toString);

    public static final ValueType<Boolean> BOOLEAN =
            new ValueType<>("true or false", "BOOLEAN", ValueType::parseBoolean, String::valueOf);

    public static final ValueType<Long> SIZE_BYTES =
            new ValueType<>("a size such as 64MiB", "SIZE", ValueType::parseSize, ValueType::printSize);

    public static final ValueType<Duration> DURATION = new ValueType<>(
            "a duration such as 30s or 2h", "DURATION", ValueType::parseDuration, ValueType::printDuration);

    public static final ValueType<ZoneId> ZONE =
            new ValueType<>("a time zone such as Europe/Berlin", "ZONE", ValueType::parseZone, ZoneId::getId);

    /// A part of a whole, from 0 to 1.
    public static final ValueType<Double> PERCENT =
            new ValueType<>("a percentage such as 50%", "PERCENT", ValueType::parsePercent, ValueType::printPercent);

    /// Whole numbers of a range.
    public static ValueType<Integer> number(int min, int max) {
        String words = "a whole number from " + min + " to " + max;
        return new ValueType<>(words, "N", text -> parseNumber(text, min, max, words), String::valueOf);
    }

    /// Texts of a form.
    public static ValueType<String> matching(String words, String placeholder, String regex) {
        return new ValueType<>(
                words,
                placeholder,
                text -> {
                    if (!text.matches(regex)) {
                        throw new IllegalArgumentException("'" + text + "' is not " + words + ".");
                    }
                    return text;
                },
                Function.identity());
    }

    /// The constants of an enum, in lower case with `-` for `_`.
    public static <E extends Enum<E>> ValueType<E> choice(Class<E> values) {
        List<String> names =
                Arrays.stream(values.getEnumConstants()).map(ValueType::name).toList();
        String words =
                names.stream().limit(names.size() - 1L).collect(Collectors.joining(", ")) + " or " + names.getLast();
        return new ValueType<>(
                words,
                String.join("|", names),
                text -> {
                    int index = names.indexOf(text.toLowerCase(Locale.ROOT));
                    if (index < 0) {
                        throw new IllegalArgumentException(
                                "'" + text + "' is not one of " + words + "." + Nearest.question(text, names));
                    }
                    return values.getEnumConstants()[index];
                },
                ValueType::name);
    }

    /// The value of a text.
    ///
    /// @throws IllegalArgumentException when the text isn't one, with a sentence that says why
    public T parse(String text) {
        return parser.apply(text);
    }

    /// The value as a user would write it.
    public String print(T value) {
        return printer.apply(value);
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String parseText(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the value is empty.");
        }
        return text;
    }

    private static Boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false.");
        };
    }

    private static Integer parseNumber(String text, int min, int max, String words) {
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same message as for a number out of range.
        }
        throw new IllegalArgumentException("'" + text + "' is not " + words + ".");
    }

    private static ZoneId parseZone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' is not a time zone."
                    + Nearest.question(text, ZoneId.getAvailableZoneIds())
                    + " Write it as the time zone database does, such as Europe/Berlin.");
        }
    }

    private static Double parsePercent(String text) {
        if (text.matches("\\d{1,3}(\\.\\d{1,3})?%")) {
            double part = Double.parseDouble(text.substring(0, text.length() - 1)) / PERCENT_OF_ONE;
            if (part <= 1) {
                return part;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not a percentage. Write it as 50%.");
    }

    private static String printPercent(double part) {
        return new java.math.BigDecimal(Double.toString(part))
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString() + "%";
    }

    private static Long parseSize(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            String why = text.matches("\\d+") ? "' has no unit." : "' is not a size.";
            throw new IllegalArgumentException(
                    "'" + text + why + " Write a number and KiB, MiB or GiB, such as 64MiB.");
        }
        long size = Math.multiplyExact(Long.parseLong(matcher.group(1)), unit(SIZE_UNITS, matcher.group(2)));
        if (size == 0) {
            throw new IllegalArgumentException("'" + text + "' is no size to work with.");
        }
        return size;
    }

    private static String printSize(long bytes) {
        for (String unit : BINARY_UNITS) {
            long size = unit(SIZE_UNITS, unit);
            if (bytes % size == 0) {
                return bytes / size + unit;
            }
        }
        return bytes + "B";
    }

    private static Duration parseDuration(String text) {
        Matcher matcher = DURATION_PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            sum = sum.plus(unit(DURATION_UNITS, matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1))));
            end = matcher.end();
        }
        if (end != text.length() || sum.isZero()) {
            String why = text.matches("\\d+") ? "' has no unit." : "' is not a duration.";
            throw new IllegalArgumentException(
                    "'" + text + why + " Write a number and ms, s, m, h or d, such as 30s or 1h30m.");
        }
        return sum;
    }

    private static String printDuration(Duration duration) {
        for (String unit : LONG_UNITS) {
            Duration one = unit(DURATION_UNITS, unit);
            if (duration.toMillis() % one.toMillis() == 0) {
                return duration.dividedBy(one) + unit;
            }
        }
        return duration.toMillis() + "ms";
    }

    private static <V> V unit(Map<String, V> units, String name) {
        V unit = units.get(name);
        if (unit == null) {
            throw new IllegalStateException("no unit " + name);
        }
        return unit;
    }
}
