package etl.tasks.source;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// The run's connections to the database. Every session reads only and is pinned to the same formats and to no time
/// limits of the server's.
public final class Connections implements AutoCloseable {
    /// Settings of every session; those that a server doesn't know are left out (`transaction_timeout` came with 17).
    private static final String PINS = """
            SELECT pg_catalog.set_config(pin.name, pin.value, false)
            FROM (VALUES ('TimeZone', 'UTC'), ('DateStyle', 'ISO'), ('IntervalStyle', 'iso_8601'), ('extra_float_digits', '1'),
                ('row_security', 'off'), ('statement_timeout', '0'), ('idle_in_transaction_session_timeout', '0'),
                ('idle_session_timeout', '0'), ('transaction_timeout', '0'), ('standard_conforming_strings', 'on'),
                ('synchronize_seqscans', 'off')) AS pin (name, value)
            WHERE pin.name IN (SELECT known.name FROM pg_catalog.pg_settings AS known)
            """;

    private final SourceSettings settings;
    private final HikariDataSource pool;

    private Connections(SourceSettings settings, HikariDataSource pool) {
        this.settings = settings;
        this.pool = pool;
    }

    /// Connects once, so that a wrong address or password is known at once.
    ///
    /// @param most how many connections may be open together
    /// @param application the name that `pg_stat_activity` shows
    /// @throws etl.tasks.EtlException when the database can't be reached or refuses the role
    public static Connections open(SourceSettings settings, int most, String application) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(new FreshPasswords(settings, application));
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
            return new Connections(settings, new HikariDataSource(config));
        } catch (HikariPool.PoolInitializationException refused) {
            throw SourceErrors.connecting(
                    settings, refused.getCause() instanceof SQLException sql ? sql : new SQLException(refused));
        }
    }

    /// One connection that may write, for filling a database with sample data.
    ///
    /// @param application the name that `pg_stat_activity` shows
    /// @throws etl.tasks.EtlException when the database can't be reached or refuses the role
    public static Connection connectToWrite(SourceSettings settings, String application) {
        try {
            return new FreshPasswords(settings, application).getConnection();
        } catch (SQLException refused) {
            throw SourceErrors.connecting(settings, refused);
        }
    }

    /// A connection whose first statement begins a transaction.
    ///
    /// @throws etl.tasks.EtlException when the database can't be reached
    public Connection connect() {
        try {
            Connection connection = pool.getConnection();
            // The pool's own checks may have begun a transaction, and an isolation level is set before one begins.
            connection.rollback();
            return connection;
        } catch (SQLException failed) {
            SQLException cause = failed.getCause() instanceof SQLException deeper ? deeper : failed;
            throw SourceErrors.connecting(settings, cause);
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

    /// Asks for the password anew for each connection, so that one that expires (a token) is still good for the last
    /// one.
    private static final class FreshPasswords extends PGSimpleDataSource {
        private static final long serialVersionUID = 1L;

        private final transient SourceSettings settings;

        FreshPasswords(SourceSettings settings, String application) {
            this.settings = settings;
            for (Map.Entry<String, String> property : settings.properties().entrySet()) {
                try {
                    setProperty(property.getKey(), property.getValue());
                } catch (SQLException unknown) {
                    throw new etl.tasks.EtlException(
                            etl.tasks.ExitCode.USAGE,
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
            setTcpKeepAlive(true);
            // The driver otherwise puts the values of rows into its exceptions.
            setLogServerErrorDetail(false);
        }

        @Override
        public Connection getConnection() throws SQLException {
            @Nullable String password = settings.password().get();
            Connection connection = getConnection(settings.user(), password);
            try {
                // Before the pool turns auto-commit off: what is set in a transaction goes when that is rolled back.
                execute(connection, PINS);
                return connection;
            } catch (SQLException failed) {
                connection.close();
                throw failed;
            }
        }
    }
}
