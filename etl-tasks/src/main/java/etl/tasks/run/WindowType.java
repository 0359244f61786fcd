package etl.tasks.run;

import etl.parquet.column.PostgresType;
import etl.parquet.column.PostgresType.Kind;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The types of columns that can tell what is new. Ends of windows are texts, as Postgres prints the type under the
/// session's pins.
enum WindowType {
    /// A point in time.
    TIMESTAMPTZ,
    /// What a wall clock shows.
    TIMESTAMP,
    /// A day by a wall clock.
    DATE,
    /// A transaction's id.
    XID8,
    INT8,
    INT4,
    INT2;

    private static final int MICROS_DIGITS = 6;
    private static final String UTC_SUFFIX = "+00";

    /// How long after an instant it is asked for clocks that are set back.
    private static final long CLOCK_CHANGE_HOURS = 26;

    /// Microseconds without zeros at the end.
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, MICROS_DIGITS, true)
            .toFormatter(Locale.ROOT);

    /// The type of that name; empty when it can't tell what is new.
    static Optional<WindowType> of(PostgresType type) {
        return type.kind() == Kind.BASE && type.schema().equals(PostgresType.SYSTEM_SCHEMA)
                ? Arrays.stream(values())
                        .filter(known -> known.sqlName().equals(type.name()))
                        .findFirst()
                : Optional.empty();
    }

    /// All of them in a sentence.
    static String known() {
        return Arrays.stream(values()).map(WindowType::sqlName).collect(Collectors.joining(", "));
    }

    /// The type's name in `pg_catalog`.
    String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether what begins later has later values by the server's clock.
    boolean ofTime() {
        return isLocal() || this == TIMESTAMPTZ;
    }

    /// Whether a value says what a clock shows and not where.
    boolean isLocal() {
        return this == TIMESTAMP || this == DATE;
    }

    /// Whether values come of a counter, which tells nothing of the order in which transactions end.
    boolean ofCounter() {
        return this == INT8 || this == INT4 || this == INT2;
    }

    /// The last value that nobody writes from an instant on.
    ///
    /// @param from the instant
    /// @param digits how many digits after the second the column keeps
    /// @param zone where the clock hangs; UTC of points in time
    String before(Instant from, int digits, ZoneId zone) {
        LocalDateTime earliest = earliestShown(from, zone);
        return switch (this) {
            case TIMESTAMPTZ -> TIME.format(justBefore(earliest, digits)) + UTC_SUFFIX;
            case TIMESTAMP -> TIME.format(justBefore(earliest, digits));
            case DATE -> earliest.toLocalDate().minusDays(1).toString();
            case XID8, INT8, INT4, INT2 -> throw new IllegalStateException(this + " is not of time");
        };
    }

    /// A column with fewer digits rounds, so what is written at an instant may have a value before it.
    private static LocalDateTime justBefore(LocalDateTime time, int digits) {
        long unit = Math.round(Math.pow(10, MICROS_DIGITS - digits));
        long micros = time.getLong(ChronoField.MICRO_OF_SECOND);
        return time.with(ChronoField.MICRO_OF_SECOND, micros - micros % unit).minus(1, ChronoUnit.MICROS);
    }

    /// The earliest time that a clock shows from an instant on: when it is set back, that is a time which it has shown
    /// before.
    private static LocalDateTime earliestShown(Instant from, ZoneId zone) {
        LocalDateTime earliest = LocalDateTime.ofInstant(from, zone);
        ZoneOffsetTransition change = zone.getRules().nextTransition(from);
        while (change != null && change.getInstant().isBefore(from.plus(CLOCK_CHANGE_HOURS, ChronoUnit.HOURS))) {
            LocalDateTime after = change.getDateTimeAfter();
            earliest = after.isBefore(earliest) ? after : earliest;
            change = zone.getRules().nextTransition(change.getInstant());
        }
        return earliest;
    }

    /// The last id before this one.
    static String idBefore(String id) {
        return new BigInteger(id).subtract(BigInteger.ONE).toString();
    }

    /// The lowest value.
    String lowest() {
        return switch (this) {
            case INT8 -> String.valueOf(Long.MIN_VALUE);
            case INT4 -> String.valueOf(Integer.MIN_VALUE);
            case INT2 -> String.valueOf(Short.MIN_VALUE);
            case TIMESTAMPTZ, TIMESTAMP, DATE, XID8 -> throw new IllegalStateException(this + " is not of a counter");
        };
    }

    /// The later of two ends.
    ///
    /// @throws IllegalArgumentException when the first one is of another type
    String later(String one, String other) {
        return switch (this) {
            case TIMESTAMPTZ -> point(one).isAfter(point(other)) ? one : other;
            case TIMESTAMP -> time(one).isAfter(time(other)) ? one : other;
            case DATE -> day(one).isAfter(day(other)) ? one : other;
            case XID8, INT8, INT4, INT2 -> number(one).compareTo(number(other)) > 0 ? one : other;
        };
    }

    private static LocalDateTime point(String text) {
        if (!text.endsWith(UTC_SUFFIX)) {
            throw new IllegalArgumentException(text);
        }
        return time(text.substring(0, text.length() - UTC_SUFFIX.length()));
    }

    private static LocalDateTime time(String text) {
        try {
            return LocalDateTime.parse(text, TIME);
        } catch (DateTimeParseException other) {
            throw new IllegalArgumentException(text, other);
        }
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException other) {
            throw new IllegalArgumentException(text, other);
        }
    }

    private static BigInteger number(String text) {
        try {
            return new BigInteger(text);
        } catch (NumberFormatException other) {
            throw new IllegalArgumentException(text, other);
        }
    }
}
