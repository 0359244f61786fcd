package etl.tasks.run;

import etl.parquet.FileSummary;
import etl.tasks.publish.PreparedFile;
import etl.tasks.source.Split;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/// What one split came to: its prepared files and its counts. Plain data.
///
/// @param rowsRead the rows that the server sent
/// @param rowsWritten the rows that were given to the writer; fewer than read when a transform gives none for some
/// @param files the prepared files, none of them visible
/// @param took from the query's start until the last file was prepared
/// @param replaced how many special values of each column of the source were replaced while rows were read, in the
///     order of the source's columns
public record SplitReport(
        Split split, long rowsRead, long rowsWritten, List<WrittenFile> files, Duration took, List<Long> replaced)
        implements Serializable {

    /// A prepared file and what its footer says.
    public record WrittenFile(PreparedFile prepared, FileSummary summary) implements Serializable {}

    public SplitReport {
        files = List.copyOf(files);
        replaced = List.copyOf(replaced);
    }

    /// The rows that the files' footers count.
    public long rowsInFooters() {
        return files.stream().mapToLong(file -> file.summary().rows()).sum();
    }
}
