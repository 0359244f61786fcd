package etl.tasks.source;

import etl.parquet.CopyRow;
import etl.parquet.ReplacedCounts;
import java.sql.SQLException;

/// Rows in the layout of `COPY … (FORMAT binary)`, a batch at a time, wherever they come from. The rows of a batch are
/// cursors, good until the next batch. Used by one thread.
public interface WireRows extends AutoCloseable {
    /// The cursors of a batch; the first [#nextBatch()] of them are valid.
    CopyRow[] rows();

    /// Moves the cursors to the next rows.
    ///
    /// @return how many rows the batch has; 0 after the last row
    /// @throws etl.parquet.ValueException when a value that comes has no place in its type; it says which of [#rows()]
    ///     it belongs to, and of that one the other fields are valid
    int nextBatch() throws SQLException;

    /// The special values that were replaced while rows of the batches were read.
    ReplacedCounts replaced();

    /// The rows that the batches have held.
    long rowsRead();

    @Override
    void close() throws SQLException;
}
