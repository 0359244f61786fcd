package etl.tasks.publish;

import etl.parquet.RowShape;
import java.util.List;

/// A partition of a table whose files are visible.
///
/// @param table the table's name
/// @param partition its directory, such as `dt=2026-11-22`
/// @param shape the columns of its files
/// @param files its files
public record PublishedPartition(String table, String partition, RowShape shape, List<PublishedFile> files) {
    public PublishedPartition {
        files = List.copyOf(files);
    }
}
