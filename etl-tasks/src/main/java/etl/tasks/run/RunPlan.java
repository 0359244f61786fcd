package etl.tasks.run;

import etl.parquet.RowShape;
import etl.tasks.Task;
import etl.tasks.source.Split;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a run will do, made under the run's locks and snapshot.
///
/// @param runId the run's id; it begins with the time it was made
/// @param snapshot what the run reads
/// @param workers how many workers read
/// @param memoryBytes the most memory that the workers need together
/// @param tasks one plan a task, in the order in which they were asked for
public record RunPlan(String runId, SnapshotInfo snapshot, int workers, long memoryBytes, List<TaskPlan> tasks) {

    /// The snapshot that every worker imports.
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
    public record TaskPlan(
            Task task,
            String sql,
            RowShape source,
            RowShape output,
            List<Integer> key,
            List<Split> splits,
            long estimatedRows) {}
}
