package etl.parquet.column;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/// Java's dates and times on their way to the wire, and their texts as SQL has them. Postgres counts microseconds: a
/// time with more digits is none of its types'.
final class WireTimes {
    private static final int NANOS_A_MICRO = 1_000;
    private static final long MICROS_A_SECOND = 1_000_000;

    /// 2000-01-01 in seconds since 1970-01-01.
    private static final long EPOCH_SECOND = PostgresTime.EPOCH_DAY * 86_400L;

    /// The years that a timestamp of Postgres can have.
    private static final int MIN_YEAR = -4712;

    private static final int MAX_YEAR = 294_275;
    private static final int MAX_DATE_YEAR = 5_874_896;

    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd")
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm[:ss]")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DATE)
            .appendPattern("[ ]['T']")
            .append(TIME)
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    private static final DateTimeFormatter TIMESTAMPTZ = new DateTimeFormatterBuilder()
            .append(TIMESTAMP)
            .appendPattern("[XXX][X]")
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    private static final DateTimeFormatter TIMETZ = new DateTimeFormatterBuilder()
            .append(TIME)
            .appendPattern("[XXX][X]")
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    private WireTimes() {}

    static @Nullable LocalDate date(String text) {
        return known(LocalDate.parse(text, DATE));
    }

    /// A date that Postgres has too.
    static @Nullable LocalDate known(Object value) {
        return value instanceof LocalDate date && date.getYear() >= MIN_YEAR && date.getYear() <= MAX_DATE_YEAR
                ? date
                : null;
    }

    static @Nullable LocalTime time(String text) {
        return micros(LocalTime.parse(text, TIME));
    }

    static @Nullable OffsetTime timetz(String text) {
        return micros(OffsetTime.parse(text, TIMETZ));
    }

    static @Nullable LocalDateTime timestamp(String text) {
        return micros(LocalDateTime.parse(text, TIMESTAMP));
    }

    static @Nullable Instant timestamptz(String text) {
        return instant(OffsetDateTime.parse(text, TIMESTAMPTZ));
    }

    static @Nullable LocalTime micros(Object value) {
        return value instanceof LocalTime time && isOfMicros(time) ? time : null;
    }

    static @Nullable OffsetTime micros(OffsetTime time) {
        return isOfMicros(time) ? time : null;
    }

    static @Nullable LocalDateTime micros(LocalDateTime time) {
        return isOfMicros(time) && time.getYear() >= MIN_YEAR && time.getYear() <= MAX_YEAR ? time : null;
    }

    static @Nullable Instant instant(Object value) {
        Instant instant = switch (value) {
            case Instant known -> known;
            case OffsetDateTime known -> known.toInstant();
            default -> null;
        };
        return instant != null
                        && isOfMicros(instant)
                        && micros(LocalDateTime.ofInstant(instant, ZoneOffset.UTC)) != null
                ? instant
                : null;
    }

    private static boolean isOfMicros(TemporalAccessor time) {
        return time.get(ChronoField.NANO_OF_SECOND) % NANOS_A_MICRO == 0;
    }

    /// The microseconds since 2000-01-01.
    static long epochMicros(Instant instant) {
        return (instant.getEpochSecond() - EPOCH_SECOND) * MICROS_A_SECOND + instant.getNano() / NANOS_A_MICRO;
    }

    static long microsOfDay(LocalTime time) {
        return time.toNanoOfDay() / NANOS_A_MICRO;
    }
}
