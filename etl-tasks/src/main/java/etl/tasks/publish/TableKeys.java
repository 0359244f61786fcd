package etl.tasks.publish;

import java.util.List;

/// A table that is about to be published, as catalogs need to know it beforehand.
///
/// @param table the destination table's name
/// @param keys the names of its partitions' keys, in order; empty when it has no partitions
public record TableKeys(String table, List<String> keys) {
    public TableKeys {
        keys = List.copyOf(keys);
    }
}
