package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.Increment;
import etl.tasks.Increment.Mode;
import etl.tasks.Partitioning;
import etl.tasks.Partitioning.Key;
import etl.tasks.Partitioning.Unit;
import etl.tasks.Task;
import etl.tasks.TaskOptions;
import etl.testkit.DuckDb;
import etl.testkit.Torture;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Runs that read what is new, one after another, while several sessions write without a pause: short and long
/// transactions, prepared ones, and some that are rolled back.
class ConcurrentWritersTest extends IncrementCase {
    private static final int WRITERS = 4;
    private static final int RUNS = Torture.times(6, 200);
    private static final long SEED = Long.getLong("etl.seed", System.nanoTime());

    /// What is appended: every version of a row that was committed before a run is there once at most, and the last one
    /// exactly once.
    @Test
    void every_row_arrives_once_in_its_last_version() throws Exception {
        System.out.println("etl.seed=" + SEED);
        database.execute("""
                create table events (id int primary key, version int not null, changed_at timestamptz not null, xid xid8 not null, part int not null);
                create index on events (changed_at);
                create function stamp() returns trigger language plpgsql as $$
                begin new.changed_at := now(); new.xid := pg_current_xact_id(); return new; end $$;
                create trigger stamp before insert or update on events for each row execute function stamp();
                create sequence ids
                """);
        Task byTime = named("by_time", "changed_at", Mode.APPEND, Partitioning.DATE);
        Task byId = named("by_id", "xid", Mode.APPEND, Partitioning.DATE);
        Task parts = named(
                "parts",
                "changed_at",
                Mode.UPSERT_PARTITIONS,
                new Partitioning(false, List.of(new Key("part", Unit.VALUE)), ZoneOffset.UTC));
        AtomicBoolean stop = new AtomicBoolean();
        List<FutureTask<Integer>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            Random random = new Random(SEED + writer);
            FutureTask<Integer> writing = new FutureTask<>(() -> write(random, stop));
            Thread.ofPlatform().daemon().start(writing);
            writers.add(writing);
        }
        int published = 0;
        for (int day = 0; day < RUNS; day++) {
            run(after(day, byTime, byId, parts));
            published += 1;
        }
        stop.set(true);
        int transactions = 0;
        for (FutureTask<Integer> writer : writers) {
            transactions += writer.get();
        }
        run(after(RUNS, byTime, byId, parts));
        List<String> wrong = new ArrayList<>();
        for (String table : List.of("by_time", "by_id")) {
            String files = DuckDb.table(folder + "/warehouse/" + table + "/*/*.parquet");
            wrong.addAll(lines(
                    table + ": twice", "select id, version from %s group by all having count(*) > 1".formatted(files)));
            if (!sorted(database.rows("select id, version from events"))
                    .equals(sorted(DuckDb.rows("select id, max(version) from %s group by id".formatted(files))))) {
                wrong.add(table + ": the last versions differ");
            }
        }
        if (!sorted(database.rows("select id, version from events"))
                .equals(sorted(DuckDb.rows(
                        "select id, version from " + DuckDb.table(folder + "/warehouse/parts/*/*.parquet"))))) {
            wrong.add("parts: the rows differ");
        }
        Torture.record(
                "increments-concurrent-writers",
                Map.of("runs", (long) published, "transactions", (long) transactions, "violations", (long)
                        wrong.size()));
        assertTrue(transactions > RUNS, "the writers hardly wrote");
        assertEquals(List.of(), wrong, "seed " + SEED);
    }

    private static List<String> lines(String what, String query) {
        return DuckDb.rows(query).stream().map(row -> what + ": " + row).toList();
    }

    private static Task named(String name, String column, Mode mode, Partitioning partitioning) {
        return new Task.Relation(
                        name,
                        new etl.schemas.Table.FromRelation("public", "events"),
                        List.of("id", "version", "part"),
                        java.util.Optional.empty())
                .with(TaskOptions.DEFAULT.partitionedBy(partitioning).by(new Increment(column, Duration.ZERO, mode)));
    }

    /// @param day how many days after the first
    private RunSettings after(int day, Task... tasks) {
        return onDate(java.time.LocalDate.of(2026, 1, 1).plusDays(day), tasks);
    }

    private int write(Random random, AtomicBoolean stop) throws SQLException, InterruptedException {
        int transactions = 0;
        try (Writer writer = new Writer()) {
            while (!stop.get()) {
                int rows = 1 + random.nextInt(3);
                for (int row = 0; row < rows; row++) {
                    writer.execute(
                            random.nextInt(3) > 0
                                    ? "insert into events values (nextval('ids'), 1, now(), '0', %d)"
                                            .formatted(random.nextInt(8))
                                    : "update events set version = version + 1 where id = (select id from events where id %% 7 = %d order by random() limit 1 for update skip locked)"
                                            .formatted(random.nextInt(7)));
                }
                Thread.sleep(random.nextInt(10) == 0 ? 300 : random.nextInt(20));
                switch (random.nextInt(12)) {
                    case 0 -> writer.execute("rollback");
                    case 1 -> {
                        String name = "'%s-%d'".formatted(database.database(), random.nextLong());
                        writer.execute("prepare transaction " + name);
                        writer.commit();
                        Thread.sleep(random.nextInt(100));
                        database.execute("commit prepared " + name);
                    }
                    default -> writer.commit();
                }
                transactions++;
            }
        }
        return transactions;
    }
}
