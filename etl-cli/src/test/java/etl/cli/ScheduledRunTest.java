package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs in the pods of a CronJob's jobs.
class ScheduledRunTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final Instant SCHEDULED = Instant.parse("2026-11-22T22:50:00Z");

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
    void a_second_pod_of_the_job_does_nothing_and_ends_with_0() {
        JsonNode first = run(jobAt(SCHEDULED), SCHEDULED.plusSeconds(5));
        assertEquals("published", first.get("state").asString());
        assertEquals("2026-11-22T22:50:00Z", first.get("logical_time").asString());
        assertEquals("dt=2026-11-22", first.get("tasks").get(0).get("partition").asString());

        JsonNode second = run(jobAt(SCHEDULED), SCHEDULED.plus(Duration.ofMinutes(5)));
        assertEquals("nothing_due", second.get("state").asString());
        assertEquals("2026-11-22T22:50:00Z", second.get("logical_time").asString());
        assertEquals(first.get("run_id"), second.get("skipped").get(0).get("by"));
    }

    @Test
    void the_job_of_the_next_minute_publishes_again() {
        JsonNode first = run(jobAt(SCHEDULED), SCHEDULED.plusSeconds(5));
        Instant next = SCHEDULED.plus(Duration.ofMinutes(1));
        JsonNode second = run(jobAt(next), next.plusSeconds(5));

        assertEquals("published", second.get("state").asString());
        assertEquals(
                "dt=2026-11-22", second.get("tasks").get(0).get("partition").asString());
        assertNotEquals(first.get("run_id"), second.get("run_id"));
        assertEquals(List.of("2026-11-22T22:51:00Z", "2026-11-22T22:50:00Z"), logicalTimes());
    }

    @Test
    void a_retry_after_midnight_keeps_its_date() {
        Instant afterMidnight = Instant.parse("2026-11-22T23:10:00Z");
        JsonNode retried = run(jobAt(SCHEDULED), afterMidnight);

        assertEquals("2026-11-22", retried.get("date").asString());
        // Without the job it would be another date in that zone.
        assertEquals("2026-11-23", run("by-hand", afterMidnight).get("date").asString());
    }

    @Test
    void a_job_made_by_hand_publishes_every_time() {
        for (int time = 0; time < 2; time++) {
            JsonNode report = run("manual-20261123", SCHEDULED);
            assertEquals("published", report.get("state").asString());
            assertEquals("2026-11-22", report.get("date").asString());
        }
        assertEquals(2, logicalTimes().size());
    }

    @Test
    void the_date_that_is_asked_for_wins_over_the_job() {
        JsonNode report = run(jobAt(SCHEDULED), SCHEDULED, "--date", "2026-11-01");

        assertEquals("2026-11-01", report.get("logical_time").asString());
        assertEquals(
                "dt=2026-11-01", report.get("tasks").get(0).get("partition").asString());
    }

    @Test
    void the_log_begins_with_the_time_that_was_taken_and_why() {
        Result result = program(jobAt(SCHEDULED), SCHEDULED).run(arguments());

        JsonNode first = JSON.readTree(result.errLines().getFirst());
        assertEquals("started", first.get("event").asString());
        assertEquals("2026-11-22T22:50:00Z", first.get("logical_time").asString());
        assertEquals("2026-11-22", first.get("date").asString());
        assertEquals(
                "Logical time 2026-11-22T22:50:00Z, partition dt=2026-11-22: the job %s was scheduled for it"
                        .formatted(jobAt(SCHEDULED)),
                first.get("message").asString());
    }

    @Test
    void a_dry_run_shows_the_time() {
        Result text = program(jobAt(SCHEDULED), SCHEDULED).run(arguments("--dry-run"));
        assertTrue(
                text.out()
                        .contains("Logical time 2026-11-22T22:50:00Z, partition dt=2026-11-22: the job "
                                + jobAt(SCHEDULED) + " was scheduled for it."),
                text.out());

        JsonNode plan = JSON.readTree(program("by-hand", SCHEDULED)
                .run(arguments("--dry-run", "--output", "json"))
                .out());
        assertEquals("2026-11-22", plan.get("date").asString());
        assertTrue(plan.has("logical_time"), plan::toString);
    }

    @Test
    void a_zone_that_nobody_knows_is_one_message_with_the_nearest() {
        Result result = program(jobAt(SCHEDULED), SCHEDULED)
                .with("ETL_TIME_ZONE", "europe/berln")
                .run(arguments());

        assertEquals(2, result.exitCode());
        JsonNode line = JSON.readTree(result.err());
        assertEquals(
                "ETL_TIME_ZONE: 'europe/berln' is not a time zone. Did you mean 'Europe/Berlin'? Write it as the time zone database does, such as Europe/Berlin.",
                line.get("message").asString());
    }

    private JsonNode run(String job, Instant now, String... more) {
        Result result = program(job, now).run(arguments(more));
        assertEquals(0, result.exitCode(), result.err());
        return JSON.readTree(result.out().isEmpty() ? "{}" : result.out());
    }

    private static String[] arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", "--table", "public.fruit", "--dest", "file:warehouse"));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--dry-run")) {
            arguments.addAll(List.of("--output", "json"));
        }
        return arguments.toArray(String[]::new);
    }

    private Program program(String job, Instant now) {
        return new Program(folder)
                .with(DATABASE)
                .with("ETL_SCHEDULE_JOB", job)
                .with("ETL_TIME_ZONE", "Europe/Berlin")
                .at(now);
    }

    private List<String> logicalTimes() {
        JsonNode history = JSON.readTree(program("any", SCHEDULED)
                .run("history", "--dest", "file:warehouse", "--output", "json")
                .out());
        return history.get("commits")
                .valueStream()
                .map(commit -> commit.get("logical_time").asString())
                .toList();
    }

    private static String jobAt(Instant scheduled) {
        return "etl-nightly-" + Duration.between(Instant.EPOCH, scheduled).toMinutes();
    }
}
