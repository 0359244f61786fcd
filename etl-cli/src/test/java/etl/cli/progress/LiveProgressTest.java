package etl.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Terminal;
import etl.parquet.RowShape;
import etl.schemas.Table.FromRelation;
import etl.tasks.Task;
import etl.tasks.run.RunEvent;
import etl.tasks.run.RunPlan;
import etl.tasks.source.Split;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void each_task_has_a_bar_with_rows_bytes_and_rate() {
        try (LiveProgress progress = progress(100, false)) {
            progress.on(new RunEvent.Planned(plan(1000, "orders", "users")));
            progress.on(new RunEvent.SplitStarted("orders", 0, "pages"));
            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            progress.on(new RunEvent.Progressed("orders", 0, 400, 2048));
            progress.line("");

            List<String> lines = screen().lines();
            assertEquals(
                    "orders ████████░░░░░░░░░░░░  40%            400 rows    2.0 KiB         200 rows/s", lines.get(1));
            assertEquals(
                    "users  ░░░░░░░░░░░░░░░░░░░░   0%              0 rows        0 B           0 rows/s", lines.get(2));
            assertEquals("reading · 0 of 2 tasks · 400 rows · 2.0 KiB · 2.0 s", lines.get(3));
        }
    }

    @Test
    void an_estimate_that_was_too_small_does_not_look_like_the_end() {
        try (LiveProgress progress = progress(100, false)) {
            progress.on(new RunEvent.Planned(plan(10, "orders")));
            progress.on(new RunEvent.SplitStarted("orders", 0, "pages"));
            progress.on(new RunEvent.Progressed("orders", 0, 5000, 0));
            progress.line("");
            assertTrue(screen().lines().get(1).contains(" 99% "), screen().lines()::toString);

            progress.on(new RunEvent.SplitFinished("orders", 0, 6000, 100, Duration.ofSeconds(1)));
            progress.line("");
            assertTrue(screen().lines().get(2).contains("100% "), screen().lines()::toString);
            assertTrue(screen().lines().get(2).contains(" 6,000 rows"), screen().lines()::toString);
        }
    }

    @Test
    void messages_stand_above_the_bars_and_stay() {
        LiveProgress progress = progress(100, false);
        progress.on(new RunEvent.Planned(plan(10, "orders")));
        progress.line("etl: warning: first");
        progress.line("etl: warning: second");
        assertEquals(
                List.of("etl: warning: first", "etl: warning: second"),
                screen().lines().subList(0, 2));

        progress.close();
        assertEquals(List.of("etl: warning: first", "etl: warning: second", ""), screen().lines());
    }

    @Test
    void the_terminal_is_as_before_at_the_end() {
        LiveProgress progress = progress(100, true);
        progress.on(new RunEvent.Planned(plan(10, "orders", "users")));
        progress.line("x");
        assertFalse(screen().cursorShown());

        progress.close();
        progress.close();

        assertTrue(screen().cursorShown());
        assertEquals(List.of("x", ""), screen().lines());
    }

    @Test
    void lines_are_cut_where_the_window_ends() {
        try (LiveProgress progress = progress(30, false)) {
            progress.on(new RunEvent.Planned(plan(10, "a_very_long_name_of_a_task_that_is_longer_than_the_window")));
            progress.line("");

            screen().lines().forEach(line -> assertTrue(line.length() < 30, line));
        }
    }

    @Test
    void many_tasks_do_not_fill_the_screen() {
        try (LiveProgress progress = progress(100, false)) {
            String[] names =
                    IntStream.range(0, 50).mapToObj("task_%02d"::formatted).toArray(String[]::new);
            progress.on(new RunEvent.Planned(plan(10, names)));
            progress.on(new RunEvent.SplitStarted("task_40", 0, "pages"));
            progress.line("");

            List<String> lines = screen().lines();
            assertEquals(16, lines.size(), lines::toString);
            assertTrue(lines.stream().anyMatch(line -> line.startsWith("task_40")), lines::toString);
            assertTrue(lines.contains("… and 38 more tasks"), lines::toString);
        }
    }

    private LiveProgress progress(int columns, boolean colour) {
        return new LiveProgress(err, new Terminal(true, true, colour, true, () -> columns), nanos::get);
    }

    private Screen screen() {
        return Screen.of(bytes.toString(StandardCharsets.UTF_8));
    }

    private static RunPlan plan(long estimatedRows, String... names) {
        List<RunPlan.TaskPlan> tasks = List.of(names).stream()
                .map(name -> new RunPlan.TaskPlan(
                        new Task.Relation(name, new FromRelation("public", name), List.of(), Optional.empty()),
                        "SELECT",
                        new RowShape(List.of()),
                        new RowShape(List.of()),
                        List.of(),
                        List.of(new Split(name, 0, "SELECT", "all")),
                        estimatedRows))
                .toList();
        return new RunPlan(
                "run",
                List.of(new RunPlan.SourceInfo(
                        "default",
                        "postgresql://reader@db/shop",
                        new RunPlan.SnapshotInfo("1", "0/0", "2026-11-22T00:00:00Z", "18", Optional.empty()))),
                2,
                0,
                tasks);
    }
}
