package etl.tasks.source;

import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
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

/// The fields of a query's rows by the protocol's Describe; nothing is executed.
///
/// The driver's own `ResultSetMetaData` can't be used for this: it calls an `int4` of a sequence `serial`, hides a
/// numeric's modifier, and names types by what the search path shows.
public final class DescribedFields {
    private static final Logger LOG = LoggerFactory.getLogger(DescribedFields.class);

    private DescribedFields() {}

    /// The fields in order; none for a statement that gives no rows.
    public static List<Field> of(BaseConnection session, String sql) throws SQLException {
        // Not parameterised: a question mark in it is an operator of jsonb's.
        Query query = session.createQuery(sql, false, false).query;
        Described described = new Described();
        int flags = QueryExecutor.QUERY_ONESHOT | QueryExecutor.QUERY_DESCRIBE_ONLY;
        session.getQueryExecutor().execute(query, null, described, 0, 0, flags);
        return described.fields;
    }

    private static final class Described extends ResultHandlerBase {
        private List<Field> fields = List.of();

        @Override
        public void handleWarning(SQLWarning warning) {
            LOG.debug("While describing a query: {}", warning.getMessage());
        }

        @Override
        public void handleResultRows(
                Query fromQuery, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
            this.fields = List.of(fields);
        }
    }
}
