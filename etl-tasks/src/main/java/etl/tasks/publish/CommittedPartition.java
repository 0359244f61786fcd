package etl.tasks.publish;

import etl.parquet.inspect.GlueColumn;
import java.util.List;

/// What a commit says of one partition.
///
/// @param name which one
/// @param columns the columns of its files, as the catalog knows them
/// @param rowsRead the rows that the server sent
/// @param rows the rows of its files
/// @param files all its files
public record CommittedPartition(
        PartitionName name, List<GlueColumn> columns, long rowsRead, long rows, List<PreparedFile> files) {
    public CommittedPartition {
        columns = List.copyOf(columns);
        files = List.copyOf(files);
    }

    /// A partition whose files somebody has removed before the decision: it can't be published, and whoever is in its way
    /// has to be found.
    public static CommittedPartition withoutFiles(PartitionName name) {
        return new CommittedPartition(name, List.of(), 0, 0, List.of());
    }

    /// The same with only the paths and sizes of the files, whose parts share their text.
    ///
    /// @param shared the columns, in a list that others have too
    CommittedPartition slim(String runId, List<GlueColumn> shared) {
        return new CommittedPartition(
                name,
                shared,
                rowsRead,
                rows,
                files.stream()
                        .map(file -> new PreparedFile(
                                new FileKey(
                                        name.table(),
                                        name.partition(),
                                        runId,
                                        file.key().number(),
                                        file.key().layout()),
                                file.bytes(),
                                "",
                                List.of()))
                        .toList());
    }

    public long bytes() {
        return files.stream().mapToLong(PreparedFile::bytes).sum();
    }
}
