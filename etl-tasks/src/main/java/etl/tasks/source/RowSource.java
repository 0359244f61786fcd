package etl.tasks.source;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The typed rows of one split, in the server's order. Used by one thread.
public interface RowSource<R extends Record> extends AutoCloseable {

    /// The next row, or null after the last.
    ///
    /// @throws etl.parquet.ValueException when a value can't be represented in Java
    @Nullable
    R next() throws SQLException;

    @Override
    void close() throws SQLException;
}
