package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.parquet.page.LongEncoder;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// Postgres counts dates in days and timestamps in microseconds, both from 2000-01-01; the least and the greatest
/// number are the infinities. Source: PostgreSQL, `datatype/timestamp.h` and `utils/date.h`.
final class PostgresTime {
    /// 2000-01-01 in days since 1970-01-01.
    static final int EPOCH_DAY = 10_957;

    private static final int MIN_YEAR = 1;
    private static final int MAX_YEAR = 9999;
    private static final LocalDate MIN_DATE = LocalDate.of(MIN_YEAR, 1, 1);
    private static final LocalDate MAX_DATE = LocalDate.of(MAX_YEAR, 12, 31);

    /// The range of dates, in days since 2000-01-01.
    static final int MIN_DAY = (int) MIN_DATE.toEpochDay() - EPOCH_DAY;

    static final int MAX_DAY = (int) MAX_DATE.toEpochDay() - EPOCH_DAY;

    private static final long SECONDS_A_DAY = 86_400;
    private static final long MICROS_A_SECOND = 1_000_000;
    private static final long MICROS_A_DAY = SECONDS_A_DAY * MICROS_A_SECOND;
    private static final int MICROS_A_MILLI = 1_000;
    private static final int NANOS_A_MICRO = 1_000;
    private static final int NANOS_A_MILLI = 1_000_000;

    private static final long EPOCH_MICROS = EPOCH_DAY * MICROS_A_DAY;

    /// The range of timestamps, in microseconds since 2000-01-01.
    private static final long MIN_MICROS = MIN_DAY * MICROS_A_DAY;

    private static final long MAX_MICROS = (MAX_DAY + 1) * MICROS_A_DAY - 1;

    /// The range of timestamps, in seconds since 1970-01-01.
    private static final long MIN_SECOND = MIN_DATE.toEpochDay() * SECONDS_A_DAY;

    private static final long MAX_SECOND = (MAX_DATE.toEpochDay() + 1) * SECONDS_A_DAY - 1;

    private static final int MAX_NANO = 999_999_000;

    private PostgresTime() {}

    static Type parquetType(String name, boolean nullable, boolean isUtc, TimestampUnit unit) {
        TimeUnit parquetUnit = switch (unit) {
            case MILLIS -> TimeUnit.MILLIS;
            case MICROS -> TimeUnit.MICROS;
        };
        return Types.primitive(PrimitiveTypeName.INT64, Repetitions.of(nullable))
                .as(LogicalTypeAnnotation.timestampType(isUtc, parquetUnit))
                .named(name);
    }

    static boolean isInRange(LocalDate date) {
        return date.getYear() >= MIN_YEAR && date.getYear() <= MAX_YEAR;
    }

    /// The nearest day in range, in days since 2000-01-01.
    static int clampDay(int day) {
        return Math.clamp(day, MIN_DAY, MAX_DAY);
    }

    /// The nearest date in range.
    static LocalDate clamp(LocalDate date) {
        return date.isBefore(MIN_DATE) ? MIN_DATE : MAX_DATE;
    }

    /// A timestamp's microseconds since 1970-01-01; null when the policy puts null in its place.
    static @Nullable Long epochMicros(CopyRow row, int field, String type, OnSpecial onSpecial) {
        long micros = row.int8(field);
        if (isInMicrosRange(micros)) {
            return micros + EPOCH_MICROS;
        }
        boolean clamps = onSpecial.clamps(row, field, () -> outOfRange(microsText(micros), type));
        return clamps ? clampMicros(micros) + EPOCH_MICROS : null;
    }

    private static boolean isInMicrosRange(long micros) {
        return micros >= MIN_MICROS && micros <= MAX_MICROS;
    }

    private static long clampMicros(long micros) {
        return Math.clamp(micros, MIN_MICROS, MAX_MICROS);
    }

    static long epochSecond(long epochMicros) {
        return Math.floorDiv(epochMicros, MICROS_A_SECOND);
    }

    static int nano(long epochMicros) {
        return (int) Math.floorMod(epochMicros, MICROS_A_SECOND) * NANOS_A_MICRO;
    }

    /// Copies a timestamp field of each row. Milliseconds are the ones begun: truncated towards minus infinity, never
    /// rounded into the next day.
    static void copy(
            CopyRow[] rows,
            int count,
            int field,
            TimestampUnit unit,
            String type,
            OnSpecial onSpecial,
            LongEncoder column) {
        boolean millis = unit == TimestampUnit.MILLIS;
        int truncated = 0;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                column.addNull();
                continue;
            }
            long micros = row.int8(field);
            if (!isInMicrosRange(micros)) {
                long special = micros;
                if (!onSpecial.clamps(row, field, () -> outOfRange(microsText(special), type))) {
                    column.addNull();
                    continue;
                }
                micros = clampMicros(micros);
            }
            long value = micros + EPOCH_MICROS;
            if (millis) {
                long whole = Math.floorDiv(value, MICROS_A_MILLI);
                truncated += whole * MICROS_A_MILLI == value ? 0 : 1;
                value = whole;
            }
            column.add(value);
        }
        column.countTruncated(truncated);
    }

    /// Adds a moment, or what the policy puts in its place.
    ///
    /// @param shown the moment as Postgres prints it
    static void write(
            long epochSecond,
            int nano,
            TimestampUnit unit,
            String type,
            Supplier<String> shown,
            OnSpecial onSpecial,
            LongEncoder column) {
        if (epochSecond >= MIN_SECOND && epochSecond <= MAX_SECOND) {
            write(epochSecond, nano, unit, column);
        } else if (!onSpecial.clamps(column, () -> outOfRange(shown.get(), type))) {
            column.addNull();
        } else if (epochSecond < MIN_SECOND) {
            write(MIN_SECOND, 0, unit, column);
        } else {
            write(MAX_SECOND, MAX_NANO, unit, column);
        }
    }

    private static void write(long epochSecond, int nano, TimestampUnit unit, LongEncoder column) {
        int nanosAUnit = unit == TimestampUnit.MILLIS ? NANOS_A_MILLI : NANOS_A_MICRO;
        int units = nano / nanosAUnit;
        if (units * nanosAUnit != nano) {
            column.countTruncated(1);
        }
        column.add(epochSecond * (1_000_000_000 / nanosAUnit) + units);
    }

    static Refusal outOfRange(String value, String type) {
        return new Refusal(
                value + " is outside of the years 1 to 9999, which is what a " + type + " has at the destination",
                Remedy.ofSpecial(true));
    }

    /// A date as Postgres prints it.
    static String dayText(int day) {
        return switch (day) {
            case Integer.MAX_VALUE -> "infinity";
            case Integer.MIN_VALUE -> "-infinity";
            default -> text(LocalDate.ofEpochDay((long) day + EPOCH_DAY));
        };
    }

    private static String microsText(long micros) {
        if (micros == Long.MAX_VALUE) {
            return "infinity";
        }
        if (micros == Long.MIN_VALUE) {
            return "-infinity";
        }
        long second = Math.floorDiv(micros, MICROS_A_SECOND) + EPOCH_DAY * SECONDS_A_DAY;
        return text(LocalDateTime.ofEpochSecond(second, nano(micros), ZoneOffset.UTC));
    }

    /// A date as Postgres prints it; pgjdbc has the infinities as the ends of Java's range.
    static String text(LocalDate date) {
        if (date.equals(LocalDate.MAX)) {
            return "infinity";
        }
        if (date.equals(LocalDate.MIN)) {
            return "-infinity";
        }
        return date.getYear() < 1
                ? date.withYear(1 - date.getYear()) + " BC"
                : date.toString().replace("+", "");
    }

    /// A timestamp as Postgres prints it, but for zeros at its end.
    static String text(LocalDateTime timestamp) {
        if (timestamp.equals(LocalDateTime.MAX) || timestamp.equals(LocalDateTime.MIN)) {
            return text(timestamp.toLocalDate());
        }
        LocalDateTime shown = timestamp.getYear() < 1 ? timestamp.withYear(1 - timestamp.getYear()) : timestamp;
        return shown.toLocalDate().toString().replace("+", "") + " " + shown.toLocalTime()
                + (timestamp.getYear() < 1 ? " BC" : "");
    }
}
