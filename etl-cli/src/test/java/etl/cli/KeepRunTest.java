package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.FakeGlue;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import etl.testkit.Warehouse;
import etl.testkit.WarehouseAudit;
import etl.testkit.WarehouseCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tasks that don't keep every run date, wherever they are published.
class KeepRunTest {
    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TASKS = """
            tasks:
              fruit: {table: public.fruit, keep: 2}
              color: {table: public.color, keep: 90d}
              plain: {table: public.color}
            """;

    @TempDir
    private Path folder;

    private final TestBucket bucket = TestS3.bucket();
    private final FakeGlue glue = FakeGlue.start();

    @BeforeAll
    static void prepare() {
        System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);
        DATABASE.execute("create table public.fruit as select 1 as id");
        DATABASE.execute("create table public.color as select 1 as id");
    }

    @AfterAll
    static void clear() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        DATABASE.close();
    }

    @AfterEach
    void close() {
        glue.close();
        bucket.close();
    }

    private void configure(String... lines) throws IOException {
        Files.writeString(folder.resolve("etl.yaml"), String.join("\n", lines) + "\n" + TASKS);
    }

    private Result run(String... arguments) {
        return new Program(folder)
                .with(DATABASE)
                .with("AWS_ENDPOINT_URL_S3", TestS3.endpoint().toString())
                .with("AWS_ENDPOINT_URL_GLUE", glue.endpoint().toString())
                .with("AWS_REGION", TestS3.REGION)
                .run(arguments);
    }

    private Result publish(String date) throws IOException {
        Result result = run("run", "--task", "fruit", "--date", date, "--output", "json", "--log-format", "text");
        assertEquals(0, result.exitCode(), result.err());
        DocumentSchema.check(JSON.readTree(result.out()));
        return result;
    }

    private List<String> folders() throws IOException {
        try (var found = Files.list(folder.resolve("warehouse/fruit"))) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void in_a_folder_the_newest_dates_stay_and_the_report_says_what_went() throws IOException {
        configure("destination: file:warehouse");
        publish("2026-11-20");
        publish("2026-11-21");
        assertEquals(List.of("dt=2026-11-20", "dt=2026-11-21"), folders());
        JsonNode report = JSON.readTree(publish("2026-11-22").out());
        assertEquals(List.of("dt=2026-11-21", "dt=2026-11-22"), folders());
        assertEquals(
                "dt=2026-11-20",
                report.get("tasks").get(0).get("dropped").get(0).asString());
        assertEquals(List.of(), WarehouseAudit.violations(Warehouse.of(folder.resolve("warehouse")), Optional.empty()));
    }

    @Test
    void prune_takes_away_by_hand_what_a_new_rule_does_not_keep() throws IOException {
        configure("destination: file:warehouse");
        publish("2026-11-20");
        publish("2026-11-21");
        Files.writeString(
                folder.resolve("etl.yaml"),
                Files.readString(folder.resolve("etl.yaml")).replace("keep: 2", "keep: 1"));
        Result dry = run("prune", "--task", "fruit", "--dry-run");
        assertEquals(0, dry.exitCode(), dry.err());
        assertTrue(
                dry.out().contains("dt=2026-11-20") && dry.out().contains("1 partition would be taken away"),
                dry.out());
        assertEquals(List.of("dt=2026-11-20", "dt=2026-11-21"), folders());

        Result prune = run("prune", "--output", "json");
        assertEquals(0, prune.exitCode(), prune.err());
        JsonNode document = JSON.readTree(prune.out());
        assertTrue(document.get("dropped").asBoolean());
        assertEquals(
                "dt=2026-11-20",
                document.get("partitions").get(0).get("partition").asString());
        assertEquals(1, document.get("partitions").size());
        assertEquals(List.of("dt=2026-11-21"), folders());
        Result history = run("history", "--task", "fruit");
        assertTrue(
                history.out().lines().anyMatch(line -> line.contains("dt=2026-11-20") && line.contains("taken away")),
                history.out());

        Result again = run("prune");
        assertEquals(0, again.exitCode(), again.err());
        assertTrue(again.err().contains("Nothing to take away"), again.err());
        Result none = run("prune", "--task", "plain");
        assertEquals(2, none.exitCode());
        assertTrue(none.err().contains("says what it keeps"), none.err());
    }

    @Test
    void the_catalog_forgets_old_dates_at_once_and_their_files_go_when_nobody_reads_them() throws IOException {
        String catalog = "catalog: {mode: direct, database: shop}";
        configure("destination: " + bucket.uri("shop/"), catalog);
        publish("2026-11-20");
        publish("2026-11-21");
        publish("2026-11-22");
        assertEquals(List.of("dt=2026-11-21", "dt=2026-11-22"), glue.partitions("shop", "fruit"));
        assertEquals(1, bucket.keys("shop/fruit/dt=2026-11-20/").size());
        configure("destination: " + bucket.uri("shop/"), catalog, "publish: {keep-superseded: 1ms}");
        assertEquals(0, run("publish", "recover").exitCode());
        assertEquals(List.of(), bucket.keys("shop/fruit/dt=2026-11-20/"));
        // What was taken away may come back.
        publish("2026-11-20");
        assertEquals(List.of("dt=2026-11-20", "dt=2026-11-21", "dt=2026-11-22"), glue.partitions("shop", "fruit"));
        publish("2026-11-23");
        assertEquals(List.of("dt=2026-11-22", "dt=2026-11-23"), glue.partitions("shop", "fruit"));
        assertEquals(
                List.of(),
                WarehouseAudit.violations(
                        Warehouse.of(bucket, "shop/"),
                        Optional.of(new WarehouseCatalog(glue, "shop", WarehouseCatalog.Kind.DIRECT))));
    }

    @Test
    void a_crawlers_table_shows_an_old_date_until_the_crawl_has_shown_the_new_one() throws IOException {
        var unused = glue.crawler("nightly", "shop", bucket.uri("shop/"));
        configure("destination: " + bucket.uri("shop/"), "catalog: {mode: crawler, crawler: nightly, database: shop}");
        publish("2026-11-20");
        publish("2026-11-21");
        publish("2026-11-22");
        assertEquals(List.of("dt=2026-11-21", "dt=2026-11-22"), glue.partitions("shop", "fruit"));
        assertEquals(List.of(), bucket.keys("shop/fruit/dt=2026-11-20/"));
        assertEquals(3, glue.calls("StartCrawler"));
        assertEquals(
                List.of(),
                WarehouseAudit.violations(
                        Warehouse.of(bucket, "shop/"),
                        Optional.of(new WarehouseCatalog(glue, "shop", WarehouseCatalog.Kind.CRAWLER))));
    }
}
