package etl.tasks.source;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The run's connections to the database. Every session reads only and is pinned to the same formats and to no time
/// limits of the server's.
public final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /// The driver's code for a server that can't be reached.
    private static final String UNREACHABLE = "08001";

    private final SourceSettings settings;
    private final SessionSource sessions;
    private final HikariDataSource pool;
    private final Set<Thread> connecting = new HashSet<>();
    private boolean stopped;

    private Connections(SourceSettings settings, SessionSource sessions, HikariDataSource pool) {
        this.settings = settings;
        this.sessions = sessions;
        this.pool = pool;
    }

    /// Connects once, so that a wrong address or password is known at once.
    ///
    /// @param most how many connections may be open together
    /// @param application the name that `pg_stat_activity` shows
    /// @throws EtlException when the database can't be reached or refuses the role
    public static Connections open(SourceSettings settings, int most, String application) {
        SessionSource sessions = new SessionSource(settings, application);
        HikariConfig config = new HikariConfig();
        config.setDataSource(sessions);
        config.setPoolName("etl");
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(0);
        config.setAutoCommit(false);
        config.setReadOnly(true);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setInitializationFailTimeout(1);
        config.setKeepaliveTime(0);
        config.setMaxLifetime(0);
        try {
            return new Connections(settings, sessions, new HikariDataSource(config));
        } catch (HikariPool.PoolInitializationException refused) {
            // No password could be had.
            if (refused.getCause() instanceof EtlException told) {
                throw told;
            }
            throw SourceErrors.connecting(
                    settings, refused.getCause() instanceof SQLException sql ? sql : new SQLException(refused));
        }
    }

    /// One connection that may write, for filling a database with sample data.
    ///
    /// @param application the name that `pg_stat_activity` shows
    /// @throws EtlException when the database can't be reached or refuses the role
    public static Connection connectToWrite(SourceSettings settings, String application) {
        try {
            return new SessionSource(settings, application).getConnection();
        } catch (SQLException refused) {
            throw SourceErrors.connecting(settings, refused);
        }
    }

    /// A connection whose first statement begins a transaction.
    ///
    /// @throws EtlException when the database can't be reached, or [#stop()] was called
    public Connection connect() {
        begin();
        try {
            Connection connection = pool.getConnection();
            // The pool's own checks may have begun a transaction, and an isolation level is set before one begins.
            connection.rollback();
            return connection;
        } catch (SQLException failed) {
            requireRunning();
            if (failed.getCause() instanceof EtlException told) {
                throw told;
            }
            throw SourceErrors.reconnecting(settings, reason(failed));
        } finally {
            end();
        }
    }

    /// What the pool's error is about; one without a reason of the driver's is its time limit.
    private static SQLException reason(SQLException failed) {
        if (failed.getCause() instanceof SQLException deeper) {
            return deeper;
        }
        return failed.getSQLState() == null
                ? new SQLException("No connection came in time", UNREACHABLE, failed)
                : failed;
    }

    private synchronized void begin() {
        requireRunning();
        connecting.add(Thread.currentThread());
    }

    /// After this nobody interrupts the thread any more, and it doesn't know that somebody has.
    private synchronized void end() {
        connecting.remove(Thread.currentThread());
        if (stopped) {
            boolean unused = Thread.interrupted();
        }
    }

    private synchronized void requireRunning() {
        if (stopped) {
            throw new EtlException(ExitCode.SOURCE_UNAVAILABLE, "The run is being stopped. Nothing was published.");
        }
    }

    /// Gives up a connection on which something failed: its socket is closed, and no other work gets it.
    public void discard(Connection connection) {
        SessionSource.cut(connection);
        pool.evictConnection(connection);
    }

    /// Ends a session's transaction and gives it back. Never fails and never waits long: what the session was for is
    /// over.
    public void release(Connection connection) {
        if (isStopped()) {
            discard(connection);
            return;
        }
        try (connection) {
            SessionTimeouts.brief(connection, settings);
            connection.rollback();
        } catch (SQLException gone) {
            LOG.debug("A session was gone before it was ended: {}", gone.getMessage());
            discard(connection);
        }
    }

    /// Stops everything that goes on over these connections: queries are cancelled on the server, sockets are cut, who
    /// waits for a connection or a pause is woken, and there are no new ones. Every use fails from now on.
    public void stop() {
        synchronized (this) {
            stopped = true;
            connecting.forEach(Thread::interrupt);
            notifyAll();
        }
        sessions.stop();
    }

    /// Whether [#stop()] was called.
    public synchronized boolean isStopped() {
        return stopped;
    }

    /// Waits so long, or until [#stop()].
    public synchronized void pause(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        try {
            for (long left = pause.toNanos(); left > 0 && !stopped; left = until - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    public SourceSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        pool.close();
    }

    /// Runs one statement of ours that gives no rows that matter.
    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }
}
