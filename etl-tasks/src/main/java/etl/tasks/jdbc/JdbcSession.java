package etl.tasks.jdbc;

import etl.parquet.RowShape;
import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.source.Fault;
import etl.tasks.source.JdbcSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one connection of a run to a database that isn't Postgres, in the one transaction that all is read in.
public final class JdbcSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcSession.class);

    private final JdbcSettings settings;
    private final Dialect dialect;
    private final Connection connection;
    private final Promise promise;
    private final Instant takenAt;
    private final String server;
    private final JdbcSql sql;
    private volatile @Nullable Statement running;
    private volatile boolean stopped;

    private JdbcSession(JdbcSettings settings, Dialect dialect, Connection connection) throws SQLException {
        this.settings = settings;
        this.dialect = dialect;
        this.connection = connection;
        this.promise = dialect.begin(connection);
        this.takenAt = dialect.now(connection);
        DatabaseMetaData meta = connection.getMetaData();
        this.server = meta.getDatabaseProductName() + " " + meta.getDatabaseProductVersion();
        this.sql = new JdbcSql(meta.getIdentifierQuoteString());
    }

    /// Connects, and begins the transaction.
    ///
    /// @throws EtlException when no driver takes the URL, or the database can't be reached or refuses the login
    public static JdbcSession open(JdbcSettings settings) {
        Dialect dialect = Dialect.of(settings.url());
        Driver driver = driver(settings);
        @Nullable Connection connection = null;
        try {
            connection = login(driver, dialect, settings);
            return new JdbcSession(settings, dialect, connection);
        } catch (SQLException refused) {
            close(connection);
            throw connecting(settings, refused);
        }
    }

    private static Driver driver(JdbcSettings settings) {
        try {
            return DriverManager.getDriver(settings.url());
        } catch (SQLException none) {
            TreeSet<String> known = new TreeSet<>();
            DriverManager.drivers()
                    .forEach(driver -> known.add(driver.getClass().getName()));
            throw new EtlException(
                    ExitCode.USAGE,
                    "%s: no JDBC driver takes this URL. Put the driver's jar into the folder lib/ of the packaged program, or name it in ETL_CLASSPATH; and check how the URL begins. Drivers that are there: %s."
                            .formatted(settings.url(), String.join(", ", known)),
                    none);
        }
    }

    /// A password that was rotated since it was read is read again.
    private static Connection login(Driver driver, Dialect dialect, JdbcSettings settings) throws SQLException {
        @Nullable String password = settings.password().get();
        try {
            return connect(driver, dialect, settings, password);
        } catch (SQLException refused) {
            if (!Fault.state(refused).startsWith(Fault.LOGIN)
                    || !settings.password().refused(password)) {
                throw refused;
            }
            return connect(driver, dialect, settings, settings.password().get());
        }
    }

    private static Connection connect(Driver driver, Dialect dialect, JdbcSettings settings, @Nullable String password)
            throws SQLException {
        Properties properties = dialect.properties(settings);
        settings.user().ifPresent(user -> properties.put("user", user));
        if (password != null) {
            properties.put("password", password);
        }
        @Nullable Connection connection = driver.connect(settings.url(), properties);
        if (connection == null) {
            throw new SQLException("The driver doesn't take the URL");
        }
        return connection;
    }

    private static EtlException connecting(JdbcSettings settings, SQLException error) {
        String state = Fault.state(error);
        if (state.startsWith(Fault.LOGIN)) {
            return new EtlException(
                    ExitCode.USAGE,
                    "%s refuses the login: %s %s"
                            .formatted(
                                    settings.display(),
                                    sentence(error),
                                    settings.password().advice(state)),
                    error);
        }
        boolean unreached = state.startsWith(Fault.UNREACHED) || error.getCause() instanceof IOException;
        return unreached
                ? new EtlException(
                        ExitCode.SOURCE_UNAVAILABLE,
                        "%s can't be reached: %s Check the host, the port and the network."
                                .formatted(settings.display(), sentence(error)),
                        error)
                : new EtlException(
                        ExitCode.USAGE,
                        "%s can't be opened: %s Check the URL, and the source's properties."
                                .formatted(settings.display(), sentence(error)),
                        error);
    }

    /// A driver's message as a sentence on one line.
    static String sentence(SQLException error) {
        String text = String.valueOf(error.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
        return text.endsWith(".") ? text : text + ".";
    }

    /// What the database promises of what is read here.
    public Promise promise() {
        return promise;
    }

    /// When the transaction began, by the database's clock where it tells, else by this machine's.
    public Instant takenAt() {
        return takenAt;
    }

    /// The database's make and version.
    public String server() {
        return server;
    }

    /// How statements are written for it.
    public JdbcSql sql() {
        return sql;
    }

    /// The columns of a statement's rows; nothing is read.
    public List<JdbcColumn> describe(String statement) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            @Nullable ResultSetMetaData meta = prepared.getMetaData();
            if (meta == null) {
                throw new SQLException("The driver tells nothing of the statement's columns before it is executed");
            }
            return columns(meta);
        }
    }

    List<JdbcColumn> columns(ResultSetMetaData meta) throws SQLException {
        List<JdbcColumn> columns = new ArrayList<>();
        for (int column = 1; column <= meta.getColumnCount(); column++) {
            columns.add(dialect.column(meta, column));
        }
        return columns;
    }

    /// A relation as the database has it.
    ///
    /// @param relation its names, in the case in which the database has them
    /// @param isTable whether it is a table, whose columns' NOT NULL holds, and not a view
    /// @param key the columns of its primary key, in order; empty when it has none
    public record Found(FromRelation relation, boolean isTable, List<String> key) {}

    /// Finds a relation. Names that the database has in another case are found when there is one such alone. The schema
    /// `public` is the connection's own where there is none of that name; where a database has catalogs and no schemas
    /// the schema's name is a catalog's.
    ///
    /// @throws EtlException when it isn't there, or several are
    public Found find(FromRelation relation) throws SQLException {
        DatabaseMetaData meta = connection.getMetaData();
        List<Found> found = new ArrayList<>();
        for (String name : List.of(
                relation.relation(),
                relation.relation().toUpperCase(java.util.Locale.ROOT),
                relation.relation().toLowerCase(java.util.Locale.ROOT))) {
            if (found.isEmpty()) {
                found.addAll(named(meta, relation.schema(), name));
            }
        }
        if (found.isEmpty()) {
            throw EtlException.usage("There is no relation %s.%s in %s, or the role can't see it. Check the name%s"
                    .formatted(
                            relation.schema(),
                            relation.relation(),
                            settings.display(),
                            relation.schema().equals(DEFAULT_SCHEMA) ? ", and name its schema: SCHEMA.TABLE." : "."));
        }
        return found.get(0);
    }

    private static final String DEFAULT_SCHEMA = "public";

    private List<Found> named(DatabaseMetaData meta, String schema, String name) throws SQLException {
        String escape = meta.getSearchStringEscape();
        String pattern =
                name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
        List<Found> exact = new ArrayList<>();
        List<Found> own = new ArrayList<>();
        @Nullable String current = current();
        try (ResultSet row = meta.getTables(null, null, pattern, null)) {
            while (row.next()) {
                @Nullable String rowSchema = row.getString("TABLE_SCHEM");
                @Nullable String catalog = row.getString("TABLE_CAT");
                @Nullable String type = row.getString("TABLE_TYPE");
                String holder = rowSchema != null ? rowSchema : catalog != null ? catalog : "";
                FromRelation there = new FromRelation(holder, row.getString("TABLE_NAME"));
                Found found = new Found(
                        there,
                        type != null && (type.equals("TABLE") || type.equals("BASE TABLE")),
                        key(meta, catalog, rowSchema, there.relation()));
                if (holder.equalsIgnoreCase(schema) || holder.isEmpty()) {
                    exact.add(found);
                } else if (schema.equals(DEFAULT_SCHEMA) && holder.equalsIgnoreCase(current == null ? "" : current)) {
                    own.add(found);
                }
            }
        }
        return exact.isEmpty() ? own : exact;
    }

    /// The schema, or where there are none the catalog, that names without one are in.
    private @Nullable String current() throws SQLException {
        @Nullable String schema = connection.getSchema();
        return schema != null ? schema : connection.getCatalog();
    }

    private static List<String> key(
            DatabaseMetaData meta, @Nullable String catalog, @Nullable String schema, String table)
            throws SQLException {
        TreeMap<Integer, String> key = new TreeMap<>();
        try (ResultSet row = meta.getPrimaryKeys(catalog, schema, table)) {
            while (row.next()) {
                key.put(row.getInt("KEY_SEQ"), row.getString("COLUMN_NAME"));
            }
        }
        return List.copyOf(key.values());
    }

    /// Sends a statement whose rows are streamed.
    ///
    /// @param shape its columns as they are read
    /// @param checksNulls whether a null is refused where the shape says that there is none
    public JdbcRows rows(String statement, RowShape shape, boolean checksNulls) throws SQLException {
        Statement sent = connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        boolean executed = false;
        try {
            running = sent;
            requireRunning();
            sent.setFetchSize(dialect.fetchRows());
            ResultSet rows = sent.executeQuery(statement);
            JdbcRows read = new JdbcRows(sent, rows, columns(rows.getMetaData()), shape, checksNulls);
            executed = true;
            return read;
        } finally {
            if (!executed) {
                sent.close();
            }
        }
    }

    private void requireRunning() throws SQLException {
        if (stopped) {
            throw new SQLException("The run is being stopped");
        }
    }

    /// The number of a statement's rows, as the database counts them.
    public long count(String statement) throws SQLException {
        try (Statement counting = connection.createStatement();
                ResultSet row = counting.executeQuery(sql.count(statement))) {
            row.next();
            return row.getLong(1);
        }
    }

    /// Whether rows of it can be read by this statement; nothing is read.
    public void check(Table.Rows rows, String condition) throws SQLException {
        List<JdbcColumn> unused = describe(sql.conditionAlone(rows, condition));
    }

    /// The connection, for who asks for it by the name of a session.
    public Connection connection() {
        return connection;
    }

    /// Ends what it does, from another thread.
    public void stop() {
        stopped = true;
        @Nullable Statement now = running;
        try {
            if (now != null) {
                now.cancel();
            }
            connection.abort(Runnable::run);
        } catch (SQLException gone) {
            LOG.debug("A query could not be cancelled: {}", gone.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            if (!connection.isClosed() && !connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException gone) {
            LOG.debug("A session was gone before it was ended: {}", gone.getMessage());
        }
        close(connection);
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException gone) {
            LOG.debug("A session was gone before it was closed: {}", gone.getMessage());
        }
    }
}
