package etl.tasks.source;

import etl.parquet.SourceColumn;
import etl.parquet.column.PostgresType;
import etl.tasks.EtlException;
import etl.tasks.Partitioning;
import etl.tasks.Partitioning.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A key of partitions that comes of a column, in SQL: the text that is the key's value, and conditions on the bare
/// column, which an index on it serves.
///
/// @param key what is declared
/// @param time what sort of time the column holds; null for a key that is the column's value
/// @param column the column in SQL, with the name of what it belongs to
/// @param zone where a day of a point in time begins
public record PartitionColumn(
        Partitioning.Key key, @Nullable Time time, String column, ZoneId zone) {
    /// The first and the last day that a key can name.
    public static final LocalDate FIRST_DAY = LocalDate.of(1, 1, 1);
    public static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    /// What the columns are whose values can be directories, besides enums.
    private static final Set<String> VALUES = Set.of(
            "text", "varchar", "bpchar", "char", "name", "citext", "bool", "int2", "int4", "int8", "date", "uuid",
            "numeric");

    /// The program's and the server's own data of a zone may put a change of clocks at different minutes, and the hour
    /// that clocks go through twice may lie on both sides of midnight: a condition on points in time reaches this much
    /// further, and the key's own value decides.
    private static final Duration MARGIN = Duration.ofHours(3);

    /// The sorts of columns that have days.
    public enum Time {
        DATE,
        TIMESTAMP,
        TIMESTAMPTZ
    }

    /// The key of a column that is there.
    ///
    /// @param task the task's name, for the message
    /// @param described what the column is
    /// @param column the column in SQL
    /// @throws EtlException when its type gives no such key
    public static PartitionColumn of(
            String task, Partitioning.Key key, SourceColumn described, String column, ZoneId zone) {
        PostgresType type = described.type();
        boolean time = type.schema().equals(PostgresType.SYSTEM_SCHEMA)
                && Set.of("date", "timestamp", "timestamptz").contains(type.name());
        if (key.unit() != Unit.VALUE) {
            if (!time) {
                throw EtlException.usage(
                        "%s: partition-by %s: the column %s is a %s, and only a date, a timestamp or a timestamptz has a %s."
                                .formatted(
                                        task,
                                        key,
                                        key.column(),
                                        type.label(),
                                        key.unit().name().toLowerCase(Locale.ROOT)));
            }
            return new PartitionColumn(key, Time.valueOf(type.name().toUpperCase(Locale.ROOT)), column, zone);
        }
        boolean named = VALUES.contains(type.name())
                && (type.schema().equals(PostgresType.SYSTEM_SCHEMA)
                        || type.name().equals("citext"));
        boolean known = type.kind() == PostgresType.Kind.ENUM || (type.kind() == PostgresType.Kind.BASE && named);
        if (!known) {
            throw EtlException.usage(
                    time
                            ? "%s: partition-by %s: the column is a %s, and each of its values would be a partition. Write day(%2$s), month(%2$s) or year(%2$s)."
                                    .formatted(task, key, type.label())
                            : "%s: partition-by %s: the column is a %s. Partitions can be named by text, an enum, a bool, a whole number, a date, a uuid or a numeric: cast it in a query."
                                    .formatted(task, key, type.label()));
        }
        return new PartitionColumn(key, null, column, zone);
    }

    /// The key's value as text, in the order of its bytes: null for NULL, and an empty text where the column's value has no
    /// place in a directory.
    public String value() {
        String text =
                time == null ? "(%s)::pg_catalog.text".formatted(column) : """
                CASE WHEN %1$s IS NULL THEN NULL \
                WHEN %2$s OPERATOR(pg_catalog.>=) '0001-01-01'::pg_catalog.date AND %2$s OPERATOR(pg_catalog.<=) '9999-12-31'::pg_catalog.date \
                THEN pg_catalog."left"((%2$s)::pg_catalog.text, %3$d) ELSE '' END""".formatted(column, date(), length());
        return "(" + text + ") COLLATE pg_catalog.\"C\"";
    }

    private String date() {
        return switch (requireTime()) {
            case DATE -> column;
            case TIMESTAMP -> "(" + column + ")::pg_catalog.date";
            case TIMESTAMPTZ -> "(pg_catalog.timezone(" + zoneInSql() + ", " + column + "))::pg_catalog.date";
        };
    }

    private Time requireTime() {
        if (time == null) {
            throw new IllegalStateException(key + " has no days");
        }
        return time;
    }

    /// An offset's sign is Java's and ISO's as an interval; as a zone's name Postgres takes it the other way round.
    private String zoneInSql() {
        return zone.normalized() instanceof ZoneOffset offset
                ? "'%d seconds'::pg_catalog.interval".formatted(offset.getTotalSeconds())
                : Sql.literal(zone.getId()).strip();
    }

    /// How many characters of `2026-11-22` are the key's.
    private int length() {
        return switch (key.unit()) {
            case DAY -> "2026-11-22".length();
            case MONTH -> "2026-11".length();
            case YEAR -> "2026".length();
            case VALUE -> throw new IllegalStateException("a value has no length");
        };
    }

    /// The value of the key for a day that it has.
    public String valueOf(LocalDate day) {
        return day.toString().substring(0, length());
    }

    /// The first day of a value of the key.
    ///
    /// @param value as [#value()] gives it, and not empty
    public LocalDate firstDay(String value) {
        return switch (key.unit()) {
            case DAY -> LocalDate.parse(value);
            case MONTH -> LocalDate.parse(value + "-01");
            case YEAR -> LocalDate.parse(value + "-01-01");
            case VALUE -> throw new IllegalStateException("a value has no day");
        };
    }

    /// The first day of the next value of the key.
    public LocalDate next(LocalDate firstDay) {
        return switch (key.unit()) {
            case DAY -> firstDay.plusDays(1);
            case MONTH -> firstDay.plusMonths(1).withDayOfMonth(1);
            case YEAR -> firstDay.plusYears(1).withDayOfYear(1);
            case VALUE -> throw new IllegalStateException("a value has no next one");
        };
    }

    /// The condition for the rows of some days: on the bare column, and where days of a zone begin and end at odd times
    /// on the key's value besides. NULL and infinity are never among them.
    ///
    /// @param first the first day, the first of its month or year where the key is one
    /// @param after the day after the last
    public String between(LocalDate first, LocalDate after) {
        boolean exact = requireTime() != Time.TIMESTAMPTZ || zone.normalized() instanceof ZoneOffset;
        Duration margin = exact ? Duration.ZERO : MARGIN;
        String bare = "%s AND %s".formatted(atLeast(literal(first, margin.negated())), below(literal(after, margin)));
        if (exact) {
            return bare;
        }
        return "%s AND %s OPERATOR(pg_catalog.>=) '%s' AND %s OPERATOR(pg_catalog.<=) '%s'"
                .formatted(bare, value(), valueOf(first), value(), valueOf(after.minusDays(1)));
    }

    /// Conditions that together hold for every row, and never two of them for one.
    ///
    /// @param bounds values of the key in ascending order, at which one ends and the next begins
    public List<String> ranges(List<String> bounds) {
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i <= bounds.size(); i++) {
            List<String> parts = new ArrayList<>();
            if (i > 0) {
                parts.add(atLeast(bound(bounds.get(i - 1))));
            }
            if (i < bounds.size()) {
                parts.add(below(bound(bounds.get(i))));
            }
            String range = String.join(" AND ", parts);
            boolean last = i == bounds.size();
            ranges.add(last && !parts.isEmpty() ? "%s OR %s IS NULL".formatted(range, column) : range);
        }
        return ranges;
    }

    /// The condition for the rows of one value.
    ///
    /// @param value null for NULL
    public String is(@Nullable String value) {
        if (value == null) {
            return column + " IS NULL";
        }
        return value() + " OPERATOR(pg_catalog.=) " + Sql.literal(value).strip();
    }

    private String bound(String value) {
        return time == null ? Sql.literal(value).strip() : literal(firstDay(value), Duration.ZERO);
    }

    private String compared() {
        return time == null ? value() : column;
    }

    private String atLeast(String literal) {
        return compared() + " OPERATOR(pg_catalog.>=) " + literal;
    }

    private String below(String literal) {
        return compared() + " OPERATOR(pg_catalog.<) " + literal;
    }

    /// When a day begins, as a literal of the column's type.
    private String literal(LocalDate day, Duration later) {
        return switch (requireTime()) {
            case DATE -> "'" + iso(day) + "'::pg_catalog.date";
            case TIMESTAMP -> "'" + iso(day) + " 00:00:00'::pg_catalog.timestamp";
            case TIMESTAMPTZ -> {
                Instant begins = day.atStartOfDay(zone).toInstant().plus(later);
                var utc = begins.atOffset(ZoneOffset.UTC);
                yield "'%s %s+00'::pg_catalog.timestamptz"
                        .formatted(iso(utc.toLocalDate()), String.format(Locale.ROOT, "%tT", utc.toLocalTime()));
            }
        };
    }

    /// A year has four digits or more in Postgres, and one before the first has `BC` at the end.
    private static String iso(LocalDate day) {
        return day.getYear() < 1
                ? FIRST_DAY.toString()
                : String.format(Locale.ROOT, "%04d-%02d-%02d", day.getYear(), day.getMonthValue(), day.getDayOfMonth());
    }
}
