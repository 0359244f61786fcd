package etl.tasks.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.Finding;
import etl.tasks.run.RunSettings;
import etl.tasks.run.SourceCheck;
import etl.tasks.sample.Existing;
import etl.tasks.sample.FillProgress;
import etl.tasks.schema.CommittedDescription;
import etl.tasks.source.Connections;
import etl.tasks.source.Databases;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The descriptions that are committed beside the shop's records. `./mvnw -pl etl-tasks -am test
/// -Dtest=ShopDescriptionsTest -Detl.descriptions.write=true` writes them anew.
class ShopDescriptionsTest {
    private static final Path RESOURCES = Path.of("..", "etl-schemas", "src", "main", "resources");

    @TempDir
    private Path folder;

    @Test
    void the_records_agree_with_their_committed_descriptions() {
        assertEquals(List.of(), CommittedDescription.problems(new ShopTasks().tasks(), TypeOptions.DEFAULT));
    }

    @Test
    void the_committed_descriptions_are_what_the_database_says() throws SQLException, IOException {
        try (TestDatabase database = TestPostgres.database()) {
            try (Connection connection = Connections.connectToWrite(Databases.settings(database), "etl/test")) {
                ShopData.fill(connection, ShopSizes.of(0), 1, Existing.REFUSE, FillProgress.NONE);
            }
            SourceCheck.Tasks looked = SourceCheck.tasks(settings(database));

            assertEquals(
                    List.of(),
                    looked.findings().stream()
                            .filter(finding -> finding.state() == Finding.State.PROBLEM)
                            .toList());
            assertEquals(5, looked.descriptions().size());
            for (CommittedDescription description : looked.descriptions()) {
                Path committed = RESOURCES.resolve(description.path());
                if (Boolean.getBoolean("etl.descriptions.write")) {
                    description.write(RESOURCES);
                }
                assertEquals(
                        Files.readString(committed),
                        Files.readString(description.write(folder)),
                        committed + " is stale: write it anew with -Detl.descriptions.write=true");
            }
        }
    }

    private static RunSettings settings(TestDatabase database) {
        return new RunSettings(
                Databases.settings(database),
                new ShopTasks().tasks(),
                LocalDate.EPOCH,
                new LocalDestination(Path.of("unused")),
                new NoCatalog(),
                1,
                RunSettings.Reader.COPY,
                Optional.empty(),
                WriteOptions.DEFAULT,
                TypeOptions.DEFAULT,
                1L << 30);
    }
}
