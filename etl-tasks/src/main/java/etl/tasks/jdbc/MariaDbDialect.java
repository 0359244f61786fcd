package etl.tasks.jdbc;

import etl.parquet.column.PostgresType;
import etl.tasks.jdbc.JdbcColumn.Values;
import etl.tasks.source.JdbcSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// MariaDB, and MySQL: InnoDB's snapshot, rows that are streamed. Dates and times are read as the text that the server
/// sends: the driver makes nulls of `0000-00-00` and times of day of 838 hours.
final class MariaDbDialect extends Dialect {
    private static final int SLOW_READER_SECONDS = 7_200;

    private final boolean isMySql;

    /// @param isMySql whether the driver is MySQL's own
    MariaDbDialect(boolean isMySql) {
        this.isMySql = isMySql;
    }

    @Override
    Properties properties(JdbcSettings settings) {
        Properties properties = super.properties(settings);
        properties.putIfAbsent(
                "connectTimeout", Long.toString(settings.connectTimeout().toMillis()));
        properties.putIfAbsent(
                "socketTimeout", Long.toString(settings.queryTimeout().toMillis()));
        // A tinyint(1) holds -128 to 127, whatever people mean by it.
        properties.put("tinyInt1isBit", "false");
        properties.put("yearIsDateType", "false");
        return properties;
    }

    @Override
    Promise begin(Connection connection) throws SQLException {
        execute(connection, "SET time_zone = '+00:00'");
        // Who uploads slowly reads slowly, and the server would take that for dead after a minute.
        execute(connection, "SET net_write_timeout = " + SLOW_READER_SECONDS);
        execute(connection, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        connection.setAutoCommit(false);
        execute(connection, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        return new Promise(
                "repeatable read",
                true,
                "One transaction with a consistent snapshot: every row of InnoDB's tables as it was at one moment; tables of engines without transactions have none");
    }

    @Override
    Instant now(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT CAST(UTC_TIMESTAMP(6) AS CHAR)")) {
            row.next();
            return LocalDateTime.parse(row.getString(1).replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        }
    }

    @Override
    int fetchRows() {
        return isMySql ? Integer.MIN_VALUE : super.fetchRows();
    }

    @Override
    Mapped map(ResultSetMetaData meta, int column) throws SQLException {
        return switch (meta.getColumnType(column)) {
            case Types.BIT ->
                meta.getPrecision(column) > 1
                        ? Mapped.of("bytea", (row, at) -> row.getBytes(at))
                        : Mapped.of("bool", MariaDbDialect::bool);
            case Types.DATE -> ofText("date");
            case Types.TIME -> ofText("time");
            case Types.TIMESTAMP ->
                meta.getColumnTypeName(column).startsWith("TIMESTAMP")
                        ? new Mapped(PostgresType.of("timestamptz"), Values.ofText(MariaDbDialect::utc))
                        : ofText("timestamp");
            default -> super.map(meta, column);
        };
    }

    private static Mapped ofText(String type) {
        return new Mapped(PostgresType.of(type), Values.ofText(ResultSet::getString));
    }

    /// The session's time zone is UTC.
    private static @Nullable Object utc(ResultSet row, int column) throws SQLException {
        @Nullable String text = row.getString(column);
        return text == null ? null : text + "+00:00";
    }

    private static @Nullable Object bool(ResultSet row, int column) throws SQLException {
        boolean value = row.getBoolean(column);
        return row.wasNull() ? null : Boolean.valueOf(value);
    }
}
