package etl.tasks.jdbc;

import etl.tasks.source.JdbcSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;

/// H2: a snapshot of all tables, and rows as they are asked for.
final class H2Dialect extends Dialect {
    private static final String IF_EXISTS = "IFEXISTS";

    /// A mistyped path would make a new database.
    @Override
    Properties properties(JdbcSettings settings) {
        Properties properties = super.properties(settings);
        if (!settings.url().toUpperCase(Locale.ROOT).contains(IF_EXISTS)) {
            properties.put(IF_EXISTS, "TRUE");
        }
        return properties;
    }

    @Override
    Promise begin(Connection connection) throws SQLException {
        execute(connection, "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SNAPSHOT");
        // Otherwise a result is whole in memory, or in a file, before its first row is given.
        execute(connection, "SET LAZY_QUERY_EXECUTION 1");
        connection.setAutoCommit(false);
        // The first statement of a transaction fixes the snapshot of every table.
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT CURRENT_TIMESTAMP")) {
            row.next();
        }
        return new Promise("snapshot", true, "One transaction, SNAPSHOT: every row as it was at one moment");
    }

    @Override
    Mapped map(ResultSetMetaData meta, int column) throws SQLException {
        return switch (meta.getColumnTypeName(column)) {
            case "UUID" -> Mapped.of("uuid", (row, at) -> row.getObject(at, UUID.class));
            case "JSON" -> Mapped.of("json", ResultSet::getString);
            case "DECFLOAT" ->
                new Mapped(
                        etl.parquet.column.PostgresType.of("numeric"),
                        JdbcColumn.Values.of((row, at) -> row.getBigDecimal(at)));
            default -> super.map(meta, column);
        };
    }
}
