package etl.testkit;

import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// DuckDB, a stranger that reads our files. Its rows have the text forms of [TestDatabase#rows], so that `assertEquals`
/// compares them.
public final class DuckDb {
    /// In the text of a type: a type of times, or a name that may look like one.
    private static final Pattern TIME_OR_NAME =
            Pattern.compile("\"(?:[^\"]|\"\")*\"|\\b(TIME(?:STAMP(?:_[A-Z]+)?)?(?: WITH TIME ZONE)?)\\b");

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
                var result = statement.executeQuery(readable(connection, sql))) {
            var rows = new ArrayList<List<@Nullable String>>();
            while (result.next()) {
                rows.add(row(result));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + ": " + sql, e);
        }
    }

    /// The query, with those columns cast that the driver can't hand over as they are.
    private static String readable(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            var types = statement.getMetaData();
            var casts = new ArrayList<String>();
            for (var i = 1; i <= types.getColumnCount(); i++) {
                var type = types.getColumnTypeName(i);
                var readable = readableType(types.getColumnType(i), type);
                if (!readable.equals(type)) {
                    var name = '"' + types.getColumnName(i).replace("\"", "\"\"") + '"';
                    casts.add("cast(" + name + " as " + readable + ") as " + name);
                }
            }
            return casts.isEmpty() ? sql : "select * replace (" + String.join(", ", casts) + ") from (" + sql + ")";
        }
    }

    /// The driver knows no time 24:00, and what it gives of a timestamp with time zone, or of any in a list or struct, has
    /// gone through the JVM's time zone. DuckDB's own text is Postgres' for all of them, but for years BC.
    private static String readableType(int type, String name) {
        return type != Types.DATE && type != Types.TIMESTAMP
                ? TIME_OR_NAME.matcher(name).replaceAll(found -> found.group(1) == null ? "$0" : "VARCHAR")
                : name;
    }

    /// Writes a query's rows to a Parquet file, for tests that need a file of other making than ours.
    public static void write(String query, Path file) {
        write(query, file, "");
    }

    /// Writes a query's rows to a Parquet file.
    ///
    /// @param options further options of DuckDB's COPY: `kv_metadata {'key': 'value'}`; empty for none
    public static void write(String query, Path file, String options) {
        var copy = "copy (%s) to '%s' (format parquet%s)"
                .formatted(query, file.toString().replace("'", "''"), options.isEmpty() ? "" : ", " + options);
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            statement.execute(copy);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage() + ": " + query, e);
        }
    }

    private static List<@Nullable String> row(ResultSet result) throws SQLException {
        var types = result.getMetaData();
        var row = new ArrayList<@Nullable String>(types.getColumnCount());
        for (var i = 1; i <= types.getColumnCount(); i++) {
            var value = value(result, i, types.getColumnType(i));
            row.add(value == null ? null : TextForm.of(value));
        }
        return Collections.unmodifiableList(row);
    }

    /// java.time throughout: the driver's java.sql types go through the JVM's time zone.
    private static @Nullable Object value(ResultSet result, int column, int type) throws SQLException {
        return switch (type) {
            case Types.DATE -> result.getObject(column, LocalDate.class);
            case Types.TIMESTAMP -> result.getObject(column, LocalDateTime.class);
            default -> known(result.getObject(column));
        };
    }

    /// The driver's own classes as those that [TextForm] knows.
    private static @Nullable Object known(@Nullable Object value) throws SQLException {
        if (value == null) {
            return null;
        }
        return switch (value) {
            case Array array -> known((Object[]) array.getArray());
            case Struct struct -> new StructValue(known(struct.getAttributes()));
            case Map<?, ?> map -> known(map);
            case Blob blob -> blob.getBytes(1, Math.toIntExact(blob.length()));
            default -> value;
        };
    }

    private static Map<@Nullable Object, @Nullable Object> known(Map<?, ?> entries) throws SQLException {
        var known = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (var entry : entries.entrySet()) {
            known.put(known(entry.getKey()), known(entry.getValue()));
        }
        return known;
    }

    private static List<@Nullable Object> known(@Nullable Object[] values) throws SQLException {
        var known = new ArrayList<@Nullable Object>(values.length);
        for (var value : values) {
            known.add(known(value));
        }
        return known;
    }
}
