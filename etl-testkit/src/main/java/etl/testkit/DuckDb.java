package etl.testkit;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// DuckDB, a stranger that reads our files. Its rows have the text forms of [TestDatabase#rows], so that `assertEquals`
/// compares them.
public final class DuckDb {
    private DuckDb() {}

    /// All rows of a Parquet file in the file's order, or of all files that a glob such as `/tmp/w/orders/*/*.parquet`
    /// matches, in the order of their names. Directories named `key=value` give no columns.
    public static List<List<@Nullable String>> file(String fileOrGlob) {
        return rows("select * from " + table(fileOrGlob));
    }

    /// All rows of a Parquet file, in the file's order.
    public static List<List<@Nullable String>> file(Path file) {
        return file(file.toString());
    }

    /// What stands for a file, or for the files of a glob, in the `from` of a query for [#rows].
    public static String table(String fileOrGlob) {
        return "read_parquet('" + fileOrGlob.replace("'", "''") + "', hive_partitioning = false)";
    }

    /// The rows of any query.
    public static List<List<@Nullable String>> rows(String sql) {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
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

    /// Writes a query's rows to a Parquet file, for tests that need a file of other making than ours.
    public static void write(String query, Path file) {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute("copy (" + query + ") to '" + file.toString().replace("'", "''") + "' (format parquet)");
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + ": " + query, e);
        }
    }

    private static List<@Nullable String> row(ResultSet result) throws SQLException {
        var types = result.getMetaData();
        var row = new ArrayList<@Nullable String>(types.getColumnCount());
        for (var i = 1; i <= types.getColumnCount(); i++) {
            var value = value(result, i, types.getColumnType(i), types.getColumnTypeName(i));
            row.add(value == null ? null : TextForm.of(value));
        }
        return Collections.unmodifiableList(row);
    }

    /// java.time throughout: the driver's java.sql types go through the JVM's time zone.
    private static @Nullable Object value(ResultSet result, int column, int type, String name) throws SQLException {
        return switch (type) {
            case Types.DATE -> result.getObject(column, LocalDate.class);
            case Types.TIME -> result.getObject(column, LocalTime.class);
            case Types.TIMESTAMP -> result.getObject(column, LocalDateTime.class);
            case Types.TIMESTAMP_WITH_TIMEZONE -> {
                var value = result.getObject(column, OffsetDateTime.class);
                yield value == null ? null : value.toInstant();
            }
            case Types.BLOB -> result.getBytes(column);
            case Types.ARRAY, Types.STRUCT ->
                throw new IllegalArgumentException("no text form for " + name + " yet: select its parts");
            default -> result.getObject(column);
        };
    }
}
