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
    /// The key of the partitions; their value is the run's date.
    public static final String DATE_KEY = "dt";

    /// What a partition's directory begins with.
    public static final String DATE_PREFIX = DATE_KEY + "=";

    public PublishedPartition {
        files = List.copyOf(files);
    }
}
