package etl.tasks;

import etl.parquet.ColumnNames;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
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
        /// The key's name in the catalog and in directories, such as `created_at_day`: folded as columns' names are.
        public String name() {
            String folded = ColumnNames.fold(column);
            return unit == Unit.VALUE ? folded : folded + "_" + unit.name().toLowerCase(Locale.ROOT);
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

    /// The names of the keys in order, as [Key#name] has them; none when there are no partitions.
    public List<String> keyNames() {
        return withDate(Key::name);
    }

    /// The same with days that begin elsewhere.
    public Partitioning in(ZoneId other) {
        return new Partitioning(date, keys, other);
    }

    /// As it is declared: `dt`, `dt, day(created_at)`, `none`.
    @Override
    public String toString() {
        return keys.isEmpty() && !date ? "none" : String.join(", ", withDate(Key::toString));
    }

    private List<String> withDate(Function<Key, String> text) {
        return Stream.concat(
                        date ? Stream.of(DATE_KEY) : Stream.empty(),
                        keys.stream().map(text))
                .toList();
    }
}
