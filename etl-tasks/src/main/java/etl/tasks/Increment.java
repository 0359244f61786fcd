package etl.tasks;

import java.time.Duration;

/// That a task reads only what is new since its last commit.
///
/// @param column the column, by its exact name, that grows with each change of a row
/// @param lag how far behind the snapshot's time a run stays, for columns that hold times
/// @param mode what becomes of the rows
public record Increment(String column, Duration lag, Mode mode) {
    public enum Mode {
        /// The rows are published under the run's date, beside those of earlier dates.
        APPEND,
        /// The partitions that changed rows lie in are read again whole, and replaced.
        UPSERT_PARTITIONS
    }
}
