package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGTERM, sent to the program in a process of its own.
class InterruptionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GONE_AFTER = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private ProgramProcess program(TestDatabase database) {
        return new ProgramProcess(folder).with(database);
    }

    @Test
    void before_the_decision_nothing_is_left_and_the_exit_code_is_143() throws Exception {
        try (TestDatabase database = TestPostgres.database()) {
            ProgramProcess program = program(database);
            Process process = program.start(
                    "run",
                    "--query",
                    "select 1 as id from pg_catalog.pg_sleep(100)",
                    "--name",
                    "slow",
                    "--dest",
                    "file:warehouse",
                    "--report",
                    "report.json");
            String sleeping =
                    "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
            program.await(() -> "1".equals(database.text(sleeping)), process);

            process.destroy();

            assertTrue(process.waitFor(GONE_AFTER.toMillis(), TimeUnit.MILLISECONDS), "still there");
            assertEquals(143, process.exitValue(), program.err());
            assertEquals("0", database.text(sleeping), "the query goes on");
            assertEquals(List.of("err", "out", "report.json"), names());
            assertTrue(Files.readString(folder.resolve("report.json")).contains("\"exit_code\" : 143"));
            assertTrue(program.err().contains("Stopped. Nothing was published"), program.err());
        }
    }

    @Test
    void after_the_decision_the_run_is_finished_the_crawl_included() throws Exception {
        try (TestDatabase database = TestPostgres.database();
                TestBucket bucket = TestS3.bucket();
                FakeGlue glue = FakeGlue.start()) {
            glue.crawler("nightly", "shop", bucket.uri("shop/")).taking(Duration.ofSeconds(3));
            ProgramProcess program = program(database)
                    .with(Map.of(
                            "AWS_ENDPOINT_URL_S3",
                            TestS3.endpoint().toString(),
                            "AWS_ENDPOINT_URL_GLUE",
                            glue.endpoint().toString(),
                            "AWS_REGION",
                            TestS3.REGION,
                            "AWS_ACCESS_KEY_ID",
                            TestS3.ACCESS_KEY,
                            "AWS_SECRET_ACCESS_KEY",
                            TestS3.SECRET_KEY));
            Process process = program.start(
                    "run",
                    "--query",
                    "select 1 as id",
                    "--name",
                    "one",
                    "--dest",
                    bucket.uri("shop"),
                    "--crawler",
                    "nightly",
                    "--report",
                    "report.json");
            program.await(() -> glue.calls("StartCrawler") > 0, process);

            process.destroy();

            assertTrue(process.waitFor(GONE_AFTER.toMillis(), TimeUnit.MILLISECONDS), "still there");
            assertEquals(0, process.exitValue(), program.err());
            assertEquals(1, bucket.keys("shop/").size());
            assertEquals(1, glue.partitions("shop", "one").size());
            assertTrue(Files.readString(folder.resolve("report.json")).contains("\"state\" : \"published\""));
        }
    }

    @Test
    void digits_of_the_users_language_come_into_no_name_and_no_statement() throws Exception {
        try (TestDatabase database = TestPostgres.database()) {
            ProgramProcess program = program(database)
                    .with(Map.of("JAVA_TOOL_OPTIONS", "-Duser.language=ar -Duser.country=EG -Dsun.jnu.encoding=UTF-8"));
            Process process =
                    program.start("run", "--query", "select 1 as id", "--name", "one", "--dest", "file:warehouse");

            assertTrue(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), "still there");
            assertEquals(0, process.exitValue(), program.err());
            try (var files = Files.walk(folder.resolve("warehouse"))) {
                List<String> names =
                        files.map(file -> file.getFileName().toString()).toList();
                assertTrue(names.contains("0000000000.json"), names.toString());
                assertTrue(names.stream().allMatch(name -> name.matches("\\p{ASCII}+")), names.toString());
            }
        }
    }

    private List<String> names() throws IOException {
        try (var paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
