package etl.tasks.schema;

import etl.parquet.SourceColumn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the server what columns a query has. The protocol's Describe answers; nothing is executed.
///
/// The driver's own `ResultSetMetaData` can't be used for this: it calls an `int4` of a sequence `serial`, hides a
/// numeric's modifier, and names types by what the search path shows.
public final class Descriptions {
    private static final Logger LOG = LoggerFactory.getLogger(Descriptions.class);

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
        Field[] fields = fields(connection, sql);
        ServerTypes types = ServerTypes.read(
                connection, Arrays.stream(fields).map(Descriptions::typeOid).toList());
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

    private static Field[] fields(Connection connection, String sql) throws SQLException {
        BaseConnection session = connection.unwrap(BaseConnection.class);
        // Not parameterised: a question mark in it is an operator of jsonb's.
        Query query = session.createQuery(sql, false, false).query;
        Described described = new Described();
        int flags = QueryExecutor.QUERY_ONESHOT | QueryExecutor.QUERY_DESCRIBE_ONLY;
        session.getQueryExecutor().execute(query, null, described, 0, 0, flags);
        return described.fields == null ? new Field[0] : described.fields;
    }

    private static final class Described extends ResultHandlerBase {
        private Field @Nullable [] fields;

        @Override
        public void handleWarning(SQLWarning warning) {
            LOG.debug("While describing a query: {}", warning.getMessage());
        }

        @Override
        public void handleResultRows(
                Query fromQuery, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
            this.fields = fields;
        }
    }

    /// For each column of a table that a field comes from: whether it is declared NOT NULL.
    private static Map<Long, Boolean> required(Connection connection, Field[] fields) throws SQLException {
        Long[] tables = new Long[fields.length];
        for (int i = 0; i < fields.length; i++) {
            tables[i] = Integer.toUnsignedLong(fields[i].getTableOid());
        }
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
