package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.Decimal;
import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Lookup;
import etl.tasks.Task;
import etl.tasks.run.RunSettings.Reader;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs that publish nothing.
class RunRefusalTest extends RunCase {
    @ParameterizedTest
    @EnumSource(Reader.class)
    void a_value_that_has_no_place_is_named_with_its_column_and_the_key_of_its_row(Reader reader) {
        database.execute(ITEMS + "; update items set created_at = 'infinity' where id = 1234");
        EtlException refused =
                refused(settings(1, reader, new Task.Extract<>(Table.of(Item.class, "public", "items"))));
        assertEquals(ExitCode.VALUE_NOT_REPRESENTABLE, refused.exitCode());
        assertTrue(refused.getMessage().startsWith("items.created_at: "), refused.getMessage());
        assertTrue(
                refused.getMessage().contains(" (row id=1234). Set types.columns.items.created_at.on-special: "),
                refused.getMessage());
    }

    @Test
    void a_lookup_with_more_rows_than_it_declares_is_refused() {
        database.execute("""
                create table sales (id bigint not null, country text not null, net numeric(12,2) not null);
                create table rates as select 'c' || n as country, 0.1::numeric(5,4) as rate from generate_series(1, 11) as n;
                alter table rates alter country set not null, alter rate set not null
                """);
        Lookup<String, Rate> rates = new Lookup<>(Table.of(Rate.class, "public", "rates"), Rate::country, 10);
        Task task = new Task.Transform<>(
                "priced",
                Table.of(Sale.class, "public", "sales"),
                Priced.class,
                List.of(rates),
                (sale, lookups) -> null);
        EtlException refused = refused(settings(1, Reader.COPY, task));
        assertTrue(refused.getMessage().contains("rows, more than the 10 that it declares"), refused.getMessage());
    }

    @Test
    void a_condition_that_is_none_by_itself_is_refused_and_cannot_undo_the_splits() {
        database.execute(ordersOfTenSplits("date '2026-01-02'"));
        RunSettings plain = settings(5, Reader.COPY, relation("orders"));
        EtlException refused = refused(new RunSettings(
                plain.sources().main(),
                plain.tasks(),
                DATE,
                plain.destination(),
                plain.catalog(),
                5,
                Reader.COPY,
                Optional.of("id < 0) or (true"),
                plain.parquet(),
                plain.types().all(),
                plain.heapBytes()));
        assertEquals(ExitCode.USAGE, refused.exitCode());
        assertTrue(refused.getMessage().contains("the condition (id < 0) or (true)"), refused.getMessage());
        assertTrue(refused.getMessage().contains("--where"), refused.getMessage());
    }

    @Test
    void one_broken_split_of_ten_publishes_nothing() {
        database.execute(ordersOfTenSplits("date 'infinity'"));
        EtlException refused = refused(settings(5, Reader.COPY, relation("orders")));
        assertEquals(ExitCode.VALUE_NOT_REPRESENTABLE, refused.exitCode());
        assertTrue(refused.getMessage().startsWith("orders.at: "), refused.getMessage());
        assertTrue(refused.getMessage().contains("row id=150001"), refused.getMessage());
        assertEquals(
                List.of(10),
                events.stream()
                        .filter(RunEvent.Planned.class::isInstance)
                        .map(event -> ((RunEvent.Planned) event)
                                .plan()
                                .tasks()
                                .get(0)
                                .splits()
                                .size())
                        .toList());
        assertTrue(events.stream().noneMatch(RunEvent.Publishing.class::isInstance), events.toString());
    }

    @Test
    void one_split_whose_session_is_ended_publishes_nothing() {
        database.execute(ordersOfTenSplits("date '2026-01-02'"));
        RunSettings settings = settings(5, Reader.COPY, relation("orders"));
        EtlException failed = assertThrows(
                EtlException.class,
                () -> new Run(settings, event -> {
                            if (event instanceof RunEvent.SplitStarted started && started.split() == 7) {
                                database.text(
                                        "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name like 'etl/%' and datname = current_database()");
                            }
                        })
                        .execute());
        assertEquals(ExitCode.SOURCE_UNAVAILABLE, failed.exitCode());
        assertEquals(List.of(), files());
    }

    @Test
    void an_interrupted_run_leaves_nothing() throws InterruptedException {
        database.execute(ordersOfTenSplits("date '2026-01-02'"));
        AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
        CountDownLatch reading = new CountDownLatch(3);
        Thread runner = new Thread(() -> {
            try {
                new Run(settings(5, Reader.COPY, relation("orders")), event -> {
                            if (event instanceof RunEvent.SplitStarted) {
                                reading.countDown();
                            }
                        })
                        .execute();
            } catch (Throwable thrown) {
                end.set(thrown);
            }
        });
        runner.start();
        assertTrue(reading.await(60, TimeUnit.SECONDS));
        runner.interrupt();
        runner.join(TimeUnit.SECONDS.toMillis(10));
        assertFalse(runner.isAlive());
        assertTrue(end.get() instanceof InterruptedException, String.valueOf(end.get()));
        assertEquals(List.of(), files());
    }

    record Misspelt(
            long id,
            String nmae,
            @Decimal(precision = 9, scale = 2) BigDecimal price) {}

    record Narrow(
            int id,
            String name,
            @Decimal(precision = 9, scale = 2) BigDecimal price) {}

    @Test
    void every_problem_of_every_task_comes_in_one_error() {
        database.execute(ITEMS + "; create table free (a numeric, b numeric(50,2))");
        EtlException refused = refused(settings(
                1,
                Reader.COPY,
                new Task.Extract<>(Table.of(Misspelt.class, "public", "items")),
                new Task.Extract<>(Table.of(Narrow.class, "public", "items").named("narrow")),
                relation("free"),
                relation("no_such_table")));
        String message = refused.getMessage();
        assertTrue(message.contains("nmae: the record says String (text), the database has no such column"), message);
        assertTrue(message.contains("Perhaps you meant to reference the column \"items.name\""), message);
        assertTrue(message.contains("narrow"), message);
        assertTrue(message.contains("id"), message);
        assertTrue(message.contains("price"), message);
        assertTrue(message.contains("free.a"), message);
        assertTrue(message.contains("free.b"), message);
        assertTrue(message.contains("There is no relation public.no_such_table"), message);
    }

    @Test
    void fewer_workers_run_when_the_heap_cannot_hold_more_and_none_when_it_cannot_hold_one()
            throws InterruptedException {
        database.execute(ordersOfTenSplits("date '2026-01-02'"));
        RunSettings plain = settings(5, Reader.COPY, relation("orders"));
        long needed = new Run(plain, event -> {}).plan().memoryBytes() / 5;
        RunReport report = run(withHeap(plain, (long) (needed * 2.5 / 0.8)));
        assertEquals(2, report.workers());
        assertTrue(events.stream().anyMatch(RunEvent.Warned.class::isInstance));
        EtlException refused = assertThrows(EtlException.class, () -> run(withHeap(plain, needed)));
        assertEquals(ExitCode.USAGE, refused.exitCode());
        assertTrue(refused.getMessage().contains("-Xmx"), refused.getMessage());
    }

    private static RunSettings withHeap(RunSettings settings, long heapBytes) {
        return new RunSettings(
                settings.sources().main(),
                settings.tasks(),
                settings.date(),
                settings.destination(),
                settings.catalog(),
                settings.workers(),
                settings.reader(),
                settings.where(),
                settings.parquet(),
                settings.types().all(),
                heapBytes);
    }
}
