package etl.tasks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /// What of these choices doesn't go together: one sentence each, with what to do.
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<Partitioning.Key> keys = new HashSet<>();
        if (partitioning.date()) {
            names.add(Partitioning.DATE_KEY);
        }
        for (Partitioning.Key key : partitioning.keys()) {
            if (!keys.add(key)) {
                problems.add("partition-by has %s twice. Remove one.".formatted(key));
            } else if (!names.add(key.name())) {
                problems.add(
                        "partition-by (%s): two of its keys are named %s at the destination. Leave one out, or select its column under another name in a query."
                                .formatted(partitioning, key.name()));
            }
        }
        if (keep.isPresent() && !partitioning.date()) {
            problems.add(
                    "keep takes older run dates away, and partition-by (%s) has no dt. Add dt to partition-by, or remove keep."
                            .formatted(partitioning));
        }
        if (increment.isPresent()) {
            switch (increment.get().mode()) {
                case APPEND -> {
                    if (!partitioning.date()) {
                        problems.add(
                                "incremental: append publishes what is new under the run's date, and partition-by (%s) has no dt. Add dt to partition-by, or use the mode upsert-partitions."
                                        .formatted(partitioning));
                    }
                }
                case UPSERT_PARTITIONS -> {
                    if (partitioning.date()) {
                        problems.add(
                                "incremental: upsert-partitions replaces the partitions that rows have changed in, whatever the run's date, and partition-by (%s) has dt. Remove dt, or use the mode append."
                                        .formatted(partitioning));
                    } else if (!partitioning.ofRows()) {
                        problems.add(
                                "incremental: upsert-partitions replaces the partitions that rows have changed in, and partition-by is none. Name a column, such as partition-by: day(%s)."
                                        .formatted(increment.get().column()));
                    }
                }
            }
        }
        return problems;
    }
}
