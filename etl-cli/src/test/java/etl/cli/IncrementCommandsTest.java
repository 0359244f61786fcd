package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Increments as a user of the commands sees them.
class IncrementCommandsTest {
    @TempDir
    private Path folder;

    private final TestDatabase database = TestPostgres.database();

    @BeforeEach
    void prepare() throws IOException {
        database.execute(
                "create table clicks as select n as id, now() - interval '1 day' as updated_at from generate_series(1, 9) as n");
        Files.writeString(folder.resolve("etl.yaml"), """
                destination: file:warehouse
                tasks:
                  clicks: {table: public.clicks, incremental: {column: updated_at, lag: 1m, mode: append}}
                """);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Result run(String... arguments) {
        return new Program(folder).with(database).run(arguments);
    }

    private static void assertDone(Result result) {
        assertEquals(0, result.exitCode(), result.err() + result.out());
    }

    @Test
    void check_says_what_increments_miss_before_the_first_run_and_after_it() {
        Result before = run("check");
        assertDone(before);
        assertTrue(before.out().contains("deleted"), before.out());
        assertDone(run("run", "--all", "--date", "2026-11-22"));
        assertDone(run("run", "--all", "--date", "2026-11-23"));
        Result after = run("check");
        assertDone(after);
        assertTrue(after.out().contains("deleted"), after.out());
    }

    @Test
    void the_watermark_is_in_the_history_and_a_run_without_news_moves_it() {
        assertDone(run("run", "--all", "--date", "2026-11-22"));
        assertDone(run("run", "--all", "--date", "2026-11-23"));
        Result history = run("history");
        assertDone(history);
        assertTrue(history.out().contains("updated_at after"), history.out());
    }
}
