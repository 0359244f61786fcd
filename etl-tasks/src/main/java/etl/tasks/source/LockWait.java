package etl.tasks.source;

import etl.tasks.EtlException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out whom a session waits for, by asking in another session while it waits: afterwards nobody knows.
final class LockWait implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LockWait.class);

    /// A wait as long as this is worth a question.
    private static final Duration ASKED_AFTER = Duration.ofSeconds(1);

    /// A query of the holder's is shown up to so many characters.
    private static final int SHOWN_CHARACTERS = 100;

    /// Each holder's process once with each relation that is waited for. What another role's session does is hidden from
    /// a role without pg_read_all_stats.
    private static final String HOLDERS = """
            SELECT DISTINCT pg_catalog.format('%s.%s', space.nspname, class.relname), holder.pid,
              activity.application_name, activity.state,
              pg_catalog.to_char(activity.state_change, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), activity.query
            FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids(?)) AS holder (pid)
            LEFT JOIN pg_catalog.pg_locks AS waiting ON waiting.pid = ? AND NOT waiting.granted
            LEFT JOIN pg_catalog.pg_class AS class ON class.oid = waiting.relation
            LEFT JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
            LEFT JOIN pg_catalog.pg_stat_activity AS activity ON activity.pid = holder.pid
            """;

    private final Connections connections;
    private final int pid;
    private final Duration askedAfter;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread asking = new Thread(task, "lock-wait");
        asking.setDaemon(true);
        return asking;
    });
    private volatile String holders = "";

    /// @param session the session that may wait
    /// @param longest how long it may
    LockWait(Connections connections, Connection session, Duration longest) throws SQLException {
        this.connections = connections;
        this.pid = session.unwrap(PGConnection.class).getBackendPID();
        Duration half = longest.dividedBy(2);
        this.askedAfter = half.compareTo(ASKED_AFTER) < 0 ? half : ASKED_AFTER;
    }

    interface Statement<T> {
        T execute() throws SQLException;
    }

    /// Executes a statement that may wait for a lock.
    ///
    /// @throws LockedException when the lock isn't granted in time, with who holds it as far as that can be told
    <T> T during(Statement<T> statement) throws SQLException {
        holders = "";
        Future<?> question = thread.schedule(this::ask, askedAfter.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return statement.execute();
        } catch (SQLException failed) {
            if (Fault.of(failed) == Fault.LOCK) {
                throw new LockedException(holders, failed);
            }
            throw failed;
        } finally {
            question.cancel(false);
        }
    }

    private void ask() {
        try (Connection connection = connections.connect();
                PreparedStatement question = connection.prepareStatement(HOLDERS)) {
            question.setInt(1, pid);
            question.setInt(2, pid);
            List<String> found = new ArrayList<>();
            try (ResultSet row = question.executeQuery()) {
                while (row.next()) {
                    found.add(holder(row));
                }
            }
            connection.rollback();
            holders = String.join("; ", found);
        } catch (EtlException | SQLException unknown) {
            LOG.debug("Who holds the lock can't be told: {}", unknown.getMessage());
        }
    }

    private static String holder(ResultSet row) throws SQLException {
        String relation = row.getString(1);
        String what = relation == null || relation.equals(".") ? "it" : relation;
        String state = row.getString(4);
        if (state == null) {
            return "%s is locked by the session with pid %d (pg_read_all_stats would let the role see what it does)"
                    .formatted(what, row.getInt(2));
        }
        String application = row.getString(3);
        return "%s is locked by the session with pid %d (%s%s since %s: %s)"
                .formatted(
                        what,
                        row.getInt(2),
                        application == null || application.isEmpty() ? "" : application + ", ",
                        state,
                        row.getString(5),
                        shown(row.getString(6)));
    }

    private static String shown(String query) {
        String line = query.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "…";
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
