package etl.tasks.source;

import etl.schemas.Table.FromRelation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A session that plans every query of a run and then stays open, idle in its transaction. Planning locks each relation
/// that a query touches `ACCESS SHARE`, partitions included, and executes nothing; so nobody can truncate or rewrite
/// one of them while the run reads. (`LOCK TABLE` would refuse materialised views, foreign tables, and roles that hold
/// column grants only.)
public final class Locker implements AutoCloseable {
    private static final Pattern PLAN_ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

    private final Connections connections;
    private final Connection connection;
    private boolean open = true;

    private Locker(Connections connections, Connection connection) {
        this.connections = connections;
        this.connection = connection;
    }

    public static Locker open(Connections connections) throws SQLException {
        Connection connection = connections.connect();
        try {
            long millis = connections.settings().lockTimeout().toMillis();
            Connections.execute(connection, "SET LOCAL lock_timeout = " + millis);
            return new Locker(connections, connection);
        } catch (SQLException failed) {
            connections.discard(connection);
            throw failed;
        }
    }

    /// Plans a query and so locks what it reads. A query that fails leaves the earlier locks in place.
    ///
    /// @return the planner's guess at the number of rows
    public long lock(String sql) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet plan = statement.executeQuery("EXPLAIN (FORMAT JSON) " + sql)) {
                plan.next();
                Matcher rows = PLAN_ROWS.matcher(plan.getString(1));
                return rows.find() ? Long.parseLong(rows.group(1)) : -1;
            }
        } catch (SQLException failed) {
            if (Fault.of(failed) != Fault.CONNECTION) {
                connection.rollback(before);
            }
            throw failed;
        }
    }

    /// What the catalog says of a relation now.
    public RelationInfo relation(FromRelation relation) throws SQLException {
        return RelationInfo.of(connection, relation);
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
        connections.release(connection);
    }
}
