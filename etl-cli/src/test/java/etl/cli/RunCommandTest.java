package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.DuckDb;
import etl.testkit.FakeGlue;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunCommandTest {
    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);
        DATABASE.execute("create table public.fruit (id int primary key, color text, at timestamptz not null)");
        DATABASE.execute("""
                insert into public.fruit values
                (1, 'red', '2026-01-01 00:00:00.123456+00'), (2, null, '2026-01-02 00:00:00+00'), (3, 'green', '2026-01-03 00:00:00+00')
                """);
        DATABASE.execute("create schema sales");
        DATABASE.execute("create table sales.\"Order Items\" (id bigint, price numeric(9,2))");
        DATABASE.execute("insert into sales.\"Order Items\" select i, i / 4.0 from generate_series(1, 1000) as i");
    }

    @AfterAll
    static void close() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        DATABASE.close();
    }

    @Test
    void a_table_becomes_a_partition_of_a_folder() throws IOException {
        Result result =
                program().run("run", "--table", "public.fruit", "--dest", "file:warehouse", "--log-format", "text");

        assertEquals(0, result.exitCode(), result.err());
        Path partition = folder.resolve("warehouse/fruit/dt=2026-11-22");
        assertEquals(1, list(partition).size());
        assertEquals(
                DATABASE.rows("select id, color from public.fruit order by id"),
                DuckDb.rows("select id, color from '%s/*.parquet' order by id".formatted(partition)));
        assertTrue(result.out().contains("fruit     3      1"), result.out());
        assertTrue(result.out().contains("file:" + partition + "/"), result.out());
        assertTrue(
                result.out().contains("fruit.at: 1 value lost digits below milliseconds. Set types.timestamps: micros"),
                result.out());
        assertTrue(result.out().contains("No catalog was told."), result.out());
    }

    @Test
    void a_pod_sees_one_json_object_a_line_and_nothing_else() {
        Result result = program().run("run", "--table", "public.fruit", "--dest", "file:warehouse");

        assertEquals(0, result.exitCode(), result.err());
        assertEquals("", result.out());
        List<JsonNode> lines = result.errLines().stream().map(JSON::readTree).toList();
        assertEquals(
                List.of(
                        "started",
                        "planned",
                        "split_started",
                        "split_finished",
                        "publishing",
                        "task_published",
                        "note",
                        "note",
                        "finished"),
                lines.stream().map(line -> line.get("event").asString()).toList());
        JsonNode finished = lines.getLast();
        assertEquals(3, finished.get("rows").asInt());
        assertEquals(0, finished.get("exit_code").asInt());
        lines.forEach(line -> assertTrue(line.has("time") && line.has("level") && line.has("message"), line::toString));
    }

    @Test
    void the_report_is_printed_as_json_and_written_to_the_file() throws IOException {
        Result result = program()
                .run(
                        "run",
                        "--table",
                        "public.fruit",
                        "--dest",
                        "file:warehouse",
                        "--output",
                        "json",
                        "--report",
                        "report.json");

        JsonNode report = JSON.readTree(result.out());
        assertEquals(report, JSON.readTree(Files.readString(folder.resolve("report.json"))));
        assertEquals("published", report.get("state").asString());
        assertEquals(3, report.get("tasks").get(0).get("rows_written").asInt());
        assertEquals("2026-11-22", report.get("date").asString());
        assertEquals("none", report.get("catalog").get("state").asString());
        DocumentSchema.check(report);
        assertEquals(List.of("report.json", "warehouse"), list(folder));
    }

    @Test
    void a_failed_run_writes_its_report_too() throws IOException {
        Result result = program()
                .with("PGPASSWORD", "wrong")
                .run("run", "--table", "public.fruit", "--dest", "file:warehouse", "--report", "report.json");

        assertEquals(2, result.exitCode());
        JsonNode report = JSON.readTree(Files.readString(folder.resolve("report.json")));
        assertEquals("failed", report.get("state").asString());
        assertEquals(2, report.get("exit_code").asInt());
        assertTrue(report.get("error").asString().contains("refuses the login"), report::toString);
        DocumentSchema.check(report);
        assertEquals(List.of("report.json"), list(folder));
    }

    @Test
    void a_quoted_table_of_a_schema_is_named_after_both() throws IOException {
        Result result = program().run("run", "--table", "sales.\"Order Items\"", "--dest", "file:warehouse");

        assertEquals(0, result.exitCode(), result.err());
        assertEquals(
                List.of("1000", "125125.00"),
                DuckDb.rows("select count(*), sum(price) from '%s/sales_order_items/*/*.parquet'"
                                .formatted(folder.resolve("warehouse")))
                        .getFirst());
    }

    @Test
    void a_query_and_a_condition_choose_rows() throws IOException {
        Result result = program()
                .run(
                        "run",
                        "--query",
                        "select id, color from public.fruit where id > 1;",
                        "--name",
                        "some_fruit",
                        "--where",
                        "color is not null",
                        "--date",
                        "2026-01-31",
                        "--dest",
                        "file:warehouse");

        assertEquals(0, result.exitCode(), result.err());
        assertEquals(
                List.of(List.of("3", "green")),
                DuckDb.rows("select id, color from '%s/*.parquet'"
                        .formatted(folder.resolve("warehouse/some_fruit/dt=2026-01-31"))));
    }

    @Test
    void a_repeated_name_is_run_once() {
        Result result = program()
                .run(
                        "run",
                        "--table",
                        "public.fruit",
                        "--table",
                        "Fruit",
                        "--dest",
                        "file:warehouse",
                        "--output",
                        "json");

        assertEquals(0, result.exitCode(), result.err());
        assertEquals(1, JSON.readTree(result.out()).get("tasks").size());
    }

    @Test
    void the_file_declares_tasks_and_then_the_samples_are_off() throws IOException {
        Files.writeString(folder.resolve("etl.yaml"), """
                destination: file:lake
                tasks:
                  red_fruit: {table: public.fruit, columns: [id], where: color = 'red'}
                  items: {table: sales."Order Items"}
                """);

        Result list = program().run("list");
        assertEquals(
                List.of("task", "red_fruit", "items"),
                list.out().lines().map(line -> line.replaceFirst(" .*", "")).toList());

        Result run = program().run("run", "--task", "*", "--output", "json");
        assertEquals(0, run.exitCode(), run.err());
        JsonNode tasks = JSON.readTree(run.out()).get("tasks");
        assertEquals(1, tasks.get(0).get("rows_written").asInt());
        assertEquals(1, tasks.get(0).get("columns").size());
        assertEquals(1000, tasks.get(1).get("rows_written").asInt());
        assertEquals(List.of(".etl", "items", "red_fruit"), list(folder.resolve("lake")));
    }

    @Test
    void a_dry_run_shows_the_plan_and_writes_nothing() throws IOException {
        Result result = program().run("run", "--table", "public.fruit", "--dest", "file:warehouse", "--dry-run");

        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().lines().skip(1).findFirst().orElse("").startsWith("fruit  table"), result.out());
        assertTrue(result.out().contains("Nothing was read and nothing was written."), result.out());
        assertEquals(List.of(), list(folder));
    }

    @Test
    void another_run_of_the_date_replaces_the_partition() throws IOException {
        program().run("run", "--table", "public.fruit", "--dest", "file:warehouse");
        List<String> first = list(folder.resolve("warehouse/fruit/dt=2026-11-22"));
        program().run("run", "--table", "public.fruit", "--dest", "file:warehouse");
        List<String> second = list(folder.resolve("warehouse/fruit/dt=2026-11-22"));

        assertEquals(1, second.size());
        assertFalse(second.equals(first));
    }

    @Test
    void files_on_s3__are_found_by_the_crawler() {
        try (TestBucket bucket = TestS3.bucket();
                FakeGlue glue = FakeGlue.start()) {
            glue.crawler("nightly", "shop", bucket.uri("shop/"));
            Program program = program()
                    .with("AWS_ENDPOINT_URL_S3", TestS3.endpoint().toString())
                    .with("AWS_ENDPOINT_URL_GLUE", glue.endpoint().toString())
                    .with("AWS_REGION", TestS3.REGION);

            Result run = program.run(
                    "run",
                    "--table",
                    "public.fruit",
                    "--dest",
                    bucket.uri("shop"),
                    "--crawler",
                    "nightly",
                    "--output",
                    "json");

            assertEquals(0, run.exitCode(), run.err());
            assertEquals(
                    "current",
                    JSON.readTree(run.out()).get("catalog").get("state").asString());
            assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "fruit"));
            assertEquals(1, bucket.keys("shop/").size());

            Result inspect =
                    program.run("inspect", bucket.uri("") + bucket.keys("shop/").getFirst(), "--head", "2");
            assertEquals(0, inspect.exitCode(), inspect.err());
            assertTrue(inspect.out().contains("2   NULL   2026-01-02T00:00:00.000+0000"), inspect.out());

            Result status = program.run("crawler", "status", "--crawler", "nightly", "--output", "json");
            assertEquals("READY", JSON.readTree(status.out()).get("state").asString());
            assertEquals(
                    0, program.run("crawler", "start", "--crawler", "nightly").exitCode());
            Result wait = program.run("crawler", "wait", "--crawler", "nightly");
            assertTrue(wait.out().contains("SUCCEEDED"), wait.out());
        }
    }

    @Test
    void a_catalog_that_fails_is_exit_code_12__and_the_data_stays() {
        try (TestBucket bucket = TestS3.bucket();
                FakeGlue glue = FakeGlue.start()) {
            glue.crawler("nightly", "shop", bucket.uri("shop/")).ending("FAILED", "no permission");

            Result run = program()
                    .with("AWS_ENDPOINT_URL_S3", TestS3.endpoint().toString())
                    .with("AWS_ENDPOINT_URL_GLUE", glue.endpoint().toString())
                    .with("AWS_REGION", TestS3.REGION)
                    .run(
                            "run",
                            "--table",
                            "public.fruit",
                            "--dest",
                            bucket.uri("shop"),
                            "--crawler",
                            "nightly",
                            "--log-format",
                            "text");

            assertEquals(12, run.exitCode(), run.err());
            assertTrue(run.err().contains("The files are published, but the catalog is not current"), run.err());
            assertEquals(1, bucket.keys("shop/").size());
        }
    }

    @Test
    void describe_shows_each_type_from_postgres_to_glue() {
        Result result = program().run("describe", "--table", "public.fruit");

        assertEquals(0, result.exitCode(), result.err());
        assertTrue(
                result.out()
                        .lines()
                        .anyMatch(
                                line -> line.matches(
                                        "\\s+at\\s+timestamptz not null\\s+Instant\\s+INT64 TIMESTAMP\\(MILLIS,true\\)\\s+timestamp")),
                result.out());
        JsonNode json = JSON.readTree(program()
                .run("describe", "--table", "public.fruit", "-o", "json")
                .out());
        assertEquals(3, json.get("tasks").get(0).get("columns").size());
        assertEquals(1, json.get("tasks").get(0).get("splits").size());
    }

    @Test
    void insert_data_fills_the_shop_and_its_tasks_run() throws IOException {
        try (TestDatabase shop = TestPostgres.database()) {
            Program program = program().with("PGDATABASE", shop.database());

            Result filled = program.run("insert-data", "--rows", "1000", "--tpch", "0.001", "--output", "json");
            assertEquals(0, filled.exitCode(), filled.err());
            assertEquals("1000", shop.text("select count(*) from public.orders"));
            assertEquals(7, JSON.readTree(filled.out()).get("tables").size());

            Result again = program.run("insert-data", "--rows", "10");
            assertEquals(2, again.exitCode());
            assertTrue(again.err().contains("--replace"), again.err());
            assertEquals("1000", shop.text("select count(*) from public.orders"));

            Result run = program.run("run", "--all", "--exclude", "misspelt", "--dest", "file:warehouse");
            assertEquals(0, run.exitCode(), run.err());
            assertEquals(
                    List.of(".etl", "combined_orders", "orders", "products", "users"),
                    list(folder.resolve("warehouse")));
        }
    }

    @Test
    void config_shows_each_value_with_its_origin_and_no_secret() throws IOException {
        Files.writeString(
                folder.resolve("etl.yaml"), "workers: 3\nparquet: {compression: gzip}\ncatalog: {crawler: nightly}\n");

        Result text = program().run("config");
        assertEquals(0, text.exitCode(), text.err());
        assertTrue(text.out().lines().anyMatch(line -> line.matches("workers +3 +etl.yaml:1")), text.out());
        assertTrue(
                text.out().lines().anyMatch(line -> line.matches("parquet.compression +gzip +etl.yaml:2")), text.out());
        assertTrue(text.out().lines().anyMatch(line -> line.matches(" +password +\\*{4} +PGPASSWORD")), text.out());
        assertTrue(text.out().lines().anyMatch(line -> line.matches("catalog.mode +crawler +etl.yaml:3")), text.out());
        assertTrue(text.out().lines().anyMatch(line -> line.matches("samples +true +default")), text.out());
        assertFalse(text.out().contains(DATABASE.password()), text.out());

        JsonNode json =
                JSON.readTree(program().run("config", "--output", "json").out());
        assertEquals("etl.yaml", json.get("file").asString());
    }

    private Program program() {
        return new Program(folder).with(DATABASE);
    }

    private static List<String> list(Path directory) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
