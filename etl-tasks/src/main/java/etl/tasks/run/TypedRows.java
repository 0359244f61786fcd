package etl.tasks.run;

import etl.parquet.RecordBinder;
import etl.parquet.RowShape;
import etl.tasks.source.CopyReader;
import etl.tasks.source.CopySource;
import etl.tasks.source.CursorSource;
import etl.tasks.source.RowSource;
import etl.tasks.source.SessionTimeouts;
import java.sql.Connection;
import java.sql.SQLException;

/// Opens the source of typed rows that the run was asked to read with.
final class TypedRows {
    private TypedRows() {}

    /// @param shape the columns of the statement as the database describes them
    static <R extends Record> RowSource<R> open(
            Connection connection, RunSettings settings, RecordBinder<R> binder, RowShape shape, String sql)
            throws SQLException {
        SessionTimeouts timeouts = new SessionTimeouts(connection, settings.source());
        return switch (settings.reader()) {
            case COPY ->
                new CopySource<>(
                        new CopyReader(
                                connection, timeouts, sql, shape.columns().size()),
                        binder.wireReader(shape));
            case CURSOR ->
                new CursorSource<>(connection, timeouts, sql, shape.columns().size(), binder.wireReader(shape));
        };
    }
}
