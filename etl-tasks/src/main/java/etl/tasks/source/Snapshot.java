package etl.tasks.source;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one exported snapshot of a run. It is taken only after every relation is locked: a snapshot taken before, then a
/// TRUNCATE or a rewriting ALTER by someone else, would read an emptied table without any error.
public final class Snapshot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);
    private static final int KEEP_ALIVE_SECONDS = 60;

    private final Connection exporter;
    private final ScheduledExecutorService keepAlive;
    private final String id;
    private final String lsn;
    private final String takenAt;
    private final String server;

    private Snapshot(Connection exporter, String id, String lsn, String takenAt, String server) {
        this.exporter = exporter;
        this.id = id;
        this.lsn = lsn;
        this.takenAt = takenAt;
        this.server = server;
        this.keepAlive = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "snapshot-keep-alive");
            thread.setDaemon(true);
            return thread;
        });
        // What goes wrong in a ping is logged there; nobody waits for the future.
        Future<?> unused =
                keepAlive.scheduleAtFixedRate(this::ping, KEEP_ALIVE_SECONDS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
    }

    /// Takes and exports a snapshot. The connection stays in its transaction until [#close()].
    ///
    /// @param locked proof that the relations are locked; it must stay open as long as the snapshot
    public static Snapshot export(Connections connections, Locker locked) throws SQLException {
        locked.requireOpen();
        Connection exporter = connections.connect();
        try {
            exporter.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            // Only our own SQL runs here, so the role's search_path doesn't matter and must not.
            Connections.execute(exporter, "SET LOCAL search_path = ''");
            try (Statement statement = exporter.createStatement();
                    ResultSet row = statement.executeQuery("""
                            SELECT pg_catalog.pg_export_snapshot(),
                              CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                                ELSE pg_catalog.pg_current_wal_lsn() END,
                              pg_catalog.to_char(pg_catalog.now(), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                              pg_catalog.current_setting('server_version')
                            """)) {
                row.next();
                return new Snapshot(exporter, row.getString(1), row.getString(2), row.getString(3), row.getString(4));
            }
        } catch (SQLException failed) {
            exporter.close();
            throw failed;
        }
    }

    /// A connection in a transaction that sees exactly this snapshot.
    ///
    /// @throws EtlException when the snapshot is gone, whatever code the server gives that
    public Connection importInto(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            Connections.execute(
                    connection, "SET TRANSACTION SNAPSHOT " + Sql.literal(id).strip());
        } catch (SQLException lost) {
            throw new EtlException(
                    ExitCode.SOURCE_UNAVAILABLE,
                    "The snapshot %s is lost: %s. Nothing was published; run it again."
                            .formatted(id, lost.getMessage()),
                    lost);
        }
        return connection;
    }

    /// The exported snapshot's id.
    public String id() {
        return id;
    }

    /// The server's write-ahead log position at the snapshot.
    public String lsn() {
        return lsn;
    }

    /// The server's time at the snapshot, ISO 8601 in UTC.
    public String takenAt() {
        return takenAt;
    }

    /// The server's version, such as `18.1`.
    public String server() {
        return server;
    }

    private synchronized void ping() {
        try {
            Connections.execute(exporter, "SELECT 1");
        } catch (SQLException lost) {
            // Workers that have imported the snapshot go on without the exporter; one that has not fails when it
            // imports.
            LOG.warn("The session that holds the snapshot {} is lost: {}", id, lost.getMessage());
            keepAlive.shutdown();
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        keepAlive.shutdownNow();
        exporter.rollback();
        exporter.close();
    }
}
