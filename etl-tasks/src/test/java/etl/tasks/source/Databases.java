package etl.tasks.source;

import etl.testkit.TestDatabase;
import java.time.Duration;
import java.util.Map;

/// A test database as a run's source.
public final class Databases {
    private Databases() {}

    public static SourceSettings settings(TestDatabase database) {
        return settings(database, database.port(), Duration.ofSeconds(5), SourceSettings.DEFAULT_SILENCE_TIMEOUT);
    }

    /// A database behind some port of this machine. What is tried again is so soon.
    ///
    /// @param lock how long a lock is waited for
    /// @param silence how long the server may send nothing
    public static SourceSettings settings(TestDatabase database, int port, Duration lock, Duration silence) {
        return new SourceSettings(
                database.host(),
                port,
                database.database(),
                database.user(),
                database::password,
                "prefer",
                Map.of(),
                Duration.ofSeconds(3),
                lock,
                SourceSettings.DEFAULT_QUERY_TIMEOUT,
                silence,
                Duration.ofMillis(20));
    }

    /// The same with another time limit for connecting.
    public static SourceSettings connectingWithin(Duration connect, SourceSettings settings) {
        return new SourceSettings(
                settings.host(),
                settings.port(),
                settings.database(),
                settings.user(),
                settings.password(),
                settings.sslMode(),
                settings.properties(),
                connect,
                settings.lockTimeout(),
                settings.queryTimeout(),
                settings.silenceTimeout(),
                settings.retryPause());
    }

    public static Connections connections(TestDatabase database) {
        return Connections.open(settings(database), 8, "etl/test");
    }
}
