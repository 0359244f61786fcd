package etl.tasks.source;

import etl.parquet.RowShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;

/// What a SELECT lists so that a server sends what the columns of a shape read.
public final class SelectList {
    private static final String ANY_ENCODING = "SQL_ASCII";

    private SelectList() {}

    /// @param session a session of the database that is asked
    public static List<String> of(RowShape shape, Connection session) throws SQLException {
        String encoding = session.unwrap(PGConnection.class).getParameterStatus("server_encoding");
        return shape.selected(Sql::identifier, !ANY_ENCODING.equals(encoding));
    }
}
