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
/// @param partitions what it means to publish
public record RunRecord(String runId, int base, String logicalTime, Instant startedAt, List<PartitionName> partitions) {
    public RunRecord {
        partitions = List.copyOf(partitions);
    }
}
