package etl.tasks;

import java.util.Optional;

/// What is chosen for a task besides where its rows come from.
///
/// @param source the name of its database; empty: the only or default one
/// @param partitioning how its rows lie in partitions
/// @param keep which run dates stay; empty: all
/// @param increment that only what is new is read; empty: everything, each time
public record TaskOptions(
        Optional<String> source, Partitioning partitioning, Optional<Keep> keep, Optional<Increment> increment) {

    /// The default database, by the run's date, everything kept, everything read.
    public static final TaskOptions DEFAULT =
            new TaskOptions(Optional.empty(), Partitioning.DATE, Optional.empty(), Optional.empty());

    /// The same from another database.
    public TaskOptions from(String other) {
        return new TaskOptions(Optional.of(other), partitioning, keep, increment);
    }

    /// The same in other partitions.
    public TaskOptions partitionedBy(Partitioning other) {
        return new TaskOptions(source, other, keep, increment);
    }

    /// The same with older dates taken away.
    public TaskOptions keeping(Keep other) {
        return new TaskOptions(source, partitioning, Optional.of(other), increment);
    }

    /// The same by increments.
    public TaskOptions by(Increment other) {
        return new TaskOptions(source, partitioning, keep, Optional.of(other));
    }
}
