package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a user sees of the log of commits: repeated runs, guards, `history` and `publish`.
class PublishingTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
        database.execute("create table fruit as select n as id from generate_series(1, 100) as n");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Program program() {
        return new Program(folder).with(database);
    }

    private Result run(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("run", "--table", "public.fruit", "--dest", "file:warehouse", "--output", "json"));
        arguments.addAll(List.of(more));
        return program().run(arguments.toArray(String[]::new));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("warehouse"))) {
            return files.filter(Files::isRegularFile)
                    .map(path -> folder.resolve("warehouse").relativize(path).toString())
                    .filter(path -> !path.startsWith(".etl/commits"))
                    .toList();
        }
    }

    @Test
    void a_date_that_is_published_is_published_again_only_by_force() throws IOException {
        assertEquals(0, run("--date", "2026-11-22").exitCode());
        List<String> first = files();

        Result again = run("--date", "2026-11-22", "--report", "report.json");
        assertEquals(0, again.exitCode(), again.err());
        JsonNode report = JSON.readTree(again.out());
        DocumentSchema.check(report);
        DocumentSchema.check(JSON.readTree(Files.readString(folder.resolve("report.json"))));
        assertEquals("nothing_due", report.get("state").asString());
        assertEquals(
                "already_published", report.get("skipped").get(0).get("why").asString());
        assertEquals(first, files());

        Result forced = run("--date", "2026-11-22", "--force");
        assertEquals(0, forced.exitCode(), forced.err());
        assertEquals(1, files().size());
        assertFalse(files().equals(first), "nothing new was published");
    }

    @Test
    void a_run_without_a_date_replaces_todays_partition() throws IOException {
        assertEquals(0, run().exitCode());
        List<String> first = files();
        assertEquals(0, run().exitCode());
        assertEquals(1, files().size());
        assertFalse(files().equals(first), "nothing new was published");
    }

    @Test
    void of_a_task_that_is_published_and_one_that_is_not_only_the_latter_runs() {
        database.execute("create table cheese as select 1 as id");
        assertEquals(0, run("--date", "2026-11-22").exitCode());
        Result both = run("--date", "2026-11-22", "--table", "public.cheese");
        assertEquals(0, both.exitCode(), both.err());
        JsonNode report = JSON.readTree(both.out());
        assertEquals("cheese", report.get("tasks").get(0).get("task").asString());
        assertEquals(1, report.get("tasks").size());
        assertEquals("fruit", report.get("skipped").get(0).get("task").asString());
    }

    @Test
    void a_table_that_lost_more_rows_than_allowed_is_not_published() throws IOException {
        assertEquals(0, run("--max-drop", "50%").exitCode());
        List<String> before = files();
        database.execute("delete from fruit where id > 49");
        Result refused = run("--max-drop", "50%", "--log-format", "text");
        assertEquals(24, refused.exitCode(), refused.err());
        assertTrue(
                refused.err()
                        .contains(
                                "fruit: 49 rows now, and 100 at the last commit: it lost 51 %, and guards.max-drop is 50 %."),
                refused.err());
        assertEquals(before, files());

        database.execute("insert into fruit values (50)");
        assertEquals(0, run("--max-drop", "50%").exitCode());
    }

    @Test
    void list_says_when_a_task_was_last_published() {
        assertEquals(0, run("--name", "orders").exitCode());
        JsonNode tasks = JSON.readTree(program()
                        .run("list", "--dest", "file:warehouse", "--output", "json")
                        .out())
                .get("tasks");
        tasks.forEach(task ->
                assertEquals(task.get("name").asString().equals("orders"), task.has("last_run"), task.toString()));
    }

    @Test
    void history_lists_what_was_published_newest_first() {
        assertEquals(0, run("--date", "2026-11-21").exitCode());
        assertEquals(0, run("--date", "2026-11-22").exitCode());
        Result history = program().run("history", "--dest", "file:warehouse", "--output", "json");
        assertEquals(0, history.exitCode(), history.err());
        JsonNode commits = JSON.readTree(history.out()).get("commits");
        assertEquals(2, commits.size());
        JsonNode newest = commits.get(0);
        assertEquals(1, newest.get("number").asInt());
        assertEquals("2026-11-22", newest.get("logical_time").asString());
        assertEquals("published", newest.get("state").asString());
        assertEquals(100, newest.get("partitions").get(0).get("rows").asInt());
        Result text = program().run("history", "--dest", "file:warehouse", "--task", "fruit", "--last", "1");
        assertEquals(2, text.out().lines().count(), text.out());
        assertTrue(text.out().contains("dt=2026-11-22"), text.out());
        Result none = program().run("history", "--dest", "file:warehouse", "--task", "cheese");
        assertTrue(none.err().contains("Nothing is published"), none.err());
    }

    @Test
    void status_shows_a_decided_run_and_recover_makes_it_visible() throws IOException {
        assertEquals(0, run("--date", "2026-11-22").exitCode());
        // As if the process had died right after its decision.
        Path commits = folder.resolve("warehouse/.etl/commits");
        Files.delete(commits.resolve("0000000000.done"));
        Files.delete(commits.resolve("0000000000.files"));
        Path file = folder.resolve("warehouse").resolve(files().get(0));
        Path staged = folder.resolve("warehouse/.etl/staging").resolve(files().get(0));
        Files.createDirectories(staged.getParent());
        Files.move(file, staged);

        Result status = program().run("publish", "status", "--dest", "file:warehouse");
        assertTrue(status.out().contains("Not finished: 0 by run"), status.out());
        assertTrue(status.out().contains("Unfinished: 1 file"), status.out());
        assertFalse(Files.exists(file), "status changed something");

        Result recovered = program().run("publish", "recover", "--dest", "file:warehouse");
        assertEquals(0, recovered.exitCode(), recovered.err());
        assertTrue(recovered.out().contains("it is published now"), recovered.out());
        assertTrue(Files.exists(file), recovered.out());
        Result again = program().run("publish", "recover", "--dest", "file:warehouse");
        assertTrue(again.out().contains("Nothing to do"), again.out());
    }

    @Test
    void recover_takes_a_decided_run_back_whose_files_are_gone_and_says_so() throws IOException {
        assertEquals(0, run("--date", "2026-11-21").exitCode());
        List<String> before = files();
        assertEquals(0, run("--date", "2026-11-22").exitCode());
        Path commits = folder.resolve("warehouse/.etl/commits");
        Files.delete(commits.resolve("0000000001.done"));
        Files.delete(commits.resolve("0000000001.files"));
        for (String file : files()) {
            if (!before.contains(file)) {
                Files.delete(folder.resolve("warehouse").resolve(file));
            }
        }
        Result recovered = program().run("publish", "recover", "--dest", "file:warehouse");
        assertEquals(14, recovered.exitCode(), recovered.err());
        assertTrue(recovered.err().contains("Taken back"), recovered.err());
        assertEquals(before, files());
        Result next = run("--date", "2026-11-22");
        assertEquals(0, next.exitCode(), next.err());
        assertEquals(2, files().size());
    }
}
