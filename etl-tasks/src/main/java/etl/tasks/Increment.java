package etl.tasks;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/// That a task reads only what is new since its last commit.
///
/// @param column the column, by its exact name, that grows with each change of a row
/// @param lag how far behind the server's clock a run stays, for columns that hold times
/// @param mode what becomes of the rows
/// @param zone where the wall clock hangs that the column's times or dates are taken from; a `timestamp` and a `date`
///     need it, since they don't say it themselves
public record Increment(String column, Duration lag, Mode mode, Optional<ZoneId> zone) {
    /// The lag of a task that declares none: longer than transactions take as a rule, and than clocks differ.
    public static final Duration DEFAULT_LAG = Duration.ofMinutes(5);

    public Increment(String column, Duration lag, Mode mode) {
        this(column, lag, mode, Optional.empty());
    }

    /// The same with times of a place's clock.
    public Increment in(ZoneId place) {
        return new Increment(column, lag, mode, Optional.of(place));
    }

    public enum Mode {
        /// The rows are published under the run's date, beside those of earlier dates.
        APPEND,
        /// The partitions that changed rows lie in are read again whole, and replaced.
        UPSERT_PARTITIONS;

        /// As it is declared: `upsert-partitions`.
        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
