package etl.tasks.publish;

import java.time.Instant;
import java.util.List;

/// What a run writes down of itself before its first upload, so that others can tell which of its uploads can still be
/// published.
///
/// @param runId the run
/// @param base the log's length before the run's snapshot: commits from this number on may be in its way
/// @param logicalTime what the run is for
/// @param startedAt when it began, by its own clock
/// @param partitions what it means to publish, as far as that is known before rows are read
/// @param tables the tables of which it publishes partitions that show only when rows are read
public record RunRecord(
        String runId,
        int base,
        String logicalTime,
        Instant startedAt,
        List<PartitionName> partitions,
        List<String> tables) {
    public RunRecord {
        partitions = List.copyOf(partitions);
        // The first version of the log had none.
        tables = tables == null ? List.of() : List.copyOf(tables);
    }
}
