package etl.tasks.publish;

import etl.parquet.inspect.SeekableFile;
import java.io.IOException;
import java.util.List;

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

    /// The files by which runs agree on what is published here.
    ControlFiles control();

    /// Begins a file.
    PendingFile begin(FileKey key) throws IOException;

    /// Makes a prepared file visible. Doing it again does nothing.
    ///
    /// @return false when there is nothing to complete and no such file: its upload was removed, or the file was
    ///     completed and deleted since
    boolean complete(PreparedFile file) throws IOException;

    /// Whether a completed file is there as it was prepared.
    ///
    /// @return false when there is no such file
    /// @throws IOException when there is one of another size or checksum
    boolean verify(PreparedFile file) throws IOException;

    /// Removes what a pending or prepared file occupies. Doing it again does nothing. A completed file stays.
    void discard(FileKey key, String uploadId) throws IOException;

    /// The pending and prepared files of all runs.
    List<UnfinishedUpload> unfinished() throws IOException;

    /// Opens a visible file for reading.
    SeekableFile open(PublishedFile file) throws IOException;

    /// Deletes a visible file. Deleting it again does nothing.
    void delete(PublishedFile file) throws IOException;

    /// The most memory that one pending file holds for bytes on their way.
    long bufferBytes();

    /// The calls to a service that had to be made again so far; none where there is no service.
    default List<RepeatedCalls> repeated() {
        return List.of();
    }

    @Override
    void close() throws IOException;
}
