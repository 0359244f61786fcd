package etl.tasks.source;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The transactions of a database that aren't over. What they have written isn't seen yet, and carries the time at which
/// they began.
///
/// It is asked for before a run's snapshot is taken: then every transaction that isn't among these has ended, and the
/// snapshot sees it, or begins later than [#now].
///
/// @param now the server's time when the asking session's own transaction began; whoever begins later has a later one
/// @param oldest when the oldest of those under way began, as far as the role may see them; empty when there is none
/// @param prepared when the oldest prepared transaction was prepared; the server doesn't keep when it began. Empty when
///     there is none
/// @param unseen the sessions in the database whose transactions the role may not see
/// @param standby what is so on a standby, where the primary's transactions aren't seen; empty on a primary
/// @param firstUnfinished the first transaction id that isn't over: those below it are
public record OpenTransactions(
        Instant now,
        Optional<Instant> oldest,
        Optional<Instant> prepared,
        long unseen,
        Optional<Standby> standby,
        String firstUnfinished) {

    /// @param replayed the primary's time up to which its transactions have come; empty when none has since the standby's
    ///     start
    public record Standby(Optional<Instant> replayed) {}

    public static OpenTransactions of(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.setEscapeProcessing(false);
            return of(statement.executeQuery(OPEN));
        }
    }

    private static OpenTransactions of(ResultSet answer) throws SQLException {
        try (ResultSet row = answer) {
            row.next();
            Instant now = instant(row, 1).orElseThrow();
            return new OpenTransactions(
                    now,
                    instant(row, 2),
                    instant(row, 3),
                    row.getLong(4),
                    row.getBoolean(5)
                            ? Optional.of(new Standby(row.getBoolean(6) ? Optional.of(now) : instant(row, 7)))
                            : Optional.empty(),
                    row.getString(8));
        }
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        @Nullable OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }

    /// Autovacuum and parallel workers write no rows of users, and runs of this program only read; background workers
    /// (schedulers, subscriptions) do write. A session that is active and has no transaction yet is about to begin one,
    /// at the time of its statement.
    private static final String OPEN = """
            SELECT pg_catalog.now(), open.oldest,
              (SELECT pg_catalog.min(waiting.prepared) FROM pg_catalog.pg_prepared_xacts AS waiting
                WHERE waiting.database = pg_catalog.current_database()),
              open.unseen, pg_catalog.pg_is_in_recovery(),
              pg_catalog.pg_is_in_recovery() AND EXISTS (SELECT FROM pg_catalog.pg_stat_wal_receiver)
                AND pg_catalog.pg_last_wal_receive_lsn() = pg_catalog.pg_last_wal_replay_lsn(),
              pg_catalog.pg_last_xact_replay_timestamp(),
              pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())
            FROM (SELECT pg_catalog.min(COALESCE(other.xact_start,
                    CASE WHEN other.state = 'active' AND other.backend_type = 'client backend' THEN other.query_start END)) AS oldest,
                pg_catalog.count(*) FILTER (WHERE other.backend_type IS NULL AND other.usesysid IS NOT NULL
                  AND other.datid IS NOT NULL) AS unseen
              FROM pg_catalog.pg_stat_activity AS other
              WHERE other.pid <> pg_catalog.pg_backend_pid()
                AND (other.datid IS NULL OR other.datname = pg_catalog.current_database())
                AND other.backend_type IS DISTINCT FROM 'autovacuum worker'
                AND other.backend_type IS DISTINCT FROM 'parallel worker'
                AND NOT (other.usename IS NOT DISTINCT FROM CURRENT_USER
                  AND other.application_name ~ '^etl/[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$')) AS open
            """;
}
