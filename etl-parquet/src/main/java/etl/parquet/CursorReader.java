package etl.parquet;

import java.sql.ResultSet;
import java.sql.SQLException;

/// Makes a record of the row that a result set stands on.
@FunctionalInterface
public interface CursorReader<R extends Record> {
    /// @throws ValueException when a value has no place in the record
    R read(ResultSet rows) throws SQLException;
}
