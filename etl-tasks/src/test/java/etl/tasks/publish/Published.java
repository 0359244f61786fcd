package etl.tasks.publish;

import etl.parquet.RowShape;
import java.util.List;

/// Published things for tests of catalogs.
public final class Published {
    private Published() {}

    /// A partition without files and columns.
    public static PublishedPartition partition(String table, String partition) {
        return new PublishedPartition(table, partition, new RowShape(List.of()), List.of());
    }
}
