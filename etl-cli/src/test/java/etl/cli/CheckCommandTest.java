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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CheckCommandTest {
    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() throws IOException {
        System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);
        Program program = new Program(Files.createTempDirectory("check"))
                .with("DATABASE_URL", DATABASE.url())
                .with("PGPASSWORD", DATABASE.password());
        assertEquals(0, program.run("insert-data", "--rows", "0").exitCode());
        DATABASE.execute("create table public.fruit (id int, color text not null, secret text)");
    }

    @AfterAll
    static void close() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        DATABASE.close();
    }

    @Test
    void every_thing_that_a_run_needs_has_a_line() {
        Result result = program().run("check", "--all", "--exclude", "misspelt", "--dest", "file:warehouse");

        assertEquals(0, result.exitCode(), result.out() + result.err());
        List<String> lines = result.out().lines().toList();
        for (String start : List.of(
                "ok       configuration no file",
                "ok       database " + DATABASE.url() + ": PostgreSQL ",
                "note     role " + DATABASE.user() + ": It is a superuser.",
                "ok       task orders: 11 columns",
                "ok       task users: 8 columns",
                "ok       task products: 9 columns",
                "ok       task combined_orders: 10 columns",
                "ok       destination file:warehouse/: It can be written",
                "ok       catalog none: No catalog is told",
                "Everything that a run needs is there. No row was read.")) {
            assertTrue(lines.stream().anyMatch(line -> line.startsWith(start)), start + "\n" + result.out());
        }
        assertFalse(Files.exists(folder.resolve("warehouse")));
    }

    @Test
    void a_misspelt_column_does_not_hide_the_other_differences() {
        Result result = program().run("check", "--task", "misspelt", "-o", "json");

        assertEquals(2, result.exitCode(), result.err());
        JsonNode task = finding(result, "task", "misspelt");
        assertEquals("problem", task.get("state").asString());
        assertEquals(2, task.get("exit_code").asInt());
        assertEquals(2, task.get("lines").size(), task::toString);
        assertTrue(
                task.get("lines")
                        .get(0)
                        .asString()
                        .contains("id: the record says int (int4), the database says int (int4, nullable)"),
                task::toString);
        assertTrue(
                task.get("lines")
                        .get(1)
                        .asString()
                        .contains("Perhaps you meant to reference the column \"fruit.color\""),
                task::toString);
        assertEquals(2, JSON.readTree(result.out()).get("exit_code").asInt());
    }

    @Test
    void all_differences_of_a_task_and_of_its_lookups_are_told_at_once_with_exit_code_20() {
        try (TestDatabase drifted = TestPostgres.database()) {
            Program program = program().with("PGDATABASE", drifted.database());
            assertEquals(0, program.run("insert-data", "--rows", "0").exitCode());
            drifted.execute(
                    "alter table orders alter column amount type numeric(20,4), alter column quantity drop not null,"
                            + " alter column status type text; alter table orders drop column country;"
                            + " alter table taxes alter column rate type numeric(9,6)");

            Result result = program.run("check", "--task", "orders", "--task", "combined_orders", "-o", "json");

            assertEquals(20, result.exitCode(), result.out());
            String orders = finding(result, "task", "orders").get("lines").toString();
            for (String part : List.of(
                    "country: the record says String (text, nullable), the database has no such column",
                    "amount: the record says BigDecimal (numeric(12,2)), the database says BigDecimal (numeric(20,4)): declare @Decimal(precision = 20, scale = 4)",
                    "quantity: the record says int (int4), the database says int (int4, nullable)")) {
                assertTrue(orders.contains(part), orders);
            }
            String combined =
                    finding(result, "task", "combined_orders").get("lines").toString();
            assertTrue(combined.contains("etl.schemas.Tax): rate"), combined);
            assertTrue(combined.contains("country does not exist"), combined);
        }
    }

    @Test
    void every_problem_is_told_and_the_exit_code_is_that_of_the_first() throws IOException {
        Files.writeString(folder.resolve("file"), "not a folder");

        Result result =
                program().run("check", "--table", "public.fruits", "--dest", "file:file/warehouse", "-o", "json");

        assertEquals(2, result.exitCode());
        assertTrue(finding(result, "task", "fruits").toString().contains("Did you mean public.fruit?"), result.out());
        assertTrue(
                finding(result, "destination", "file:file/warehouse/")
                        .toString()
                        .contains("is a file"),
                result.out());
    }

    @Test
    void an_unreachable_database_does_not_keep_it_from_looking_at_the_destination() {
        Result result = program()
                .with("DATABASE_URL", "postgresql://me@localhost:1/nothing")
                .with("PGDATABASE", "")
                .run("check", "--all-tables", "--dest", "file:warehouse", "-o", "json");

        assertEquals(10, result.exitCode());
        assertTrue(result.out().contains("can't be reached"), result.out());
        assertEquals(
                "ok",
                finding(result, "destination", "file:warehouse/").get("state").asString());
    }

    @Test
    void a_reader_is_told_apart_from_a_role_that_may_write() {
        TestDatabase reader = DATABASE.role("reader");
        DATABASE.execute("grant select on public.fruit to " + reader.user());
        Program program = program().with("PGUSER", reader.user()).with("PGPASSWORD", reader.password());

        Result result =
                program.with("DATABASE_URL", reader.url()).run("check", "--table", "fruit", "--table", "orders");

        assertEquals(2, result.exitCode(), result.err());
        assertTrue(result.out().contains("ok       role " + reader.user() + ": It can only read"), result.out());
        assertTrue(result.out().contains("ok       task fruit: 3 columns"), result.out());
        assertTrue(result.out().contains("Grant the role SELECT on it"), result.out());
    }

    @Test
    void the_crawler_must_be_there_and_crawl_the_destination() {
        try (TestBucket bucket = TestS3.bucket();
                FakeGlue glue = FakeGlue.start()) {
            glue.crawler("nightly", "shop", bucket.uri("shop/"));
            Program program = program()
                    .with("AWS_ENDPOINT_URL_S3", TestS3.endpoint().toString())
                    .with("AWS_ENDPOINT_URL_GLUE", glue.endpoint().toString())
                    .with("AWS_REGION", TestS3.REGION);

            Result good =
                    program.run("check", "--table", "fruit", "--dest", bucket.uri("shop/"), "--crawler", "nightly");
            assertEquals(0, good.exitCode(), good.out());
            assertTrue(
                    good.out()
                            .contains(
                                    "catalog crawler nightly: Glue answers, nothing is in the way, and it shows what was published"),
                    good.out());

            glue.crawler("hourly", "shop", bucket.uri("shop/"))
                    .set("Schedule", "{\"ScheduleExpression\": \"cron(0 * * * ? *)\"}");
            Result scheduled = program.run(
                    "check", "--table", "fruit", "--dest", bucket.uri("shop/"), "--crawler", "hourly", "-o", "json");
            assertEquals(13, scheduled.exitCode(), scheduled.out());
            JsonNode finding = finding(scheduled, "catalog", "crawler hourly");
            assertEquals("problem", finding.get("state").asString());
            assertTrue(finding.toString().contains("Schedule is cron(0 * * * ? *); expected: none"), finding::toString);
            Result warned = program.run(
                    "run",
                    "--table",
                    "fruit",
                    "--dest",
                    bucket.uri("shop/"),
                    "--crawler",
                    "hourly",
                    "--log-format",
                    "text");
            assertEquals(0, warned.exitCode(), warned.err());
            assertTrue(warned.err().contains("Schedule is cron(0 * * * ? *); expected: none"), warned.err());
            bucket.put("shop/tmp/x.parquet", new byte[1]);
            glue.crawler("nightly", "shop", bucket.uri("shop/"))
                    .taking(Duration.ofMillis(1))
                    .startedElsewhere();
            Result stray =
                    program.run("check", "--table", "fruit", "--dest", bucket.uri("shop/"), "--crawler", "nightly");
            assertEquals(13, stray.exitCode(), stray.out());
            assertTrue(stray.out().contains("shop.tmp at " + bucket.uri("shop/tmp/")), stray.out());

            glue.crawler("deep", "shop", bucket.uri("shop/"))
                    .set("Configuration", "\"{\\\"Grouping\\\": {\\\"TableLevelConfiguration\\\": 4}}\"");
            Result refused = program.run(
                    "run", "--table", "fruit", "--dest", bucket.uri("shop/"), "--crawler", "deep", "--force");
            assertEquals(2, refused.exitCode(), refused.err());
            assertTrue(refused.err().contains("Every partition would become a table"), refused.err());

            Result elsewhere =
                    program.run("check", "--table", "fruit", "--dest", bucket.uri("other/"), "--crawler", "nightly");
            assertEquals(2, elsewhere.exitCode());
            assertTrue(elsewhere.out().contains("crawls " + bucket.uri("shop/") + " and not"), elsewhere.out());

            Result missing =
                    program.run("check", "--table", "fruit", "--dest", bucket.uri("shop/"), "--crawler", "nightli");
            assertEquals(2, missing.exitCode());
            assertTrue(missing.out().contains("no Glue crawler 'nightli'"), missing.out());
        }
    }

    private Program program() {
        return new Program(folder).with(DATABASE);
    }

    private static JsonNode finding(Result result, String subject, String name) {
        for (JsonNode finding : JSON.readTree(result.out()).get("findings")) {
            if (finding.get("subject").asString().equals(subject)
                    && finding.get("name").asString().equals(name)) {
                return finding;
            }
        }
        throw new AssertionError("no finding for " + subject + " " + name + " in " + result.out());
    }
}
