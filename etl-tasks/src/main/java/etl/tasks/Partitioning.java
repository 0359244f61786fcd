package etl.tasks;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// How the rows of a task lie in partitions at the destination. A run replaces partitions as a whole.
///
/// @param date whether the first key is [#DATE_KEY], the run's logical date
/// @param keys the keys that come of the rows' columns, in order, after the date
/// @param zone where a day, a month and a year of a point in time begin
public record Partitioning(boolean date, List<Key> keys, ZoneId zone) {
    /// The key whose value is the run's logical date.
    public static final String DATE_KEY = "dt";

    /// By the run's logical date alone.
    public static final Partitioning DATE = new Partitioning(true, List.of(), ZoneOffset.UTC);

    /// No partitions: the table is replaced as a whole.
    public static final Partitioning NONE = new Partitioning(false, List.of(), ZoneOffset.UTC);

    public Partitioning {
        keys = List.copyOf(keys);
    }

    /// What of a column's value is the key's.
    public enum Unit {
        /// The value as Postgres prints it.
        VALUE,
        /// The day: `2026-11-22`.
        DAY,
        /// The month: `2026-11`.
        MONTH,
        /// The year: `2026`.
        YEAR
    }

    /// A key of the partitions that comes of a column.
    ///
    /// @param column the column's exact name at the source
    /// @param unit what of its value
    public record Key(String column, Unit unit) {
        /// The key's name in the catalog and in directories, such as `created_at_day`; not yet folded to the characters
        /// that names have there.
        public String name() {
            return unit == Unit.VALUE ? column : column + "_" + unit.name().toLowerCase(Locale.ROOT);
        }

        /// As it is declared: `day(created_at)`, `country`.
        @Override
        public String toString() {
            return unit == Unit.VALUE ? column : unit.name().toLowerCase(Locale.ROOT) + "(" + column + ")";
        }
    }

    /// Whether what partitions a run publishes shows only when rows are read.
    public boolean ofRows() {
        return !keys.isEmpty();
    }

    /// As it is declared: `dt`, `dt, day(created_at)`, `none`.
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        Stream.concat(date ? Stream.of(DATE_KEY) : Stream.empty(), keys.stream().map(Key::toString))
                .forEach(parts::add);
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }
}
