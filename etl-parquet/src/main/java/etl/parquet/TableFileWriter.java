package etl.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/// Writes one Parquet file: the column encoders of its shape, row groups closed by their compressed bytes, and the footer.
/// [#finish()] publishes what was written; [#close()] without it leaves bytes that no reader takes for a file.
/// The stream stays open: who opened it closes it. Not safe for use by several threads.
public final class TableFileWriter implements AutoCloseable {

    /// How many rows are best given to [#copy] at once.
    public static final int BATCH_ROWS = 512;

    private TableFileWriter() {}

    /// Begins a file.
    ///
    /// @param metadata pairs for the footer, beside those that say a column's original name
    public static TableFileWriter open(
            OutputStream out, RowShape shape, WriteOptions options, Map<String, String> metadata) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// The most memory, in bytes, that a writer of this shape holds, apart from a single value of more than a mebibyte.
    public static long maxMemoryBytes(RowShape shape, WriteOptions options) {
        throw new UnsupportedOperationException();
    }

    /// Copies the first `count` rows, field by field in the order of the shape, column after column.
    ///
    /// @throws ValueException when a value has no place in its column; the file can't be finished then
    public void copy(CopyRow[] rows, int count) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// The rows written so far.
    public long rows() {
        throw new UnsupportedOperationException();
    }

    /// Whether a row group has ended past the size that files should have: the time to finish this file and begin another.
    public boolean isPastTarget() {
        throw new UnsupportedOperationException();
    }

    /// The memory that pages and dictionaries hold now, in bytes.
    public long memoryBytes() {
        throw new UnsupportedOperationException();
    }

    /// Writes what is left and the footer. A file without rows is a valid file.
    ///
    /// @throws IllegalStateException when a row failed before: a file with missing rows is never finished
    public FileSummary finish() throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Frees the buffers. Without [#finish()] before it, no footer is written.
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
