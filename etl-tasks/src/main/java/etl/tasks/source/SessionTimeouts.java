package etl.tasks.source;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// How long a session waits for the server: long until the first row of a query (sorts and joins), shorter between two
/// rows, and for a statement of our own as long as it may wait for a lock.
public final class SessionTimeouts {
    private final Connection connection;
    private final SourceSettings settings;

    public SessionTimeouts(Connection connection, SourceSettings settings) throws SQLException {
        this.connection = connection;
        this.settings = settings;
        queryBegins();
    }

    /// From now on statements of ours are sent.
    static void statement(Connection connection, SourceSettings settings) throws SQLException {
        set(connection, settings.lockTimeout().plus(settings.silenceTimeout()));
    }

    /// The session is about to be ended, or only asked whether it is there.
    static void brief(Connection connection, SourceSettings settings) throws SQLException {
        set(connection, settings.connectTimeout());
    }

    /// A query is about to be sent.
    void queryBegins() throws SQLException {
        set(connection, settings.queryTimeout());
    }

    /// The first row is here; from now on silence is a failure.
    void firstRowCame() throws SQLException {
        set(connection, settings.silenceTimeout());
    }

    private static void set(Connection connection, Duration longest) throws SQLException {
        // The driver sets the socket's timeout at once and needs no thread.
        connection.setNetworkTimeout(Runnable::run, (int) Math.min(longest.toMillis(), Integer.MAX_VALUE));
    }
}
