package etl.tasks.source;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// How to reach a database by a JDBC driver that lies on the class path.
///
/// @param url the driver's URL, `jdbc:…`, without a password
/// @param user the role to connect as; empty: whatever the driver takes then
/// @param password gives the password for each new connection
/// @param properties further properties of the driver
/// @param connectTimeout how long one attempt to connect may take, where the driver knows such a limit
/// @param queryTimeout how long the server may send nothing, where the driver knows such a limit
/// @param retryPause how long the program waits before it tries something again; four times as long before each further
///     try
public record JdbcSettings(
        String url,
        Optional<String> user,
        Passwords password,
        Map<String, String> properties,
        Duration connectTimeout,
        Duration queryTimeout,
        Duration retryPause)
        implements Database {
    public JdbcSettings {
        properties = Map.copyOf(properties);
    }

    /// The database with every default.
    public static JdbcSettings of(String url, Optional<String> user, Passwords password) {
        return new JdbcSettings(
                url,
                user,
                password,
                Map.of(),
                SourceSettings.DEFAULT_CONNECT_TIMEOUT,
                SourceSettings.DEFAULT_QUERY_TIMEOUT,
                SourceSettings.DEFAULT_RETRY_PAUSE);
    }

    @Override
    public String display() {
        return url;
    }

    @Override
    public String toString() {
        return display();
    }
}
