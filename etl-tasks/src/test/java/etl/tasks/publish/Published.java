package etl.tasks.publish;

import etl.parquet.inspect.GlueColumn;
import java.io.IOException;
import java.util.List;

/// Published things for tests of catalogs.
public final class Published {
    private Published() {}

    /// A partition without files.
    ///
    /// @param layout where the run's id stands
    /// @param runId the run that published it
    public static VisiblePartition partition(
            String table, String partition, FileKey.Layout layout, String runId, GlueColumn... columns) {
        PartitionName name = new PartitionName(table, partition);
        return new VisiblePartition(
                runId,
                name.path() + (layout == FileKey.Layout.RUN_AS_FOLDER ? runId + "/" : ""),
                new CommittedPartition(name, List.of(columns), 0, 0, List.of()));
    }

    /// Turns that are always due.
    public static Turn always() {
        return new Turn() {
            @Override
            public boolean due() {
                return true;
            }

            @Override
            public boolean newest() {
                return true;
            }

            @Override
            public List<VisiblePartition> newest(List<VisiblePartition> partitions) throws IOException {
                return partitions;
            }
        };
    }
}
