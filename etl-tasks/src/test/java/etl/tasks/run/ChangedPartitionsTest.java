package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.tasks.Increment;
import etl.tasks.Increment.Mode;
import etl.tasks.Partitioning;
import etl.tasks.Partitioning.Key;
import etl.tasks.Partitioning.Unit;
import etl.tasks.Task;
import etl.tasks.TaskOptions;
import etl.tasks.publish.CommittedPartition;
import etl.testkit.DuckDb;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Runs that read those partitions again whole in which something is new.
class ChangedPartitionsTest extends IncrementCase {
    private static final Task ORDERS_BY_DAY = byKeys(new Key("ordered", Unit.DAY));

    private static Task byKeys(Key... keys) {
        return relation("orders")
                .with(TaskOptions.DEFAULT
                        .partitionedBy(new Partitioning(false, List.of(keys), ZoneOffset.UTC))
                        .by(new Increment("changed_at", Duration.ZERO, Mode.UPSERT_PARTITIONS)));
    }

    private void fill() {
        database.execute("""
                create table orders (id int primary key, ordered timestamp, country text, total int, changed_at timestamptz default now());
                insert into orders select n, timestamp '2026-11-01 12:00' + (n % 5) * interval '1 d', (array['CH', 'DE', null])[1 + n % 3], n
                  from generate_series(1, 100) as n;
                insert into orders values (200, null, 'CH', 0)
                """);
    }

    private void assertEqual() {
        assertEquals(
                sorted(database.rows("select id, total from orders")),
                sorted(DuckDb.rows(
                        "select id, total from " + DuckDb.table(folder + "/warehouse/orders/**/*.parquet"))));
    }

    /// The partitions that the newest commit publishes.
    private List<String> listed() {
        return log().getLast().commit().partitions().stream()
                .map(CommittedPartition::name)
                .map(name -> name.partition().replace("ordered_day=", ""))
                .sorted()
                .toList();
    }

    @Test
    void only_the_partitions_with_something_new_are_replaced() throws InterruptedException {
        fill();
        run(on(20, ORDERS_BY_DAY));
        assertEqual();
        assertEquals(6, listed().size());
        assertEquals(List.of(""), log().getLast().commit().table("orders").scope());

        database.execute("""
                update orders set total = -1, changed_at = now() where id in (1, 6);
                insert into orders values (300, '2026-11-09', 'FR', 1);
                delete from orders where id = 11;
                update orders set ordered = '2026-11-04 10:00', changed_at = now() where ordered::date = '2026-11-03'
                """);
        RunReport report = run(on(21, ORDERS_BY_DAY));
        // What has moved away isn't seen.
        assertEquals(List.of("2026-11-02", "2026-11-04", "2026-11-09"), listed());
        assertEquals(60, report.tasks().getFirst().rowsRead());
        database.execute("insert into orders values (301, '2026-11-03', 'FR', 1)");
        run(on(22, ORDERS_BY_DAY));
        assertEquals(List.of("2026-11-03"), listed());
        assertEqual();

        String watermark = window("orders").upTo();
        RunReport nothing = run(on(23, ORDERS_BY_DAY));
        assertEquals(List.of(), listed());
        assertEquals(Optional.of(watermark), window("orders").after());
        assertEquals(0, nothing.tasks().getFirst().rowsRead());
        database.execute("update orders set total = 9, changed_at = now() where id = 200");
        run(on(24, ORDERS_BY_DAY));
        assertEquals(List.of("__HIVE_DEFAULT_PARTITION__"), listed());
        assertEqual();

        database.execute("delete from orders where ordered >= '2026-11-05'");
        run(on(25, startingOver(), ORDERS_BY_DAY));
        assertEquals(Optional.empty(), window("orders").after());
        assertEqual();
    }

    @Test
    void a_range_of_days_is_filled_and_leaves_the_watermark() throws InterruptedException {
        fill();
        run(on(20, ORDERS_BY_DAY));
        database.execute("""
                update orders set total = -7 where ordered::date between '2026-11-02' and '2026-11-03';
                update orders set total = -8, changed_at = now() where ordered::date = '2026-11-04'
                """);
        RunSettings range =
                on(21, ORDERS_BY_DAY).reaching(new Reach.Days(LocalDate.of(2026, 11, 2), LocalDate.of(2026, 11, 3)));
        run(range);
        assertEquals(List.of("2026-11-02", "2026-11-03"), listed());
        assertEquals(Optional.empty(), windowOf(1, "orders"));
        run(on(22, ORDERS_BY_DAY));
        assertEquals(List.of("2026-11-04"), listed());
        assertEqual();
        database.execute(EVENTS);
        assertEquals(
                "events (incremental): --from and --to replace partitions by what rows hold, and the mode append publishes rows by the date of the run. Leave them away, or use the mode upsert-partitions.",
                refusedAsUsage(on(
                                22,
                                relation("events")
                                        .with(TaskOptions.DEFAULT
                                                .partitionedBy(new Partitioning(
                                                        true, List.of(new Key("changed_at", Unit.DAY)), ZoneOffset.UTC))
                                                .by(BY_CHANGE)))
                        .reaching(range.reach())));
    }

    @Test
    void several_keys_are_changed_together() throws InterruptedException {
        fill();
        Task byCountryAndMonth = byKeys(new Key("country", Unit.VALUE), new Key("ordered", Unit.MONTH));
        run(on(20, byCountryAndMonth));
        database.execute(
                "insert into orders values (400, '2026-12-24', null, 4), (401, null, 'DE', 5), (402, '2026-12-25', 'C/H', 6)");
        run(on(21, byCountryAndMonth));
        assertEqual();
        assertEquals(
                List.of(
                        "country=C%2FH/ordered_month=2026-12",
                        "country=DE/ordered_month=__HIVE_DEFAULT_PARTITION__",
                        "country=__HIVE_DEFAULT_PARTITION__/ordered_month=2026-12"),
                listed());
    }

    @Test
    void of_two_runs_at_once_one_is_published() throws InterruptedException {
        fill();
        run(on(20, ORDERS_BY_DAY));
        database.execute("update orders set total = -1, changed_at = now() where id = 1");
        List<RunReport> inner = new java.util.ArrayList<>();
        RunReport outer = new Run(on(21, ORDERS_BY_DAY), event -> {
                    if (event instanceof RunEvent.ReadingFinished && inner.isEmpty()) {
                        try {
                            inner.add(run(on(22, ORDERS_BY_DAY)));
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                })
                .execute();
        assertEquals(1, inner.getFirst().tasks().size());
        assertEquals(List.of(), outer.tasks());
        assertEquals(1, outer.skipped().size());
        assertEquals(2, log().size());
        // Nor is one that finds nothing new.
        inner.clear();
        new Run(on(23, ORDERS_BY_DAY), event -> {
                    if (event instanceof RunEvent.ReadingFinished && inner.isEmpty()) {
                        try {
                            inner.add(run(on(24, ORDERS_BY_DAY)));
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                })
                .execute();
        assertEquals(3, log().size());
        assertEqual();
    }
}
