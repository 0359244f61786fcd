package etl.tasks.source;

import etl.parquet.CopyRow;
import etl.parquet.ReplacedCounts;
import etl.parquet.column.ColumnType;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The typed rows of one split, in the server's order. Used by one thread.
public interface RowSource<R extends Record> extends AutoCloseable {

    /// The next row, or null after the last.
    ///
    /// @throws etl.parquet.ValueException when a value can't be represented in Java
    @Nullable
    R next() throws SQLException;

    /// The special values that were replaced while rows were read.
    ReplacedCounts replaced();

    /// The row that [#next()] gave last or failed on, as it came. It is good until the next one.
    CopyRow row();

    /// A field of the row that [#next()] gave last or failed on, for messages that name the row.
    ///
    /// @param type the field's type in the source
    /// @param place its index in the row
    Object value(ColumnType type, int place);

    @Override
    void close() throws SQLException;
}
