package etl.tasks.source;

import etl.schemas.Table.FromRelation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A session that plans every query of a run and then stays open, idle in its transaction. Planning locks each relation
/// that a query touches `ACCESS SHARE`, partitions included, and executes nothing; so nobody can truncate or rewrite
/// one of them while the run reads. (`LOCK TABLE` would refuse materialised views, foreign tables, and roles that hold
/// column grants only.)
public final class Locker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Locker.class);
    private static final int LOCK_TRIES = 3;

    /// A worker waits so much shorter for a lock than this session: who comes before it waits for this session.
    private static final int SHARING_FRACTION = 10;

    private static final String OUT_OF_MEMORY = "53200";
    private static final Pattern PLAN_ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

    private final Connections connections;
    private final Connection connection;
    private final Consumer<Retry> retries;
    private final LockWait wait;
    private boolean open = true;

    private Locker(Connections connections, Connection connection, Consumer<Retry> retries) throws SQLException {
        this.connections = connections;
        this.connection = connection;
        this.retries = retries;
        this.wait = new LockWait(connections, connection, connections.settings().lockTimeout());
    }

    /// @param connections room for one session besides, which asks who holds a lock
    public static Locker open(Connections connections) throws SQLException {
        return open(connections, retry -> {});
    }

    /// @param retries is told when a lock is asked for again
    public static Locker open(Connections connections, Consumer<Retry> retries) throws SQLException {
        Connection connection = connections.connect();
        try {
            limit(connection, connections.settings().lockTimeout());
            return new Locker(connections, connection, retries);
        } catch (SQLException failed) {
            connections.discard(connection);
            throw failed;
        }
    }

    /// Plans a query and so locks what it reads.
    ///
    /// @return the planner's guess at the number of rows
    /// @throws SQLException when a lock isn't granted in several tries, among other reasons
    public long lock(String sql) throws SQLException {
        return granted(() -> plan(connection, sql));
    }

    /// Executes a statement, several times when a lock isn't granted in time. One that fails leaves the earlier locks in
    /// place.
    private <T> T granted(LockWait.Statement<T> statement) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            Savepoint before = connection.setSavepoint();
            try {
                return wait.during(statement);
            } catch (SQLException failed) {
                if (Fault.of(failed) != Fault.CONNECTION) {
                    connection.rollback(before);
                }
                if (Fault.of(failed).reaction() != Fault.Reaction.LOCK_AGAIN || attempt == LOCK_TRIES) {
                    throw failed;
                }
                retries.accept(Retry.of(Retry.Scope.LOCK, Optional.empty(), Optional.empty(), attempt, failed));
            }
        }
    }

    private static long plan(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet plan = statement.executeQuery("EXPLAIN (FORMAT JSON) " + sql)) {
                plan.next();
                Matcher rows = PLAN_ROWS.matcher(plan.getString(1));
                return rows.find() ? Long.parseLong(rows.group(1)) : -1;
            }
        }
    }

    /// Locks what the statements read in a worker's session too, at its start. From then on nobody can get between: who
    /// asks for an exclusive lock waits for both. A worker that locked a table only when it reads it would wait behind
    /// such a one, who waits for this session, which waits for the worker.
    ///
    /// @param session a session that has imported the snapshot
    /// @throws OvertakenException when somebody has got between before this
    public void share(Connection session, Collection<String> statements) throws SQLException {
        Duration longest = connections.settings().lockTimeout().dividedBy(SHARING_FRACTION);
        limit(session, longest);
        Savepoint before = session.setSavepoint();
        try (LockWait sharing = new LockWait(connections, session, longest)) {
            for (String sql : statements) {
                sharing.during(() -> plan(session, sql));
            }
        } catch (SQLException failed) {
            if (!Fault.state(failed).equals(OUT_OF_MEMORY)) {
                throw OvertakenException.of(failed);
            }
            session.rollback(before);
            LOG.warn(
                    "The server's lock table is too small for every worker's locks (max_locks_per_transaction): a migration that comes while the run reads makes it begin again");
        }
        limit(session, connections.settings().lockTimeout());
    }

    static void limit(Connection session, Duration lockTimeout) throws SQLException {
        Connections.execute(session, "SET LOCAL lock_timeout = " + lockTimeout.toMillis());
    }

    /// What the catalog says of a relation now. Its size is told under a lock.
    public RelationInfo relation(FromRelation relation) throws SQLException {
        return granted(() -> RelationInfo.of(connection, relation));
    }

    /// All rows that a query gives, as texts; it may take as long as a query of a run.
    public List<List<@Nullable String>> rows(String sql) throws SQLException {
        SessionTimeouts unused = new SessionTimeouts(connection, connections.settings());
        List<List<@Nullable String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    List<@Nullable String> values = new ArrayList<>();
                    for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                        values.add(row.getString(column));
                    }
                    rows.add(values);
                }
            }
        } finally {
            SessionTimeouts.statement(connection, connections.settings());
        }
        return rows;
    }

    /// The locking session: it runs under the role's own `search_path`, so it is the one that describes users' queries.
    public Connection session() {
        return connection;
    }

    /// Asks the session whether it is there: its transaction, and with it every lock, lasts as long as it does.
    ///
    /// @throws SQLException when it is lost, and what was read since then may be wrong
    public void requireHeld() throws SQLException {
        SessionTimeouts.brief(connection, connections.settings());
        Connections.execute(connection, "SELECT 1");
    }

    void requireOpen() {
        if (!open) {
            throw new IllegalStateException("The locks are gone; a snapshot taken now could read emptied tables");
        }
    }

    @Override
    public void close() {
        open = false;
        wait.close();
        connections.release(connection);
    }
}
