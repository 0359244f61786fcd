package etl.tasks.jdbc;

import etl.parquet.column.PostgresType;
import etl.tasks.jdbc.JdbcColumn.Values;
import etl.tasks.source.JdbcSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// SQLite: a file, one transaction that has read holds what it sees. Columns have declared types and each value has its
/// own; a value that isn't of the declared type is refused.
final class SqliteDialect extends Dialect {
    private static final String READ_ONLY = "1";

    /// A file that isn't there must not be made.
    @Override
    Properties properties(JdbcSettings settings) {
        Properties properties = super.properties(settings);
        properties.put("open_mode", READ_ONLY);
        return properties;
    }

    @Override
    Promise begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
            row.next();
        }
        return new Promise(
                "serializable",
                true,
                "One transaction that has read: every row as it was at one moment. Unless the file is in WAL mode, who writes waits until the run has read");
    }

    /// The rules by which SQLite itself reads a declaration, made finer for booleans, dates and decimals, of which it
    /// knows nothing.
    @Override
    Mapped map(ResultSetMetaData meta, int column) throws SQLException {
        @Nullable String declaration = meta.getColumnTypeName(column);
        String name = declaration == null ? "" : declaration.toUpperCase(Locale.ROOT);
        if (name.contains("INT")) {
            return Mapped.of("int8", ResultSet::getObject);
        }
        if (name.startsWith("BOOL")) {
            return Mapped.of("bool", SqliteDialect::bool);
        }
        if (name.contains("CHAR") || name.contains("CLOB") || name.contains("TEXT")) {
            return Mapped.of("text", ResultSet::getObject);
        }
        if (name.contains("BLOB")) {
            return Mapped.of("bytea", ResultSet::getObject);
        }
        if (name.contains("REAL") || name.contains("FLOA") || name.contains("DOUB")) {
            return Mapped.of("float8", ResultSet::getObject);
        }
        if (name.startsWith("TIMESTAMP") || name.equals("DATETIME")) {
            return ofText("timestamp");
        }
        if (name.equals("DATE") || name.equals("TIME")) {
            return ofText(name.toLowerCase(Locale.ROOT));
        }
        boolean hasDigits = meta.getPrecision(column) > 0;
        if (name.startsWith("DECIMAL") || (name.startsWith("NUMERIC") && hasDigits)) {
            return new Mapped(
                    hasDigits ? decimal(meta, column) : PostgresType.of("numeric"), Values.of(ResultSet::getObject));
        }
        // What has no declared type, as an expression, is NUMERIC to the driver.
        return text(name.equals("NUMERIC") ? "" : name, ResultSet::getObject);
    }

    private static Mapped ofText(String type) {
        return new Mapped(PostgresType.of(type), Values.ofText(ResultSet::getObject));
    }

    private static @Nullable Object bool(ResultSet row, int column) throws SQLException {
        Object value = row.getObject(column);
        return value instanceof Integer number && (number == 0 || number == 1) ? Boolean.valueOf(number == 1) : value;
    }
}
