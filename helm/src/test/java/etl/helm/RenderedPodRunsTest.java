package etl.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.helm.PodOnDisk.Result;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the chart renders, done by the program itself: its arguments, its variables, its configuration, its password.
class RenderedPodRunsTest {
    private static final TestDatabase DATABASE = TestPostgres.database();

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        DATABASE.execute("create table fruit as select n as id from generate_series(1, 10) as n");
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @Test
    void a_scheduled_pod_publishes_for_its_minute_and_its_retry_does_nothing() throws IOException {
        PodOnDisk pod = new PodOnDisk(folder, manifests(), "etl-nightly", "etl-nightly-29391830", DATABASE.password());
        Result first = pod.run();
        assertEquals(0, first.exitCode(), first::text);
        // That minute is 23:50 in UTC on the 18th, and the chart names another zone.
        assertTrue(Files.isDirectory(folder.resolve("warehouse/fruit/dt=2025-11-19")), first::text);

        assertTrue(Files.readString(folder.resolve("dev/termination-log")).contains("\"published\""), first::text);

        Result retried = pod.run();
        assertEquals(0, retried.exitCode(), retried::text);
        assertTrue(retried.text().contains("2025-11-18T23:50:00Z"), retried::text);
        assertEquals(1, commits());
    }

    @Test
    void the_test_pods_check_passes() {
        Result result =
                PodOnDisk.ofTest(folder, manifests(), DATABASE.password()).run();
        assertEquals(0, result.exitCode(), result::text);
    }

    @Test
    void a_mistake_in_the_configuration_fails_the_check_by_its_line() {
        Result result = PodOnDisk.ofTest(
                        folder, Chart.render(values().replace("workers: 1", "wrokers: 1")), DATABASE.password())
                .run();
        assertEquals(2, result.exitCode(), result::text);
        assertTrue(result.text().contains("etl.yaml:"), result::text);
        assertTrue(result.text().contains("wrokers"), result::text);
    }

    private long commits() throws IOException {
        try (var files = Files.list(folder.resolve("warehouse/.etl/commits"))) {
            return files.filter(file -> file.getFileName().toString().matches("\\d+\\.json"))
                    .count();
        }
    }

    private Manifests manifests() {
        return Chart.render(values());
    }

    private String values() {
        return """
                config:
                  source: {url: '%s', sslmode: disable}
                  destination: file:%s
                  workers: 1
                  tasks:
                    fruit: {table: public.fruit}
                source: {existingSecret: {name: shop-db}}
                job: {timeZone: Europe/Berlin}
                """.formatted(DATABASE.url(), folder.resolve("warehouse"));
    }
}
