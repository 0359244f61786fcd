package etl.tasks.jdbc;

import etl.parquet.RowShape;
import etl.tasks.source.ForeignRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a JDBC result.
public final class JdbcRows extends ForeignRows {
    private final Statement statement;
    private final ResultSet result;
    private final List<JdbcColumn> columns;

    /// @param columns the result's, in order
    /// @param shape the same columns as they are read
    /// @param checksNulls whether a null is refused where the shape says that there is none
    JdbcRows(Statement statement, ResultSet result, List<JdbcColumn> columns, RowShape shape, boolean checksNulls)
            throws SQLException {
        super(shape, checksNulls);
        this.statement = statement;
        this.result = result;
        this.columns = columns;
        if (columns.size() != shape.columns().size()) {
            throw new SQLException("The database gives %d columns where %d were planned"
                    .formatted(columns.size(), shape.columns().size()));
        }
    }

    @Override
    protected boolean advance() throws SQLException {
        return result.next();
    }

    @Override
    protected @Nullable Object value(int field) throws SQLException {
        return columns.get(field).values().reader().read(result, field + 1);
    }

    @Override
    protected boolean isRead(int field) {
        return columns.get(field).values().textIsRead();
    }

    /// Closing a result that hasn't ended would read it to its end with some drivers.
    @Override
    public void close() throws SQLException {
        if (!ended()) {
            statement.cancel();
        }
        statement.close();
    }
}
