package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.schemas.Decimal;
import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Lookup;
import etl.tasks.Task;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.RunSettings.Reader;
import etl.tasks.source.Databases;
import etl.testkit.DuckDb;
import etl.testkit.ParquetJava;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunTest {
    private static final LocalDate DATE = LocalDate.of(2026, 11, 22);
    private static final Task ORDERS = relation("orders");

    @TempDir
    Path folder;

    private TestDatabase database;
    private final List<RunEvent> events = new ArrayList<>();

    @BeforeEach
    void open() {
        database = TestPostgres.database();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Task relation(String name) {
        return new Task.Relation(name, new FromRelation("public", name), List.of(), Optional.empty());
    }

    private RunSettings settings(int workers, Reader reader, Task... tasks) {
        return new RunSettings(
                Databases.settings(database),
                List.of(tasks),
                DATE,
                new LocalDestination(folder.resolve("warehouse")),
                new NoCatalog(),
                workers,
                reader,
                Optional.empty(),
                WriteOptions.DEFAULT,
                TypeOptions.DEFAULT,
                1L << 30);
    }

    private RunReport run(int workers, Task... tasks) throws InterruptedException {
        return run(settings(workers, Reader.COPY, tasks));
    }

    private RunReport run(RunSettings settings) throws InterruptedException {
        return new Run(settings, event -> {
                    synchronized (events) {
                        events.add(event);
                    }
                })
                .execute();
    }

    private EtlException refused(RunSettings settings) {
        EtlException refused = assertThrows(EtlException.class, () -> run(settings));
        assertEquals(List.of(), files(), "something was left behind");
        assertEquals("0", sessionsLeft(), "a session was left behind");
        return refused;
    }

    /// The run's sessions. A backend goes a moment after its client has.
    private @Nullable String sessionsLeft() {
        String count = "";
        for (int attempt = 0; attempt < 50 && !"0".equals(count); attempt++) {
            database.text("select pg_sleep(0.1)");
            count = database.text(
                    "select count(*) from pg_stat_activity where application_name like 'etl/%' and datname = current_database()");
        }
        return count;
    }

    private List<String> files() {
        Path warehouse = folder.resolve("warehouse");
        if (!Files.exists(warehouse)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(warehouse)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> warehouse.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<List<@Nullable String>> sorted(List<List<@Nullable String>> rows) {
        return rows.stream().sorted(Comparator.comparing(Object::toString)).toList();
    }

    /// The rows of a table at the destination by both readers, which must agree.
    private List<List<@Nullable String>> published(String table) {
        List<List<@Nullable String>> byParquetJava = new ArrayList<>();
        for (String file : files()) {
            if (file.startsWith(table + "/")) {
                byParquetJava.addAll(
                        ParquetJava.rows(folder.resolve("warehouse").resolve(file)));
            }
        }
        List<List<@Nullable String>> byDuckDb =
                sorted(DuckDb.file(folder.resolve("warehouse") + "/" + table + "/dt=2026-11-22/*.parquet"));
        assertEquals(byDuckDb, sorted(byParquetJava));
        return byDuckDb;
    }

    private void assertPublished(String table, String sql) {
        assertEquals(sorted(database.rows(sql)), published(table));
    }

    private static final String EVERY_TYPE = """
            create type mood as enum ('sad', 'glad 🙂');
            create table every (b bool, i2 int2, i4 int4 primary key, i8 int8, f4 float4, f8 float8, n9 numeric(9,2), n18 numeric(18,4),
              n38 numeric(38,10), t text, v varchar(20), c char(6), m mood, raw bytea, d date, ts timestamp(3), tz timestamptz(3), u uuid,
              j json, jb jsonb);
            insert into every select n % 2 = 0, n, n, n * 10000000000, n / 3.0, n / 7.0, n * 1.25, -n * 12345.6789,
              n * 123456789012345.0123456789, 'text ' || n, 'v' || n, 'c' || n % 10, case when n % 3 = 0 then 'sad'::mood else 'glad 🙂' end,
              ('\\x00ff' || lpad(to_hex(n), 8, '0'))::bytea, date '1969-12-28' + n, timestamp '1999-12-31 23:59:59.999' + n * interval '1 ms',
              timestamptz '1969-12-31 23:59:59.998+00' + n * interval '1 ms', ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid,
              ('{"n": ' || n || '}')::json, ('{"n":' || n || '}')::jsonb
              from generate_series(1, 3000) as n;
            insert into every (i4) select -n from generate_series(1, 50) as n
            """;

    @Test
    void a_relation_with_every_type_and_nulls_is_published_as_the_server_shows_it() throws InterruptedException {
        database.execute(EVERY_TYPE);
        RunReport report = run(2, relation("every"));
        assertPublished("every", "select * from every");
        assertEquals(3050, report.tasks().get(0).rowsWritten());
        assertEquals(50, report.tasks().get(0).columns().get(0).nulls());
        assertEquals(0, report.tasks().get(0).columns().get(2).nulls());
    }

    record Item(
            long id,
            @Nullable String name,
            @Nullable @Decimal(precision = 12, scale = 2) BigDecimal price,
            Instant createdAt) {}

    private static final String ITEMS = """
            create table items (unread text default 'x', id bigint primary key, name varchar(40), price numeric(12,2), created_at timestamptz(3) not null);
            insert into items (id, name, price, created_at) select n, nullif('item ' || n, 'item 7'), n * 0.01, timestamptz '2026-01-01+00' + n * interval '1 s'
              from generate_series(1, 2000) as n
            """;

    @ParameterizedTest
    @EnumSource(Reader.class)
    void an_extract_reads_only_the_columns_of_its_record(Reader reader) throws InterruptedException {
        database.execute(ITEMS);
        run(settings(1, reader, new Task.Extract<>(Table.of(Item.class, "public", "items"))));
        assertPublished("items", "select id, name, price, created_at from items");
    }

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

    record Priced(
            long id, @Decimal(precision = 14, scale = 4) BigDecimal gross) {}

    record Rate(
            String country,
            @Decimal(precision = 5, scale = 4) BigDecimal rate) {}

    record Sale(
            long id,
            String country,
            @Decimal(precision = 12, scale = 2) BigDecimal net) {}

    @ParameterizedTest
    @EnumSource(Reader.class)
    void a_transform_joins_with_a_lookup_and_leaves_rows_out(Reader reader) throws InterruptedException {
        database.execute("""
                create table sales as select n::bigint as id, case when n % 3 = 0 then 'CH' else 'DE' end as country,
                  (n * 0.5)::numeric(12,2) as net from generate_series(1, 1000) as n;
                alter table sales alter id set not null, alter country set not null, alter net set not null;
                create table rates as select * from (values ('CH', 0.0810::numeric(5,4))) as v (country, rate);
                alter table rates alter country set not null, alter rate set not null
                """);
        Lookup<String, Rate> rates = new Lookup<>(Table.of(Rate.class, "public", "rates"), Rate::country, 10);
        Task task = new Task.Transform<>(
                "priced", Table.of(Sale.class, "public", "sales"), Priced.class, List.of(rates), (sale, lookups) -> {
                    Rate rate = lookups.find(rates, sale.country());
                    return rate == null
                            ? null
                            : new Priced(
                                    sale.id(),
                                    sale.net()
                                            .multiply(BigDecimal.ONE.add(rate.rate()))
                                            .setScale(4, java.math.RoundingMode.HALF_UP));
                });
        RunReport report = run(settings(1, reader, task));
        assertPublished("priced", "select id, round(net * (1 + rate), 4) from sales join rates using (country)");
        assertEquals(1000, report.tasks().get(0).rowsRead());
        assertEquals(333, report.tasks().get(0).rowsWritten());
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
        assertTrue(refused.getMessage().contains("more than the 10 rows that it declares"), refused.getMessage());
    }

    @Test
    void a_query_is_published_under_its_name_and_a_condition_holds_for_every_task() throws InterruptedException {
        database.execute(ITEMS);
        Task query = new Task.Relation(
                "cheap",
                new Table.FromQuery("select id, price from items where price < 5 -- cheap ones", Optional.empty()),
                List.of(),
                Optional.empty());
        RunSettings plain = settings(1, Reader.COPY, query, relation("items"));
        run(new RunSettings(
                plain.source(),
                plain.tasks(),
                DATE,
                plain.destination(),
                plain.catalog(),
                1,
                Reader.COPY,
                Optional.of("id > 100 -- and no more"),
                plain.parquet(),
                plain.types().all(),
                plain.heapBytes()));
        assertPublished("cheap", "select id, price from items where price < 5 and id > 100");
        assertPublished("items", "select * from items where id > 100");
    }

    @Test
    void all_tasks_see_one_snapshot() throws InterruptedException {
        database.execute("create table a as select 0 as n; create table b as select 0 as n");
        CountDownLatch planned = new CountDownLatch(1);
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        Thread writer = new Thread(() -> {
            try {
                planned.await();
                database.execute("insert into a values (1); insert into b values (1)");
            } catch (RuntimeException | InterruptedException e) {
                failure.set(new IllegalStateException(e));
            }
        });
        writer.start();
        new Run(settings(1, Reader.COPY, relation("a"), relation("b")), event -> {
                    if (event instanceof RunEvent.Planned) {
                        planned.countDown();
                        try {
                            writer.join();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                })
                .execute();
        assertEquals(null, failure.get());
        assertEquals("2", database.text("select count(*) from a"));
        assertEquals(List.of(List.of("0")), published("a"));
        assertEquals(List.of(List.of("0")), published("b"));
    }

    @Test
    void an_empty_table_gives_one_file_with_its_columns() throws InterruptedException {
        database.execute("create table orders (id int not null, name text)");
        run(1, ORDERS);
        assertEquals(1, files().size());
        assertEquals(List.of(), published("orders"));
    }

    /// Ten splits over a table of more than 64 MiB.
    private static String ordersOfTenSplits(String lastRow) {
        return """
               create table orders (id int primary key, at date not null, pad text) with (fillfactor = 10);
               insert into orders select n, date '2026-01-01', repeat('x', 10) from generate_series(1, 150000) as n;
               insert into orders values (150001, %s, 'last')
               """.formatted(lastRow);
    }

    @Test
    void many_splits_publish_every_row_once() throws InterruptedException {
        database.execute(ordersOfTenSplits("date '2026-01-02'"));
        RunReport report = run(5, ORDERS);
        assertEquals(10, report.tasks().get(0).splits());
        assertEquals(
                List.of(List.of("150001", "150001")),
                DuckDb.rows("select count(*), count(distinct id) from '" + folder + "/warehouse/orders/*/*.parquet'"));
    }

    @Test
    void a_condition_that_is_none_by_itself_is_refused_and_cannot_undo_the_splits() {
        database.execute(ordersOfTenSplits("date '2026-01-02'"));
        RunSettings plain = settings(5, Reader.COPY, relation("orders"));
        EtlException refused = refused(new RunSettings(
                plain.source(),
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

    @Test
    void a_rerun_of_a_date_replaces_its_files() throws InterruptedException {
        database.execute("create table orders as select n as id from generate_series(1, 10) as n");
        run(1, ORDERS);
        database.execute("delete from orders where id > 5");
        run(1, ORDERS);
        assertEquals(1, files().size());
        assertPublished("orders", "select * from orders");
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
    void a_plan_reads_no_rows_and_writes_nothing() {
        database.execute(ordersOfTenSplits("date '2026-01-02'"));
        RunPlan plan = new Run(settings(5, Reader.COPY, relation("orders")), event -> {}).plan();
        assertEquals(10, plan.tasks().get(0).splits().size());
        assertTrue(plan.tasks().get(0).estimatedRows() > 0);
        assertEquals(List.of(), files());
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
                settings.source(),
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

    @Test
    void locks_and_sessions_are_gone_after_a_run() throws InterruptedException, SQLException {
        database.execute("create table orders as select 1 as id");
        run(1, ORDERS);
        try (Connection connection = database.connect()) {
            Objects.requireNonNull(connection);
            database.execute("set lock_timeout = '1s'; truncate orders");
        }
    }
}
