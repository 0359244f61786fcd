package etl.tasks.source;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the sessions of a run, and ends all of them at once. It asks for the password anew for each, so that one that
/// expires (a token) is still good for the last one.
final class SessionSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(SessionSource.class);
    private static final int CANCEL_SECONDS = 3;

    /// Settings of every session; those that a server doesn't know are left out (`transaction_timeout` came with 17).
    private static final String PINS = """
            SELECT pg_catalog.set_config(pin.name, pin.value, false)
            FROM (VALUES ('TimeZone', 'UTC'), ('DateStyle', 'ISO'), ('IntervalStyle', 'iso_8601'), ('extra_float_digits', '1'),
                ('row_security', 'off'), ('statement_timeout', '0'), ('idle_in_transaction_session_timeout', '0'),
                ('idle_session_timeout', '0'), ('transaction_timeout', '0'), ('standard_conforming_strings', 'on'),
                ('synchronize_seqscans', 'off')) AS pin (name, value)
            WHERE pin.name IN (SELECT known.name FROM pg_catalog.pg_settings AS known)
            """;

    private final transient SourceSettings settings;
    private final transient List<Connection> sessions = new ArrayList<>();
    private transient boolean stopped;

    /// @param application the name that `pg_stat_activity` shows
    SessionSource(SourceSettings settings, String application) {
        this.settings = settings;
        for (Map.Entry<String, String> property : settings.properties().entrySet()) {
            try {
                setProperty(property.getKey(), property.getValue());
            } catch (SQLException unknown) {
                throw new EtlException(
                        ExitCode.USAGE,
                        "The driver refuses the property " + property.getKey() + ": " + unknown.getMessage(),
                        unknown);
            }
        }
        setServerNames(new String[] {settings.host()});
        setPortNumbers(new int[] {settings.port()});
        setDatabaseName(settings.database());
        setSslMode(settings.sslMode());
        setApplicationName(application);
        int connectSeconds = Math.max(1, (int) settings.connectTimeout().toSeconds());
        setConnectTimeout(connectSeconds);
        setLoginTimeout(connectSeconds);
        setCancelSignalTimeout(CANCEL_SECONDS);
        setTcpKeepAlive(true);
        // The driver otherwise puts the values of rows into its exceptions.
        setLogServerErrorDetail(false);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = login();
        try {
            // A statement of ours waits for a lock, or it is answered at once.
            SessionTimeouts.statement(connection, settings);
            // Before the pool turns auto-commit off: what is set in a transaction goes when that is rolled back.
            Connections.execute(connection, PINS);
            keep(connection);
            return connection;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }

    /// A password that was rotated since it was read is read again.
    private Connection login() throws SQLException {
        @Nullable String password = settings.password().get();
        try {
            return getConnection(settings.user(), password);
        } catch (SQLException refused) {
            if (!Fault.state(refused).startsWith(Fault.LOGIN)
                    || !settings.password().refused(password)) {
                throw refused;
            }
            LOG.debug("The password was refused, and is another one by now");
            return getConnection(settings.user(), settings.password().get());
        }
    }

    private synchronized void keep(Connection connection) throws SQLException {
        if (stopped) {
            throw new SQLException("The run is being stopped");
        }
        List<Connection> gone = new ArrayList<>();
        for (Connection known : sessions) {
            if (known.isClosed()) {
                gone.add(known);
            }
        }
        sessions.removeAll(gone);
        sessions.add(connection);
    }

    /// Cancels what the sessions do, cuts them, and makes no more. A server that doesn't answer is left alone after some
    /// seconds.
    void stop() {
        List<Connection> open;
        synchronized (this) {
            stopped = true;
            open = List.copyOf(sessions);
        }
        try (ExecutorService cancelling = Executors.newVirtualThreadPerTaskExecutor()) {
            open.forEach(session -> cancelling.execute(() -> cancel(session)));
            cancelling.shutdown();
            if (!cancelling.awaitTermination(2 * CANCEL_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The server doesn't take the request to cancel; its connections are cut");
                cancelling.shutdownNow();
            }
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
        open.forEach(SessionSource::cut);
    }

    private static void cancel(Connection session) {
        try {
            session.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException gone) {
            LOG.debug("A query could not be cancelled, its connection is gone already: {}", gone.getMessage());
        }
    }

    /// Closes the socket without a word to the server, so without waiting for it.
    static void cut(Connection session) {
        try {
            session.abort(Runnable::run);
        } catch (SQLException failed) {
            LOG.warn("A connection could not be cut: {}", failed.getMessage());
        }
    }

    private void writeObject(ObjectOutputStream unused) throws NotSerializableException {
        throw new NotSerializableException("it holds open sessions");
    }
}
