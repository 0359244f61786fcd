package etl.tasks.publish;

import etl.tasks.Task;
import java.util.List;

/// A table that is about to be published, as catalogs need to know it beforehand.
///
/// @param table the destination table's name
/// @param keys the names of its partitions' keys, in order; empty when it has no partitions
public record TableKeys(String table, List<String> keys) {
    public TableKeys {
        keys = List.copyOf(keys);
    }

    /// The table that a task makes.
    public static TableKeys of(Task task) {
        return new TableKeys(task.name(), task.options().partitioning().keyNames());
    }
}
