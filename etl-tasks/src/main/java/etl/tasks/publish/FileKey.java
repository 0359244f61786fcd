package etl.tasks.publish;

import java.io.Serializable;

/// The place of one data file below its destination. Keys are never reused: the run's id is part of each.
///
/// @param table the destination table's name
/// @param partition the partition's directory, such as `dt=2026-11-22`
/// @param runId the run that writes the file
/// @param number the file's number within its table and run, from 0
public record FileKey(String table, String partition, String runId, int number) implements Serializable {

    /// The key relative to the destination: `orders/dt=2026-11-22/<run id>-00000.parquet`. A crawler finds the key `dt`
    /// in it.
    public String path() {
        return "%s/%s/%s-%05d.parquet".formatted(table, partition, runId, number);
    }
}
