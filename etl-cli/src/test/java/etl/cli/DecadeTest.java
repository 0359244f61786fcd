package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.testkit.DuckDb;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Many days in one run, in a process with a heap of 512 MiB. `-Detl.decade.days=3650` makes it ten years, to a folder and to S3,
/// as docs/partitions.md has them.
class DecadeTest {
    private static final int DAYS = Integer.getInteger("etl.decade.days", 400);
    private static final int DECADE_DAYS = 3650;
    private static final int ROWS_A_DAY = 300;
    private static final long PATIENCE_MINUTES = 20;

    @TempDir
    private Path folder;

    @Test
    void the_rows_of_every_day_are_those_of_group_by_on_the_server() throws IOException, InterruptedException {
        try (TestDatabase database = TestPostgres.database();
                TestBucket bucket = TestS3.bucket()) {
            // In no order: each page has rows of many days.
            database.execute("""
                    create table events as select i as id, timestamptz '2016-01-01 00:00+00' + (i::bigint * 7919 %% %1$d) * interval '1 day' + i %% 1440 * interval '1 minute' as created_at,
                      md5(i::text) as note, i %% 7 as kind from generate_series(1, %2$d) as i;
                    """.formatted(DAYS, DAYS * ROWS_A_DAY));
            Files.writeString(
                    folder.resolve("etl.yaml"),
                    "tasks: {events: {table: public.events, partition-by: day(created_at)}}");

            JsonNode local = run(database, "file:warehouse");
            assertEquals(DAYS, local.get("partitions").asInt());
            assertEquals(DAYS, local.get("file_count").asInt());
            assertEquals(
                    database.rows(
                            "select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD'), count(*)::text, sum(id)::text from events group by 1 order by 1"),
                    DuckDb.rows(
                            "select created_at_day, count(*)::varchar, sum(id)::varchar from read_parquet('%s/**/*.parquet', hive_partitioning = true, hive_types_autocast = false) group by 1 order by 1"
                                    .formatted(folder.resolve("warehouse/events"))));

            if (DAYS >= DECADE_DAYS) {
                JsonNode remote = run(database, bucket.uri("lake/"));
                assertEquals(DAYS, remote.get("partitions").asInt());
                assertEquals(
                        local.get("rows_written").asLong(),
                        remote.get("rows_written").asLong());
                assertEquals(
                        DAYS,
                        bucket.keys("lake/").stream()
                                .filter(key -> key.endsWith(".parquet"))
                                .count());
            }
        }
    }

    /// The report of the one task.
    private JsonNode run(TestDatabase database, String destination) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProgramProcess(folder)
                .with(database)
                .with(Map.of(
                        "AWS_ACCESS_KEY_ID", TestS3.ACCESS_KEY,
                        "AWS_SECRET_ACCESS_KEY", TestS3.SECRET_KEY,
                        "AWS_REGION", TestS3.REGION,
                        "AWS_ENDPOINT_URL_S3", TestS3.endpoint().toString()))
                .java("-Xmx512m")
                .start("run", "--task", "events", "--dest", destination, "--report", "report.json");
        String peak = "";
        while (process.isAlive()) {
            peak = peak(process.pid()).orElse(peak);
            assertTrue(System.nanoTime() - start < TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES), "it takes too long");
            boolean unused = process.waitFor(100, TimeUnit.MILLISECONDS);
        }
        assertEquals(0, process.exitValue(), Files.readString(folder.resolve("err")));
        System.out.printf(
                "%d days to %s: %d s, %s%n",
                DAYS, destination, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), peak);
        return JsonMapper.builder()
                .build()
                .readTree(Files.readString(folder.resolve("report.json")))
                .get("tasks")
                .get(0);
    }

    /// The most memory that the process has had, as Linux tells; empty elsewhere.
    private static Optional<String> peak(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("\\s+", " "))
                    .findFirst();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
