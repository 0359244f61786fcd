package etl.tasks.jdbc;

import etl.parquet.column.PostgresType;
import etl.parquet.column.PostgresType.Kind;
import etl.tasks.jdbc.JdbcColumn.Values;
import etl.tasks.source.JdbcSettings;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.Locale;
import java.util.Properties;

/// What databases do each in their own way: how a consistent read begins, how rows are streamed, and what their types
/// are. This class goes by what JDBC says; a subclass knows a make better.
class Dialect {
    private static final int FETCH_ROWS = 1_000;
    private static final int MAX_DECIMAL_PRECISION = 1_000;

    /// The dialect of the database that a URL leads to.
    static Dialect of(String url) {
        String make = url.toLowerCase(Locale.ROOT);
        if (make.startsWith("jdbc:h2:")) {
            return new H2Dialect();
        }
        if (make.startsWith("jdbc:sqlite:")) {
            return new SqliteDialect();
        }
        if (make.startsWith("jdbc:mariadb:") || make.startsWith("jdbc:mysql:")) {
            return new MariaDbDialect(make.startsWith("jdbc:mysql:"));
        }
        return new Dialect();
    }

    /// The driver's properties, without user and password. What is set by the user wins where it does no harm.
    Properties properties(JdbcSettings settings) {
        Properties properties = new Properties();
        properties.putAll(settings.properties());
        return properties;
    }

    /// Begins the one transaction of a run and fixes what it sees, as far as the database can. Nothing else has been
    /// sent.
    Promise begin(Connection connection) throws SQLException {
        connection.setReadOnly(true);
        DatabaseMetaData meta = connection.getMetaData();
        if (meta.supportsTransactionIsolationLevel(Connection.TRANSACTION_SERIALIZABLE)) {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setAutoCommit(false);
            return new Promise("serializable", true, "One transaction, SERIALIZABLE, as this database understands it");
        }
        if (meta.supportsTransactionIsolationLevel(Connection.TRANSACTION_REPEATABLE_READ)) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            return new Promise(
                    "repeatable read",
                    false,
                    "One transaction, REPEATABLE READ: no snapshot. Rows that others add while it reads may be seen in one table and not in another");
        }
        if (meta.supportsTransactions()) {
            connection.setAutoCommit(false);
        }
        return new Promise(
                "none",
                false,
                "No snapshot: the driver knows no level that has one. What others write while it reads may be seen in part");
    }

    /// The database's time now.
    Instant now(Connection connection) throws SQLException {
        return Instant.now();
    }

    /// How many rows the driver fetches at once, so that a result of any size is streamed.
    int fetchRows() {
        return FETCH_ROWS;
    }

    /// One column of a result.
    ///
    /// @param column from 1
    JdbcColumn column(ResultSetMetaData meta, int column) throws SQLException {
        Mapped mapped = map(meta, column);
        return new JdbcColumn(
                meta.getColumnLabel(column),
                mapped.type,
                meta.isNullable(column) == ResultSetMetaData.columnNoNulls,
                mapped.values);
    }

    /// A type and how its values are got.
    record Mapped(PostgresType type, Values values) {
        static Mapped of(String type, JdbcColumn.Reader reader) {
            return new Mapped(PostgresType.of(type), Values.of(reader));
        }
    }

    /// The type of a column by JDBC's number of it. A make's own types become their text.
    Mapped map(ResultSetMetaData meta, int column) throws SQLException {
        boolean signed = meta.isSigned(column);
        return switch (meta.getColumnType(column)) {
            case Types.BOOLEAN, Types.BIT -> Mapped.of("bool", ResultSet::getObject);
            case Types.TINYINT -> Mapped.of("int2", ResultSet::getObject);
            case Types.SMALLINT -> Mapped.of(signed ? "int2" : "int4", ResultSet::getObject);
            case Types.INTEGER -> Mapped.of(signed ? "int4" : "int8", ResultSet::getObject);
            case Types.BIGINT ->
                signed
                        ? Mapped.of("int8", ResultSet::getObject)
                        : new Mapped(PostgresType.numeric(UNSIGNED_LONG_DIGITS, 0), Values.of(ResultSet::getObject));
            case Types.REAL -> Mapped.of("float4", ResultSet::getObject);
            case Types.FLOAT, Types.DOUBLE -> Mapped.of("float8", ResultSet::getObject);
            case Types.NUMERIC, Types.DECIMAL ->
                new Mapped(decimal(meta, column), Values.of((row, at) -> row.getBigDecimal(at)));
            case Types.CHAR, Types.NCHAR -> Mapped.of("bpchar", ResultSet::getString);
            case Types.VARCHAR, Types.LONGVARCHAR, Types.CLOB, Types.NVARCHAR, Types.LONGNVARCHAR, Types.NCLOB ->
                Mapped.of("text", ResultSet::getString);
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
                Mapped.of("bytea", (row, at) -> row.getBytes(at));
            case Types.DATE -> Mapped.of("date", (row, at) -> row.getObject(at, LocalDate.class));
            case Types.TIME -> Mapped.of("time", (row, at) -> row.getObject(at, LocalTime.class));
            case Types.TIME_WITH_TIMEZONE -> Mapped.of("timetz", (row, at) -> row.getObject(at, OffsetTime.class));
            case Types.TIMESTAMP -> Mapped.of("timestamp", (row, at) -> row.getObject(at, LocalDateTime.class));
            case Types.TIMESTAMP_WITH_TIMEZONE ->
                Mapped.of("timestamptz", (row, at) -> row.getObject(at, OffsetDateTime.class));
            default -> text(meta.getColumnTypeName(column), ResultSet::getString);
        };
    }

    private static final int UNSIGNED_LONG_DIGITS = 20;

    /// A type that has no like in Postgres, by its values' text.
    ///
    /// @param name the database's word for it
    static Mapped text(String name, JdbcColumn.Reader reader) {
        String known = name.isBlank() ? "without a type" : name.toLowerCase(Locale.ROOT);
        return new Mapped(
                PostgresType.of(PostgresType.SYSTEM_SCHEMA, known, Kind.PSEUDO, PostgresType.NO_MODIFIER),
                Values.ofText(reader));
    }

    /// A decimal whose digits the metadata tells, or must be decided by the user.
    static PostgresType decimal(ResultSetMetaData meta, int column) throws SQLException {
        int precision = meta.getPrecision(column);
        int scale = meta.getScale(column);
        return precision >= 1 && precision <= MAX_DECIMAL_PRECISION && scale >= 0 && scale <= MAX_DECIMAL_PRECISION
                ? PostgresType.numeric(precision, scale)
                : PostgresType.of("numeric");
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
