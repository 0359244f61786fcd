package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.FakeGlue;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs whose tables and partitions are made in the Glue Data Catalog without a crawler.
class DirectRunTest {
    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final String DAY = "dt=2026-11-22";

    @TempDir
    private Path folder;

    private final TestBucket bucket = TestS3.bucket();
    private final TestBucket log = TestS3.bucket();
    private final FakeGlue glue = FakeGlue.start();

    @BeforeAll
    static void prepare() {
        System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);
        DATABASE.execute("create table public.fruit (id int primary key, color text)");
        DATABASE.execute("insert into public.fruit values (1, 'red'), (2, null)");
    }

    @AfterAll
    static void clear() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        DATABASE.close();
    }

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(folder.resolve("etl.yaml"), """
                destination: %s
                control: %s
                catalog: {mode: direct, database: shop}
                """.formatted(bucket.uri("shop/"), log.uri("shop-log/")));
    }

    @AfterEach
    void close() {
        glue.close();
        bucket.close();
        log.close();
    }

    private Result run(String... arguments) {
        return new Program(folder)
                .with(DATABASE)
                .with("AWS_ENDPOINT_URL_S3", TestS3.endpoint().toString())
                .with("AWS_ENDPOINT_URL_GLUE", glue.endpoint().toString())
                .with("AWS_REGION", TestS3.REGION)
                .run(arguments);
    }

    private Result publish(String... more) {
        List<String> arguments = new java.util.ArrayList<>(
                List.of("run", "--table", "public.fruit", "--date", "2026-11-22", "--log-format", "text"));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    /// The folder, and so the run, that the catalog shows.
    private String shown() {
        return glue.locations("shop", "fruit").getOrDefault(DAY, "").replace(bucket.uri(""), "");
    }

    @Test
    void a_run_makes_the_table_and_a_rerun_switches_its_partition() {
        Result first = publish();
        assertEquals(0, first.exitCode(), first.err());
        assertEquals(List.of("id int", "color string"), glue.columns("shop", "fruit"));
        String older = shown();
        assertTrue(older.matches("shop/fruit/dt=2026-11-22/[^/]+/"), older);
        assertEquals(1, bucket.keys(older).size());
        assertEquals(0, glue.calls("StartCrawler"));

        Result second = publish("--force");

        assertEquals(0, second.exitCode(), second.err());
        assertFalse(shown().equals(older), older);
        assertEquals(1, bucket.keys(shown()).size());
        // Queries may be reading the older ones still.
        assertEquals(1, bucket.keys(older).size());
        assertEquals(List.of(DAY), glue.partitions("shop", "fruit"));
    }

    @Test
    void control_files_lie_where_the_configuration_says() {
        Result result = publish();
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(log.keys().contains("shop-log/commits/0000000000.json"), log.keys()::toString);
        assertTrue(bucket.keys().stream().allMatch(key -> key.startsWith("shop/fruit/")), bucket.keys()::toString);
        assertTrue(run("history").out().contains("fruit"), "the log is found again");
    }

    @Test
    void a_table_of_somebody_else_s_is_exit_code_13_and_stays() {
        bucket.put("old/fruit/dt=2026-11-22/1.parquet", new byte[1]);
        glue.crawler("old", "shop", bucket.uri("old/"))
                .taking(Duration.ofMillis(1))
                .startedElsewhere();

        Result result = publish();

        assertEquals(13, result.exitCode(), result.err());
        assertTrue(result.err().contains("shop.fruit wasn't made by this program"), result.err());
        assertEquals(Map.of(DAY, bucket.uri("old/fruit/dt=2026-11-22/")), glue.locations("shop", "fruit"));
        assertEquals(1, bucket.keys("shop/fruit/").size());
    }

    @Test
    void check_looks_at_the_database() {
        Result good = run("check", "--table", "public.fruit");
        assertEquals(0, good.exitCode(), good.out());
        assertTrue(good.out().contains("catalog direct shop: Glue answers"), good.out());
        assertEquals(List.of(), bucket.keys());
        assertEquals(List.of(), log.keys());

        glue.fail("GetDatabase", 1, new FakeGlue.Failure(400, "AccessDeniedException", "etl is not authorized"));
        Result denied = run("check", "--table", "public.fruit");
        assertEquals(2, denied.exitCode(), denied.out());
        assertTrue(denied.out().contains("Give the role glue:GetDatabase"), denied.out());
    }

    @Test
    void a_table_without_partitions_is_switched_as_a_whole() throws IOException {
        Files.writeString(
                folder.resolve("etl.yaml"),
                "tasks: {fruit: {table: public.fruit, partition-by: none}}\npublish: {keep-superseded: 1ms}\n",
                StandardOpenOption.APPEND);
        String[] task = {"run", "--task", "fruit", "--date", "2026-11-22", "--log-format", "text"};
        Result first = run(task);
        assertEquals(0, first.exitCode(), first.err());
        String older = whole();
        assertTrue(older.matches("shop/fruit/\\d{8}T\\d{6}Z-[0-9a-f]{8}/"), older);
        assertEquals(1, bucket.keys(older).size());
        assertEquals(List.of("id int", "color string"), glue.columns("shop", "fruit"));

        Result second = run("run", "--task", "fruit", "--date", "2026-11-23", "--log-format", "text");

        assertEquals(0, second.exitCode(), second.err());
        assertTrue(second.err().contains("tables switched 1"), second.err());
        assertFalse(whole().equals(older), older);
        assertEquals(1, bucket.keys(whole()).size());
        Result check = run("check", "--task", "fruit");
        assertEquals(0, check.exitCode(), check.out());
        assertTrue(check.out().contains("and it shows what was published"), check.out());
        // Whoever reads the older files has had its millisecond.
        assertEquals(0, run("publish", "recover").exitCode());
        assertEquals(List.of(), bucket.keys(older));
    }

    private String whole() {
        return glue.location("shop", "fruit").replace(bucket.uri(""), "");
    }

    @Test
    void check_compares_the_catalog_with_what_was_published() {
        assertEquals(0, publish().exitCode());
        glue.deleteTable("shop", "fruit");

        Result check = run("check", "--table", "public.fruit", "-o", "json");

        assertEquals(13, check.exitCode(), check.out());
        assertTrue(check.out().contains("There is no table shop.fruit for " + bucket.uri("shop/fruit/")), check.out());
    }

    @Test
    void a_folder_has_no_place_in_the_catalog() throws IOException {
        Files.writeString(folder.resolve("etl.yaml"), "catalog: {mode: direct, database: shop}\n");
        Result result = publish("--dest", "file:warehouse");
        assertEquals(2, result.exitCode(), result.err());
        assertTrue(result.err().contains("The catalog mode direct is for destinations on S3"), result.err());
    }

    @Test
    void control_files_are_of_the_destination_s_kind() {
        Result result = publish("--dest", "file:warehouse");
        assertEquals(2, result.exitCode(), result.err());
        assertTrue(
                result.err()
                        .contains("etl.yaml:2: the control files can't be at " + log.uri("shop-log/")
                                + " while the destination is file:warehouse/"),
                result.err());
    }
}
