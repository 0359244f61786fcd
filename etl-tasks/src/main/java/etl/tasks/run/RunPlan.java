package etl.tasks.run;

import etl.parquet.RowShape;
import etl.tasks.Task;
import etl.tasks.publish.CommittedTable.Window;
import etl.tasks.source.Split;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a run will do, made under the run's locks and snapshots.
///
/// @param runId the run's id; it begins with the time it was made
/// @param sources the databases that the run reads, at least one: the first task's first
/// @param workers how many workers read
/// @param memoryBytes the most memory that the workers need together
/// @param tasks one plan a task, in the order in which they were asked for
public record RunPlan(String runId, List<SourceInfo> sources, int workers, long memoryBytes, List<TaskPlan> tasks) {

    public RunPlan {
        sources = List.copyOf(sources);
        tasks = List.copyOf(tasks);
    }

    /// The snapshot of the first task's database.
    public SnapshotInfo snapshot() {
        return sources.get(0).snapshot();
    }

    /// The database that a task reads.
    public SourceInfo source(Task task) {
        String name = Sources.name(task);
        return sources.stream()
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name));
    }

    /// A database and the snapshot of it that every worker sees.
    ///
    /// @param name the name that tasks give
    /// @param display where it is, without any secret
    public record SourceInfo(String name, String display, SnapshotInfo snapshot) {}

    /// What was said of a snapshot when it was taken.
    ///
    /// @param id the exported snapshot's id
    /// @param lsn the server's write-ahead log position at the snapshot
    /// @param takenAt the server's time at the snapshot, ISO 8601 in UTC
    /// @param server the server's version, such as `18.1`
    /// @param replayLag how far a standby's data was behind; empty on a primary, and where it can't be told
    public record SnapshotInfo(String id, String lsn, String takenAt, String server, Optional<Duration> replayLag) {}

    /// One task of the plan.
    ///
    /// @param sql the statement of a whole read, without the split's condition
    /// @param source the columns as the database describes them
    /// @param output the columns that are written
    /// @param key where the primary key's columns lie among the source's; empty when it has none or they aren't read
    /// @param splits the parts that are read, at least one
    /// @param estimatedRows the planner's guess at the number of rows; a negative number when it has none
    /// @param partitions how rows come into partitions by what they hold; empty when the run's date or none decides
    /// @param window up to where what is new is read, when only that is read; empty when everything is
    public record TaskPlan(
            Task task,
            String sql,
            RowShape source,
            RowShape output,
            List<Integer> key,
            List<Split> splits,
            long estimatedRows,
            Optional<RowPartitions> partitions,
            Optional<Window> window) {

        /// Rows that all come into one partition.
        public TaskPlan(
                Task task,
                String sql,
                RowShape source,
                RowShape output,
                List<Integer> key,
                List<Split> splits,
                long estimatedRows) {
            this(task, sql, source, output, key, splits, estimatedRows, Optional.empty(), Optional.empty());
        }
    }
}
