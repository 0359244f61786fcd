package etl.tasks.source;

import etl.parquet.CopyRow;
import etl.parquet.ReplacedCounts;
import etl.parquet.TableFileWriter;
import etl.parquet.column.ColumnType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/// The rows of a query by `COPY … TO STDOUT (FORMAT binary)`, a batch at a time. Each message of the protocol is one
/// row; the rows of a batch are cursors over their messages, good until the next batch.
public final class CopyReader implements WireRows {
    /// A batch ends early at this size, so that wide rows don't add up.
    private static final int BATCH_BYTES = 1 << 20;

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int FLAGS_BYTES = 4;
    private static final int END_OF_DATA = 0xFFFF;

    private final CopyOut copy;
    private final SessionTimeouts timeouts;
    private final ReplacedCounts replaced;
    private final CopyRow[] rows = new CopyRow[TableFileWriter.BATCH_ROWS];
    private boolean started;
    private boolean ended;
    private boolean broken;
    private long rowsRead;
    private long bytesRead;

    /// Sends the query.
    ///
    /// @param fields how many columns it has
    public CopyReader(Connection connection, SessionTimeouts timeouts, String sql, int fields) throws SQLException {
        this.timeouts = timeouts;
        this.replaced = new ReplacedCounts(fields);
        Arrays.setAll(rows, row -> new CopyRow(fields, replaced));
        this.copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (" + sql + "\n) TO STDOUT (FORMAT binary)");
    }

    @Override
    public CopyRow[] rows() {
        return rows;
    }

    @Override
    public int nextBatch() throws SQLException {
        int count = 0;
        long full = bytesRead + BATCH_BYTES;
        while (count < rows.length && bytesRead < full && !ended) {
            byte[] message = read();
            if (message == null) {
                ended = true;
                requireCount();
                break;
            }
            bytesRead += message.length;
            int start = started ? 0 : headerBytes(message);
            if (start == message.length) {
                continue;
            }
            if (isTrailer(message, start)) {
                continue;
            }
            rows[count].moveTo(message, start);
            count++;
            rowsRead++;
        }
        return count;
    }

    private byte @Nullable [] read() throws SQLException {
        try {
            return copy.readFromCopy();
        } catch (SQLException failed) {
            broken = true;
            throw failed;
        }
    }

    @Override
    public ReplacedCounts replaced() {
        return replaced;
    }

    @Override
    public long rowsRead() {
        return rowsRead;
    }

    /// The server says at the end how many rows it sent.
    private void requireCount() throws SQLException {
        long sent = copy.getHandledRowCount();
        if (sent != rowsRead) {
            throw new SQLException("The server sent " + sent + " rows and " + rowsRead + " arrived", "08P01");
        }
    }

    /// The first message begins with the header; the first row follows in the same message.
    private int headerBytes(byte[] message) throws SQLException {
        started = true;
        timeouts.firstRowCame();
        if (!Arrays.equals(message, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            throw new SQLException("The server's COPY doesn't begin with the binary signature", "08P01");
        }
        int extension = SIGNATURE.length + FLAGS_BYTES;
        int extensionBytes = (message[extension] & 0xFF) << 24
                | (message[extension + 1] & 0xFF) << 16
                | (message[extension + 2] & 0xFF) << 8
                | (message[extension + 3] & 0xFF);
        return extension + Integer.BYTES + extensionBytes;
    }

    private static boolean isTrailer(byte[] message, int start) {
        return message.length - start == Short.BYTES
                && ((message[start] & 0xFF) << 8 | (message[start + 1] & 0xFF)) == END_OF_DATA;
    }

    /// One field of a row in Java, for messages that name the row.
    public static Object value(CopyRow row, ColumnType type, int field) {
        try {
            return type.wireReader().invoke(row, field);
        } catch (Throwable unreadable) {
            // The field may be the very value that was refused; the message shows that one already.
            return "?";
        }
    }

    /// Ends the query if it hasn't ended: the server stops sending. Once it has failed nothing is left to end, and a
    /// server that has gone silent isn't waited for a second time.
    @Override
    public void close() throws SQLException {
        if (copy.isActive() && !broken) {
            copy.cancelCopy();
        }
    }
}
