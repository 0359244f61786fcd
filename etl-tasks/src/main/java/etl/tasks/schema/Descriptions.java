package etl.tasks.schema;

import etl.parquet.SourceColumn;
import etl.tasks.source.DescribedFields;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;

/// Asks the server what columns a query has; nothing is executed.
public final class Descriptions {
    private Descriptions() {}

    /// What a description says of nulls.
    public enum Nulls {
        /// As the catalog says of the column that each result column comes from: right for a table's own columns.
        FROM_CATALOG,
        /// Every column may hold nulls: what is known of a query's or a view's columns.
        POSSIBLE,
        /// No column holds nulls: for a record, which says itself which of its components may; a null that comes all
        /// the same is an error then.
        LEFT_TO_RECORD
    }

    /// The columns of a query, in order.
    ///
    /// @param connection a session with the search path that the query is meant for
    public static List<SourceColumn> describe(Connection connection, String sql, Nulls nulls) throws SQLException {
        List<Field> fields = DescribedFields.of(connection.unwrap(BaseConnection.class), sql);
        ServerTypes types = ServerTypes.read(
                connection, fields.stream().map(Descriptions::typeOid).toList());
        Map<Long, Boolean> required = nulls == Nulls.FROM_CATALOG ? required(connection, fields) : Map.of();
        List<SourceColumn> columns = new ArrayList<>();
        for (Field field : fields) {
            boolean nullable = switch (nulls) {
                case FROM_CATALOG -> !required.getOrDefault(origin(field), false);
                case POSSIBLE -> true;
                case LEFT_TO_RECORD -> false;
            };
            columns.add(new SourceColumn(field.getColumnLabel(), types.type(typeOid(field), field.getMod()), nullable));
        }
        return columns;
    }

    private static long typeOid(Field field) {
        return Integer.toUnsignedLong(field.getOID());
    }

    /// For each column of a table that a field comes from: whether it is declared NOT NULL.
    private static Map<Long, Boolean> required(Connection connection, List<Field> fields) throws SQLException {
        Long[] tables = fields.stream()
                .map(field -> Integer.toUnsignedLong(field.getTableOid()))
                .toArray(Long[]::new);
        Map<Long, Boolean> required = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT att.attrelid::pg_catalog.int8, att.attnum, att.attnotnull FROM pg_catalog.pg_attribute AS att
                WHERE att.attrelid = ANY (?::pg_catalog.int8[]::pg_catalog.oid[])
                """)) {
            statement.setArray(1, connection.createArrayOf("int8", tables));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    required.put(origin(row.getLong(1), row.getInt(2)), row.getBoolean(3));
                }
            }
        }
        return required;
    }

    private static long origin(Field field) {
        return origin(Integer.toUnsignedLong(field.getTableOid()), field.getPositionInTable());
    }

    private static long origin(long table, int attribute) {
        return table << 16 | (attribute & 0xFFFF);
    }
}
