package etl.cli.config;

import etl.tasks.Increment;
import etl.tasks.Keep;
import etl.tasks.Partitioning;
import etl.tasks.TaskOptions;
import java.time.ZoneId;
import java.util.Optional;

/// What `etl.yaml` chooses for a task besides where its rows come from. What it doesn't mention stays as it is.
///
/// @param partitioning its zone is that of the setting `partition-time-zone`, whatever this one says
public record TaskChoices(
        Optional<String> source,
        Optional<Partitioning> partitioning,
        Optional<Keep> keep,
        Optional<Increment> increment) {
    static final TaskChoices NONE =
            new TaskChoices(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    boolean isEmpty() {
        return equals(NONE);
    }

    /// A task's options with these choices.
    ///
    /// @param zone where days begin, of a partitioning that is chosen here
    TaskOptions over(TaskOptions options, ZoneId zone) {
        return new TaskOptions(
                source.or(options::source),
                partitioning.map(chosen -> chosen.in(zone)).orElse(options.partitioning()),
                keep.or(options::keep),
                increment.or(options::increment));
    }
}
