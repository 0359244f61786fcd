package etl.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A database of [TestPostgres] and a role to use it with. Errors of the server are `IllegalStateException`s that carry
/// the `SQLException`.
///
/// @param host the server's host
/// @param port the server's port
/// @param database the database's name
/// @param user the role's name
/// @param password the role's password, empty when the server asks for none
public record TestDatabase(String host, int port, String database, String user, String password)
        implements AutoCloseable {

    /// What the server prints doesn't depend on the machine: the same pins as the program's own sessions.
    private static final String PINS =
            "set TimeZone = 'UTC'; set DateStyle = 'ISO, YMD'; set IntervalStyle = 'iso_8601'; set extra_float_digits = 1;"
                    + " set bytea_output = 'hex'";

    /// A new connection, which is the caller's to close.
    public Connection connect() {
        try {
            var connection = TestPostgres.connect(this);
            try (var statement = connection.createStatement()) {
                statement.execute(PINS);
            }
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot connect to " + this, e);
        }
    }

    /// Runs SQL, which may be several statements, and forgets what they give.
    public void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + ": " + sql, e);
        }
    }

    /// The first column of the first row, as [#rows] gives it; null when that is null or there is no row.
    public @Nullable String text(String sql) {
        var rows = rows(sql);
        return rows.isEmpty() ? null : rows.getFirst().getFirst();
    }

    /// The rows of a query, each value as the server prints it, with time zone UTC, ISO dates, `\x…` for bytes and
    /// shortest digits for floats. Booleans are `true` and `false`. That is `value::text`, except that `character(n)`
    /// keeps its padding. The text forms of [DuckDb] and [ParquetJava] are the same.
    public List<List<@Nullable String>> rows(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            var rows = new ArrayList<List<@Nullable String>>();
            while (result.next()) {
                rows.add(row(result));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + ": " + sql, e);
        }
    }

    private static List<@Nullable String> row(ResultSet result) throws SQLException {
        var types = result.getMetaData();
        var row = new ArrayList<@Nullable String>(types.getColumnCount());
        for (var i = 1; i <= types.getColumnCount(); i++) {
            var text = result.getString(i);
            row.add(
                    types.getColumnType(i) == Types.BIT && "bool".equals(types.getColumnTypeName(i))
                            ? bool(text)
                            : text);
        }
        return Collections.unmodifiableList(row);
    }

    private static @Nullable String bool(@Nullable String text) {
        return text == null ? null : text.startsWith("t") ? "true" : "false";
    }

    /// The same database as another role, which is created without any privilege and with a password. The role goes
    /// when the database is closed.
    ///
    /// @param name the role's name; the database's name is put in front, since roles belong to the whole server
    public TestDatabase role(String name) {
        var role = database + "_" + name;
        var rolePassword = "password of " + name;
        execute("create role %s login password '%s'".formatted(role, rolePassword));
        return new TestDatabase(host, port, database, role, rolePassword);
    }

    /// The same place with another password, such as a wrong one.
    public TestDatabase withPassword(String other) {
        return new TestDatabase(host, port, database, user, other);
    }

    /// The URL of this database without its password: `postgresql://user@host:port/database`.
    public String url() {
        return "postgresql://%s@%s:%d/%s".formatted(user, host, port, database);
    }

    /// Drops the database, whoever is still connected, and the roles that were made for it.
    @Override
    public void close() {
        var server = TestPostgres.server();
        if (database.equals(server.database())) {
            return;
        }
        server.execute("drop database if exists " + database + " with (force)");
        for (var role : server.rows("select quote_ident(rolname) from pg_roles where rolname like '"
                + database.replace("_", "\\_") + "\\_%'")) {
            server.execute("drop role if exists " + role.getFirst());
        }
    }

    /// Without the password.
    @Override
    public String toString() {
        return url();
    }
}
