package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Lookup;
import etl.tasks.Task;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.PendingFile;
import etl.tasks.publish.PublishListener;
import etl.tasks.publish.RunRecord;
import etl.tasks.run.RunSettings.Reader;
import etl.testkit.DuckDb;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs that publish.
class RunTest extends RunCase {
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

    @ParameterizedTest
    @EnumSource(Reader.class)
    void an_extract_reads_only_the_columns_of_its_record(Reader reader) throws InterruptedException {
        database.execute(ITEMS);
        run(settings(1, reader, new Task.Extract<>(Table.of(Item.class, "public", "items"))));
        assertPublished("items", "select id, name, price, created_at from items");
    }

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
    void a_query_is_published_under_its_name_and_a_condition_holds_for_every_task() throws InterruptedException {
        database.execute(ITEMS);
        Task query = new Task.Relation(
                "cheap",
                new Table.FromQuery("select id, price from items where price < 5 -- cheap ones", Optional.empty()),
                List.of(),
                Optional.empty());
        RunSettings plain = settings(1, Reader.COPY, query, relation("items"));
        run(new RunSettings(
                plain.sources().main(),
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
    void a_rerun_of_a_date_replaces_its_files() throws InterruptedException {
        database.execute("create table orders as select n as id from generate_series(1, 10) as n");
        run(1, ORDERS);
        database.execute("delete from orders where id > 5");
        run(1, ORDERS);
        assertEquals(1, files().size());
        assertPublished("orders", "select * from orders");
    }

    @Test
    void a_run_one_of_whose_tables_another_run_has_published_meanwhile_publishes_the_rest_and_says_so()
            throws Exception {
        // Its first rows come at once and fill a page, its last one after a while.
        database.execute("""
                create view orders as select n as id from generate_series(1, 100000) as n
                  union all select 0 from pg_catalog.pg_sleep(2);
                create table newer as select 2 as id;
                create table users as select 1 as id
                """);
        FutureTask<RunReport> slow = new FutureTask<>(() -> run(settings(1, Reader.COPY, ORDERS, relation("users"))));
        Thread.ofPlatform().start(slow);
        while (files().stream().noneMatch(file -> file.startsWith(".etl/staging/orders/"))) {
            assertFalse(slow.isDone(), "it was too fast");
            Thread.sleep(5);
        }
        Task newer = new Task.Relation("orders", new FromRelation("public", "newer"), List.of(), Optional.empty());
        run(1, newer);
        new Dataset(
                        new LocalDestination(folder.resolve("warehouse")),
                        new NoCatalog(),
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        PublishListener.NONE)
                .recover();
        assertTrue(files().stream().noneMatch(file -> file.startsWith(".etl/staging/orders/")));
        RunReport report = slow.get();
        assertEquals(
                List.of("users"),
                report.tasks().stream().map(RunReport.TaskReport::task).toList());
        assertEquals(RunReport.Skipped.Why.SUPERSEDED, report.skipped().get(0).why());
        assertPublished("orders", "select * from newer");
        assertPublished("users", "select * from users");
        assertTrue(files().stream().noneMatch(file -> file.startsWith(".etl")), files().toString());
    }

    @Test
    void a_run_removes_what_a_dead_one_left_of_the_partitions_that_it_publishes() throws Exception {
        database.execute("create table orders as select 1 as id");
        LocalDestination destination = new LocalDestination(folder.resolve("warehouse"));
        PartitionName name = PartitionName.ofDate("orders", DATE.toString());
        String dead = "20261122T000000Z-00000001";
        new Dataset(destination, new NoCatalog(), Duration.ofHours(1), Duration.ofHours(1), PublishListener.NONE)
                .begin(new RunRecord(dead, 0, DATE.toString(), Instant.now(), List.of(name), List.of()));
        try (PendingFile file =
                destination.begin(new FileKey("orders", name.partition(), dead, 0, FileKey.Layout.RUN_IN_NAME))) {
            file.prepare();
        }
        assertEquals(2, files().size());
        run(1, ORDERS);
        assertEquals(1, files().size(), files().toString());
        assertPublished("orders", "select * from orders");
    }

    @Test
    void a_run_whose_upload_somebody_removes_publishes_nothing_and_says_so() throws Exception {
        database.execute("""
                create view orders as select n as id from generate_series(1, 100000) as n
                  union all select 0 from pg_catalog.pg_sleep(2)
                """);
        FutureTask<EtlException> refusal = new FutureTask<>(() -> refused(settings(1, Reader.COPY, ORDERS)));
        Thread.ofPlatform().start(refusal);
        List<String> staged = List.of();
        while (staged.isEmpty()) {
            assertFalse(refusal.isDone(), "it was too fast");
            staged = files().stream()
                    .filter(file -> file.startsWith(".etl/staging/orders/"))
                    .toList();
        }
        Files.delete(folder.resolve("warehouse").resolve(staged.get(0)));
        EtlException refused = refusal.get();
        assertEquals(ExitCode.DESTINATION_UNAVAILABLE, refused.exitCode());
        assertTrue(
                refused.getMessage().contains("uploads of this run were removed while it ran"), refused.getMessage());
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
    void locks_and_sessions_are_gone_after_a_run() throws InterruptedException, SQLException {
        database.execute("create table orders as select 1 as id");
        run(1, ORDERS);
        try (Connection connection = database.connect()) {
            Objects.requireNonNull(connection);
            database.execute("set lock_timeout = '1s'; truncate orders");
        }
    }
}
