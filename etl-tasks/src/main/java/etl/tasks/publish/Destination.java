package etl.tasks.publish;

import etl.parquet.inspect.SeekableFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Where a run's files go. Files are prepared first and become visible only by [#complete]; a file that is never
/// completed never becomes visible. Safe for use by several threads.
///
/// An operation that fails throws `IOException`; a mistake of the user's (no such bucket, no permission, not a
/// directory) is an [etl.tasks.EtlException] that says what to do.
public interface Destination extends AutoCloseable {

    /// The destination as the user wrote it, ending in `/`: `s3://bucket/prefix/` or `file:/path/`.
    String uri();

    /// Refuses a destination that doesn't exist or can't be written, before the first row is read. Leaves nothing
    /// behind.
    void check() throws IOException;

    /// Begins a file.
    PendingFile begin(FileKey key) throws IOException;

    /// Makes a prepared file visible. Doing it again does nothing.
    PublishedFile complete(PreparedFile file) throws IOException;

    /// Removes what a prepared file occupies. Doing it again does nothing. A completed file stays.
    void discard(PreparedFile file) throws IOException;

    /// The visible files of a partition, in the order of their paths.
    List<PublishedFile> list(String table, String partition) throws IOException;

    /// A visible file of the table's newest partition, by the partition's date; empty when nothing of it is visible.
    Optional<PublishedFile> newest(String table) throws IOException;

    /// Opens a visible file for reading.
    SeekableFile open(PublishedFile file) throws IOException;

    /// Deletes a visible file. Deleting it again does nothing.
    void delete(PublishedFile file) throws IOException;

    /// The most memory that one pending file holds for bytes on their way.
    long bufferBytes();

    @Override
    void close() throws IOException;
}
