package etl.tasks.source;

import etl.parquet.CursorReader;
import etl.parquet.column.ColumnType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/// Typed rows read page by page through a cursor of the server: plain JDBC, for servers or poolers that can't COPY.
public final class CursorSource<R extends Record> implements RowSource<R> {
    /// The rows that one trip to the server brings.
    private static final int PAGE_ROWS = 10_000;

    private final Statement statement;
    private final ResultSet rows;
    private final CursorReader<R> reader;
    private final SessionTimeouts timeouts;
    private boolean started;

    /// Sends the query. The connection must be in a transaction, or the driver would fetch all rows at once.
    public CursorSource(Connection connection, SessionTimeouts timeouts, String sql, CursorReader<R> reader)
            throws SQLException {
        this.reader = reader;
        this.timeouts = timeouts;
        this.statement = connection.createStatement();
        try {
            statement.setEscapeProcessing(false);
            statement.setFetchSize(PAGE_ROWS);
            this.rows = statement.executeQuery(sql);
        } catch (SQLException failed) {
            statement.close();
            throw failed;
        }
    }

    @Override
    public @Nullable R next() throws SQLException {
        if (!started) {
            started = true;
            timeouts.firstRowCame();
        }
        return rows.next() ? reader.read(rows) : null;
    }

    @Override
    public Object value(ColumnType type, int place) throws SQLException {
        return String.valueOf(rows.getString(place + 1));
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
