package etl.testkit;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;

/// Runs scripts for psql without psql: dumps with `COPY … FROM stdin`, psql's commands, any way of quoting.
///
/// What belongs to the server and not to the database is left out: roles, ownership, privileges, the database itself.
/// Commands of psql's that would change what the script does are refused (`\i`, `\copy`, `\if`).
public final class SqlScript {
    private static final Pattern COPY_DATA = pattern("copy\\s.*\\sfrom\\s+stdin\\b.*");

    private static final Pattern OF_THE_SERVER =
            pattern("(?:(?:create|drop|alter)\\s+(?:database|role|user|group|tablespace|default\\s+privileges)\\b.*"
                    + "|(?:grant|revoke|reassign)\\s.*|alter\\s.*\\sowner\\s+to\\s+\\S+"
                    + "|set\\s+(?:(?:session|local)\\s+)?(?:role|session\\s+authorization)\\b.*)");

    /// The driver talks UTF-8 and nothing else: the script is decoded instead.
    private static final Pattern CLIENT_ENCODING =
            pattern("set\\s+(?:client_encoding\\s*(?:=|to)|names)\\s*'?([\\w-]+)'?\\s*");

    private SqlScript() {}

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    /// Runs a script in one session, each statement in a transaction of its own unless it says otherwise.
    ///
    /// @throws IllegalStateException with the statement that failed
    public static void run(Path file, TestDatabase database) {
        try {
            run(text(Files.readAllBytes(file)), database);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }

    /// The same for a script's text.
    public static void run(String script, TestDatabase database) {
        var reader = new ScriptReader(script);
        try (var connection = database.connect()) {
            for (var sql = reader.next(); sql != null; sql = reader.next()) {
                run(sql, reader, connection);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static void run(String sql, ScriptReader reader, Connection connection) throws SQLException {
        try {
            if (COPY_DATA.matcher(sql).matches()) {
                var data = new StringReader(reader.copyData());
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, data);
            } else if (!OF_THE_SERVER.matcher(sql).matches()
                    && !CLIENT_ENCODING.matcher(sql).matches()) {
                try (var statement = connection.createStatement()) {
                    // A ? is an operator here, { begins an array.
                    statement.setEscapeProcessing(false);
                    statement.execute(sql);
                }
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e.getMessage() + ": " + sql, e);
        }
    }

    private static String text(byte[] bytes) {
        var reader = new ScriptReader(new String(bytes, StandardCharsets.ISO_8859_1));
        for (var sql = reader.next(); sql != null; sql = reader.next()) {
            var encoding = CLIENT_ENCODING.matcher(sql);
            if (encoding.matches()) {
                return new String(bytes, charset(encoding.group(1)));
            }
            if (COPY_DATA.matcher(sql).matches()) {
                break;
            }
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Postgres' name of an encoding in Java's words.
    private static Charset charset(String name) {
        var upper = name.toUpperCase(java.util.Locale.ROOT);
        return switch (upper) {
            case "UTF8", "UTF-8", "UNICODE", "SQL_ASCII" -> StandardCharsets.UTF_8;
            case "LATIN1" -> StandardCharsets.ISO_8859_1;
            default -> Charset.forName(upper.replaceFirst("^WIN", "windows-"));
        };
    }
}
