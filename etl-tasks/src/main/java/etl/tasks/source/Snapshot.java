package etl.tasks.source;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one exported snapshot of a run. It is taken only after every relation is locked: a snapshot taken before, then a
/// TRUNCATE or a rewriting ALTER by someone else, would read an emptied table without any error.
public final class Snapshot implements AutoCloseable {
    private final Connections connections;
    private final Connection exporter;
    private final Facts facts;

    /// What the server said of the snapshot when it was taken.
    private record Facts(
            String id, String lsn, String takenAt, String server, boolean standby, Optional<Duration> lag) {}

    private Snapshot(Connections connections, Connection exporter, Facts facts) {
        this.connections = connections;
        this.exporter = exporter;
        this.facts = facts;
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
            Facts facts = facts(exporter);
            // From here on it is only asked whether it is there.
            SessionTimeouts.brief(exporter, connections.settings());
            return new Snapshot(connections, exporter, facts);
        } catch (SQLException failed) {
            connections.discard(exporter);
            throw failed;
        }
    }

    private static Facts facts(Connection exporter) throws SQLException {
        try (Statement statement = exporter.createStatement();
                ResultSet row = statement.executeQuery(FACTS)) {
            row.next();
            @Nullable Long lagMillis = row.getObject(6, Long.class);
            return new Facts(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getBoolean(5),
                    Optional.ofNullable(lagMillis).map(Duration::ofMillis));
        }
    }

    /// Puts a connection into a transaction that sees exactly this snapshot.
    ///
    /// @throws SnapshotLostException when the snapshot is gone, whatever code the server gives that
    public Connection importInto(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            Connections.execute(
                    connection,
                    "SET TRANSACTION SNAPSHOT " + Sql.literal(facts.id).strip());
        } catch (SQLException failed) {
            if (Fault.of(failed) == Fault.CONNECTION) {
                throw failed;
            }
            throw new SnapshotLostException(facts.id, failed);
        }
        // Somebody may wait for an exclusive lock on what is read, and for the run's own locks: that would never end.
        Locker.limit(connection, connections.settings().lockTimeout());
        return connection;
    }

    /// The exported snapshot's id.
    public String id() {
        return facts.id;
    }

    /// The server's write-ahead log position at the snapshot.
    public String lsn() {
        return facts.lsn;
    }

    /// The server's time at the snapshot, ISO 8601 in UTC.
    public String takenAt() {
        return facts.takenAt;
    }

    /// The server's version, such as `18.1`.
    public String server() {
        return facts.server;
    }

    /// Whether the server is a standby.
    public boolean standby() {
        return facts.standby;
    }

    /// How far the standby's data was behind at the snapshot; empty on a primary, and where it can't be told.
    public Optional<Duration> replayLag() {
        return facts.lag;
    }

    /// The lag is 0 while the standby has replayed all that it has received and a receiver is there; otherwise it is the
    /// age of the last transaction that was replayed.
    private static final String FACTS = """
            SELECT pg_catalog.pg_export_snapshot(),
              CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                ELSE pg_catalog.pg_current_wal_lsn() END,
              pg_catalog.to_char(pg_catalog.now(), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              pg_catalog.current_setting('server_version'),
              pg_catalog.pg_is_in_recovery(),
              CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN NULL
                WHEN pg_catalog.pg_last_wal_receive_lsn() OPERATOR(pg_catalog.=) pg_catalog.pg_last_wal_replay_lsn()
                  AND EXISTS (SELECT FROM pg_catalog.pg_stat_wal_receiver) THEN 0
                ELSE pg_catalog.date_part('epoch', pg_catalog.now()
                  OPERATOR(pg_catalog.-) pg_catalog.pg_last_xact_replay_timestamp()) OPERATOR(pg_catalog.*) 1000
                END::pg_catalog.int8
            """;

    /// Says a word in the session that holds the snapshot, so that nothing on the way takes it for dead. Workers that have
    /// imported the snapshot go on without that session; one that has not fails when it imports.
    ///
    /// @throws SQLException when the session is lost
    public void ping() throws SQLException {
        Connections.execute(exporter, "SELECT 1");
    }

    @Override
    public void close() {
        connections.release(exporter);
    }
}
