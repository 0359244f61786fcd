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
/// @param unknown the tables of which it publishes partitions that show only when rows are read
public record RunRecord(
        String runId,
        int base,
        String logicalTime,
        Instant startedAt,
        List<PartitionName> partitions,
        List<Unknown> unknown) {
    public RunRecord {
        partitions = List.copyOf(partitions);
        // The first version of the log had none.
        unknown = unknown == null ? List.of() : List.copyOf(unknown);
    }

    /// Partitions of a table that show only when rows are read.
    ///
    /// @param table the table's name
    /// @param scope the directories that the run speaks for altogether; empty when it speaks for what it lists
    /// @param increment whether it reads what is new since the last commit
    public record Unknown(String table, List<String> scope, boolean increment) {
        public Unknown {
            scope = List.copyOf(scope);
        }

        /// Whether the run can't publish any of it once there is this commit.
        boolean isOvertakenBy(Commit commit) {
            CommittedTable said = commit.table(table);
            boolean overtaken = !scope.isEmpty()
                    && scope.stream().allMatch(directory -> said.speaksFor(new PartitionName(table, directory)));
            return overtaken || (increment && said.window().isPresent());
        }
    }
}
