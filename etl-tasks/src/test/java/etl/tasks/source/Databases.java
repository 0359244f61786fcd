package etl.tasks.source;

import etl.testkit.TestDatabase;

/// A test database as a run's source.
public final class Databases {
    private Databases() {}

    public static SourceSettings settings(TestDatabase database) {
        return SourceSettings.of(
                database.host(), database.port(), database.database(), database.user(), database::password);
    }

    public static Connections connections(TestDatabase database) {
        return Connections.open(settings(database), 8, "etl/test");
    }
}
