package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.publish.LocalDestination;
import etl.testkit.DuckDb;
import etl.testkit.Torture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Others write and change tables while runs read them.
class ConcurrentChangeTest extends FaultCase {
    private static final long PAUSE_MILLIS = 250;

    /// Runs statements one after the other until it is closed.
    private final class Writer implements AutoCloseable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final FutureTask<Integer> work;

        Writer(long pauseMillis, IntFunction<String> statement) {
            work = new FutureTask<>(() -> {
                try (var connection = database.connect();
                        var statements = connection.createStatement()) {
                    int number = 0;
                    while (!stopped.get()) {
                        statements.execute(statement.apply(number++));
                        Thread.sleep(pauseMillis);
                    }
                    return number;
                }
            });
            Thread.ofPlatform().start(work);
        }

        @Override
        public void close() {
            stopped.set(true);
            try {
                assertTrue(work.get() > 0, "nothing was written");
            } catch (InterruptedException | ExecutionException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    private List<List<@Nullable String>> export(int number, int workers, String... tables) throws InterruptedException {
        Path warehouse = folder.resolve("warehouse-" + number);
        Task[] tasks = new Task[tables.length];
        for (int i = 0; i < tables.length; i++) {
            tasks[i] = relation(tables[i]);
        }
        run(settings(workers, RunSettings.Reader.COPY, tasks).at(new LocalDestination(warehouse)));
        return DuckDb.file(warehouse + "/*/dt=2026-11-22/*.parquet");
    }

    @Test
    void money_that_moves_between_two_tables_is_in_every_export_exactly_once() throws InterruptedException {
        int exports = Torture.times(5, 50);
        database.execute("""
                create table a as select n as id, 100::bigint as amount from generate_series(1, 500) as n;
                create table b as select n as id, 100::bigint as amount from generate_series(1, 500) as n
                """);
        IntFunction<String> transfer = n -> """
                begin;
                update a set amount = amount - %1$d where id = %2$d;
                update b set amount = amount + %1$d where id = %2$d;
                commit
                """.formatted(n % 7 - 3, n % 500 + 1);
        try (Writer one = new Writer(0, transfer);
                Writer two = new Writer(0, n -> transfer.apply(-n & 0xFFFF))) {
            Objects.requireNonNull(one);
            Objects.requireNonNull(two);
            for (int export = 0; export < exports; export++) {
                List<List<@Nullable String>> rows = export(export, 2, "a", "b");
                assertEquals(1000, rows.size());
                assertEquals(
                        100_000,
                        rows.stream()
                                .mapToLong(row -> Long.parseLong(Objects.requireNonNull(row.get(1))))
                                .sum());
            }
        }
        assertTrue(
                Long.parseLong(Objects.requireNonNull(database.text("select count(*) from a where amount <> 100"))) > 0,
                "no money moved");
        Torture.record("two-tables", Map.of("exports", (long) exports, "violations", 0L));
    }

    @Test
    void a_table_that_others_empty_and_fill_is_published_as_it_was_once() throws InterruptedException {
        int exports = Torture.times(4, 30);
        List<EtlException> refusals = new ArrayList<>();
        database.execute("create table t as select n as id, 0 as generation from generate_series(1, 1000) as n");
        try (Writer writer = new Writer(
                PAUSE_MILLIS,
                n -> "begin; truncate t; insert into t select n, %d from generate_series(1, 1000) as n; commit"
                        .formatted(n))) {
            Objects.requireNonNull(writer);
            for (int export = 0; export < exports; export++) {
                try {
                    List<List<@Nullable String>> rows = export(export, 1, "t");
                    assertEquals(1000, rows.size());
                    assertEquals(
                            1, rows.stream().map(row -> row.get(1)).distinct().count());
                } catch (EtlException refused) {
                    refusals.add(refused);
                    assertEquals(ExitCode.LOCK_TIMEOUT, refused.exitCode(), refused.getMessage());
                    assertEquals(List.of(), parquet(folder.resolve("warehouse-" + export)));
                }
            }
        }
        record("truncate-races", exports, refusals);
    }

    /// Those who change a table over and over may keep a run from it, but not every run.
    private void record(String experiment, int exports, List<EtlException> refusals) {
        Torture.record(
                experiment,
                Map.of(
                        "exports", (long) exports,
                        "retries", (long) retries().size(),
                        "refused", (long) refusals.size(),
                        "violations", 0L));
        assertTrue(refusals.size() < exports, () -> "every run was refused: " + refusals.getFirst());
    }

    @Test
    void a_table_that_others_rewrite_is_published_in_one_of_its_shapes_or_refused() throws InterruptedException {
        int exports = Torture.times(4, 30);
        database.execute("create table t as select n as id, n as v from generate_series(1, 1000) as n");
        List<String> shapes = List.of(
                "alter table t alter column v type bigint, add column extra text default 'e'",
                "alter table t drop column extra, alter column v type int");
        List<EtlException> refusals = new ArrayList<>();
        try (Writer writer = new Writer(PAUSE_MILLIS, n -> shapes.get(n % 2))) {
            Objects.requireNonNull(writer);
            for (int export = 0; export < exports; export++) {
                try {
                    List<List<@Nullable String>> rows = export(export, 1, "t");
                    assertEquals(1000, rows.size());
                    assertEquals(1, rows.stream().map(List::size).distinct().count());
                    for (List<@Nullable String> row : rows) {
                        assertEquals(row.get(0), row.get(1));
                        assertTrue(row.size() == 2 || "e".equals(row.get(2)), row::toString);
                    }
                } catch (EtlException refused) {
                    refusals.add(refused);
                    assertEquals(List.of(), parquet(folder.resolve("warehouse-" + export)));
                }
            }
        }
        record("alter-races", exports, refusals);
    }
}
