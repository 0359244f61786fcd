package etl.tasks.source;

import java.time.Duration;
import java.util.Map;

/// How to reach a Postgres database.
///
/// @param host the server's name or address
/// @param port its port
/// @param database the database's name
/// @param user the role to connect as
/// @param password gives the password for each new connection
/// @param sslMode libpq's `sslmode`: `disable`, `prefer`, `require`, `verify-ca` or `verify-full`
/// @param properties further properties of pgjdbc, already checked against the list of allowed ones
/// @param connectTimeout how long one attempt to connect may take
/// @param lockTimeout how long planning may wait for another session's lock
/// @param queryTimeout how long a query may take until its first row
/// @param silenceTimeout how long the server may send nothing between two rows
/// @param retryPause how long the program waits before it tries something again; four times as long before each further
///     try
public record SourceSettings(
        String host,
        int port,
        String database,
        String user,
        Passwords password,
        String sslMode,
        Map<String, String> properties,
        Duration connectTimeout,
        Duration lockTimeout,
        Duration queryTimeout,
        Duration silenceTimeout,
        Duration retryPause)
        implements Database {

    public static final int DEFAULT_PORT = 5432;
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
    public static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofSeconds(30);
    public static final Duration DEFAULT_QUERY_TIMEOUT = Duration.ofHours(2);
    public static final Duration DEFAULT_SILENCE_TIMEOUT = Duration.ofMinutes(5);
    public static final Duration DEFAULT_RETRY_PAUSE = Duration.ofSeconds(2);

    public SourceSettings {
        properties = Map.copyOf(properties);
    }

    /// The database with every default.
    public static SourceSettings of(String host, int port, String database, String user, Passwords password) {
        boolean local = host.equals("localhost") || host.equals("127.0.0.1") || host.equals("::1");
        return new SourceSettings(
                host,
                port,
                database,
                user,
                password,
                local ? "prefer" : "verify-full",
                Map.of(),
                DEFAULT_CONNECT_TIMEOUT,
                DEFAULT_LOCK_TIMEOUT,
                DEFAULT_QUERY_TIMEOUT,
                DEFAULT_SILENCE_TIMEOUT,
                DEFAULT_RETRY_PAUSE);
    }

    /// Where it is, without any secret: `postgresql://user@host:port/database`.
    @Override
    public String display() {
        return "postgresql://%s@%s:%d/%s".formatted(user, host, port, database);
    }

    @Override
    public String toString() {
        return display();
    }
}
