package etl.tasks.source;

import etl.testkit.TestDatabase;
import java.time.Duration;
import java.util.Map;

/// A test database as a run's source.
public final class Databases {
    private Databases() {}

    public static SourceSettings settings(TestDatabase database) {
        return settings(database, database.port(), SourceSettings.DEFAULT_SILENCE_TIMEOUT);
    }

    /// A database behind another port of this machine. What is tried again is so soon.
    ///
    /// @param silence how long the server may send nothing
    public static SourceSettings settings(TestDatabase database, int port, Duration silence) {
        return new SourceSettings(
                database.host(),
                port,
                database.database(),
                database.user(),
                database::password,
                "prefer",
                Map.of(),
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                SourceSettings.DEFAULT_QUERY_TIMEOUT,
                silence,
                Duration.ofMillis(20));
    }

    public static Connections connections(TestDatabase database) {
        return Connections.open(settings(database), 8, "etl/test");
    }
}
