package etl.tasks.source;

import java.sql.Connection;
import java.sql.SQLException;

/// How long a session waits for the server: long until the first row of a query (sorts and joins), shorter between two
/// rows.
public final class SessionTimeouts {
    private final Connection connection;
    private final SourceSettings settings;

    public SessionTimeouts(Connection connection, SourceSettings settings) throws SQLException {
        this.connection = connection;
        this.settings = settings;
        queryBegins();
    }

    /// A query is about to be sent.
    void queryBegins() throws SQLException {
        set(settings.queryTimeout().toMillis());
    }

    /// The first row is here; from now on silence is a failure.
    void firstRowCame() throws SQLException {
        set(settings.silenceTimeout().toMillis());
    }

    private void set(long millis) throws SQLException {
        // The driver sets the socket's timeout at once and needs no thread.
        connection.setNetworkTimeout(Runnable::run, (int) Math.min(millis, Integer.MAX_VALUE));
    }
}
