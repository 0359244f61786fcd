package etl.tasks.jdbc;

import etl.parquet.column.PostgresType;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// One column of a result, by the driver's metadata.
///
/// @param name its name, as the database has it
/// @param type the Postgres type that holds its values
/// @param isRequired whether the metadata says that it holds no nulls
/// @param values how its values are got
public record JdbcColumn(String name, PostgresType type, boolean isRequired, Values values) {

    /// Gets a value in the Java type in which the column's Postgres type takes it.
    ///
    /// @param reader gives the value
    /// @param textIsRead whether a text stands for the value that SQL writes so, as dates do where they have no type of
    ///     their own
    public record Values(Reader reader, boolean textIsRead) {
        static Values of(Reader reader) {
            return new Values(reader, false);
        }

        static Values ofText(Reader reader) {
            return new Values(reader, true);
        }
    }

    /// Gets the value of one column of the row that a result stands on.
    public interface Reader {
        /// @param column from 1
        @Nullable
        Object read(ResultSet row, int column) throws SQLException;
    }
}
