package etl.tasks.source;

import etl.parquet.CopyRow;
import etl.parquet.ReplacedCounts;
import etl.parquet.RowReader;
import etl.parquet.column.ColumnType;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGResultSetMetaData;
import org.postgresql.PGStatement;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;

/// Typed rows read page by page through a cursor of the server, for servers or poolers that can't COPY. The fields are
/// asked for in their binary form, which is the one that COPY sends, and are read as COPY's are: what the driver would
/// make of NaN, `24:00`, infinities and years BC doesn't come into it.
public final class CursorSource<R extends Record> implements RowSource<R> {
    /// The rows that one trip to the server brings.
    private static final int PAGE_ROWS = 10_000;

    /// The driver's word for: in binary from the first execution on.
    private static final int ALWAYS_BINARY = -1;

    private static final int NULL_LENGTH = -1;

    private final Statement statement;
    private final ResultSet rows;
    private final RowReader<R> reader;
    private final SessionTimeouts timeouts;
    private final int fields;
    private final ReplacedCounts replaced;
    private final CopyRow row;
    private boolean started;

    /// Sends the query. The connection must be in a transaction, or the driver would fetch all rows at once.
    public CursorSource(Connection connection, SessionTimeouts timeouts, String sql, int fields, RowReader<R> reader)
            throws SQLException {
        this.reader = reader;
        this.timeouts = timeouts;
        this.fields = fields;
        this.replaced = new ReplacedCounts(fields);
        this.row = new CopyRow(fields, replaced);
        BaseConnection session = connection.unwrap(BaseConnection.class);
        for (Field field : DescribedFields.of(session, sql)) {
            session.getQueryExecutor().addBinaryReceiveOid(field.getOID());
        }
        this.statement = connection.createStatement();
        try {
            statement.setEscapeProcessing(false);
            statement.setFetchSize(PAGE_ROWS);
            statement.unwrap(PGStatement.class).setPrepareThreshold(ALWAYS_BINARY);
            this.rows = statement.executeQuery(sql);
            requireBinary();
        } catch (SQLException failed) {
            statement.close();
            throw failed;
        }
    }

    private void requireBinary() throws SQLException {
        PGResultSetMetaData columns = rows.getMetaData().unwrap(PGResultSetMetaData.class);
        for (int column = 1; column <= fields; column++) {
            if (columns.getFormat(column) != Field.BINARY_FORMAT) {
                throw new SQLException("The server's cursor doesn't send column " + column + " in binary", "08P01");
            }
        }
    }

    @Override
    public @Nullable R next() throws SQLException {
        if (!started) {
            started = true;
            timeouts.firstRowCame();
        }
        if (!rows.next()) {
            return null;
        }
        row.moveTo(message(), 0);
        return reader.read(row);
    }

    /// The row as COPY would send it.
    private byte[] message() throws SQLException {
        byte @Nullable [][] values = new byte[fields][];
        int size = Short.BYTES;
        for (int field = 0; field < fields; field++) {
            values[field] = rows.getBytes(field + 1);
            size += Integer.BYTES + (values[field] == null ? 0 : values[field].length);
        }
        ByteBuffer message = ByteBuffer.allocate(size).putShort((short) fields);
        for (byte @Nullable [] value : values) {
            if (value == null) {
                message.putInt(NULL_LENGTH);
            } else {
                message.putInt(value.length).put(value);
            }
        }
        return message.array();
    }

    @Override
    public ReplacedCounts replaced() {
        return replaced;
    }

    @Override
    public CopyRow row() {
        return row;
    }

    @Override
    public Object value(ColumnType type, int place) {
        return CopyReader.value(row, type, place);
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
