package etl.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.demo.Program.Ended;
import etl.tasks.FailPoint;
import etl.testkit.DuckDb;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.Torture;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many nights in a row over a database that changes: rows come, change, go, and some are committed late. Every run may
/// be killed, and is tried again until one lives, as a cluster does. After each night what readers see equals the server.
class NightsIT {
    private static final double KILLED = 0.3;
    private static final int KEPT = 3;
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

    /// A run comes to these only when something is to be taken back.
    private static final List<FailPoint> POINTS = List.copyOf(
            EnumSet.complementOf(EnumSet.of(FailPoint.UNDO_ABORTED, FailPoint.UNDO_DELETED, FailPoint.VOID_RECORDED)));

    /// As long as a run of all these tasks takes from the start of its JVM.
    private static final int RUN_MILLIS = 2500;

    private static final String TASKS = """
            tasks: {\
            by_date: {table: public.stock, keep: %d}, \
            by_country: {table: public.stock, partition-by: country}, \
            by_both: {table: public.stock, partition-by: [dt, country], keep: 1}, \
            as_one: {table: public.stock, partition-by: none}, \
            new_visits: {table: public.visits, incremental: {column: updated_at, lag: 0s, mode: append}}, \
            days: {table: public.visits, partition-by: day(created_at), \
            incremental: {column: updated_at, lag: 0s, mode: upsert-partitions}}}""".formatted(KEPT);

    private static final String STOCK = "id || '|' || country || '|' || amount";
    private static final String VISIT = "id || '|' || note";

    @TempDir
    Path folder;

    private TestDatabase source;
    private long kills;
    private long runs;

    @BeforeEach
    void fill() {
        source = TestPostgres.database();
        source.execute("""
                create table stock (id int primary key, country text not null, amount int not null);
                create table visits (id int primary key, created_at timestamptz not null, updated_at timestamptz not null default now(),
                  note text not null);
                insert into stock select n, (array['CH', 'DE', 'FR', 'IT'])[n % 4 + 1], n from generate_series(1, 60) as n;
                insert into visits select n, now() - n * interval '3 hours', now(), 'first' from generate_series(1, 60) as n;
                """);
    }

    @AfterEach
    void drop() {
        source.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"FOLDER", "DIRECT"})
    void after_each_night_the_warehouse_equals_the_server_whatever_was_killed(Place place)
            throws IOException, InterruptedException, SQLException {
        int nights = Torture.times(3, 200);
        long seed = Long.getLong("etl.torture.seed", 20261123L + place.ordinal());
        Random random = new Random(seed);
        List<String> violations = new ArrayList<>();
        try (Site site = new Site(place, source, folder, "types: {timestamps: micros}", TASKS);
                Connection late = source.connect()) {
            late.setAutoCommit(false);
            for (int night = 0; night < nights; night++) {
                String date = FIRST.plusDays(night).toString();
                change(random, night);
                leaveOpen(late, night);
                run(site, random, date);
                List<String> wrong = wrong(site, date, Math.min(night + 1, KEPT));
                int which = night;
                wrong.forEach(line -> violations.add("%s, seed %d, night %d: %s".formatted(place, seed, which, line)));
                late.commit();
            }
            violations.addAll(site.books());
            violations.addAll(site.leftovers());
        }
        Torture.record(
                "nights-" + place.name().toLowerCase(java.util.Locale.ROOT),
                Map.of("nights", (long) nights, "kills", kills, "runs", runs, "violations", (long) violations.size()));
        assertEquals("", String.join("\n", violations));
    }

    /// What the day does to the tables.
    private void change(Random random, int night) {
        int more = 100 + 10 * night;
        source.execute("""
                insert into stock select %1$d + n, (array['CH', 'DE', 'FR', 'IT', 'AT'])[(%2$d + n) %% 5 + 1], n from generate_series(1, %3$d) as n;
                update stock set amount = amount + 1, country = case when id %% 7 = 0 then 'LI' else country end where id %% %4$d = 0;
                delete from stock where id %% 11 = %5$d or (country = 'LI' and %5$d %% 3 = 0);
                """.formatted(more, night, random.nextInt(5), 2 + random.nextInt(9), random.nextInt(11)));
        source.execute("""
                insert into visits select %1$d + n, now() - %2$d * interval '1 day' - n * interval '1 hour', now(), 'new' from generate_series(1, %3$d) as n;
                update visits set note = 'night %4$d', updated_at = now() where id %% %5$d = 0;
                """.formatted(more, random.nextInt(9), random.nextInt(5), night, 3 + random.nextInt(20)));
    }

    /// A transaction that is under way while the run reads and ends after it: its row carries an earlier time than the
    /// run's end.
    private static void leaveOpen(Connection late, int night) throws SQLException {
        try (Statement insert = late.createStatement()) {
            insert.execute("insert into visits values (%d, now() - interval '2 days', now(), 'late')"
                    .formatted(100_000 + night));
        }
    }

    /// Runs until a run lives.
    private void run(Site site, Random random, String date) throws IOException, InterruptedException {
        String[] arguments = {"run", "--all", "--date", date};
        while (random.nextDouble() < KILLED) {
            runs++;
            kill(site, random, arguments);
        }
        runs++;
        Ended ended = site.program().here(arguments);
        assertEquals(0, ended.code(), ended.err());
    }

    /// Kills a run at a step or at any moment; one that is over by then was not killed.
    private void kill(Site site, Random random, String... arguments) throws IOException, InterruptedException {
        FailPoint point = POINTS.get(random.nextInt(POINTS.size()));
        int millis = random.nextInt(RUN_MILLIS);
        Process process;
        if (random.nextBoolean()) {
            Dying.Paused paused = Dying.pause(site, point, arguments);
            process = paused.process();
            process.destroyForcibly();
            process.waitFor();
            paused.resume();
        } else {
            process = site.program().start(arguments);
            if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        }
        Ended ended = site.program().ended(process);
        boolean killed = ended.code() == 128 + 9;
        kills += killed ? 1 : 0;
        if (!killed) {
            assertEquals(0, ended.code(), ended.err());
        }
    }

    /// What readers see that isn't as on the server.
    private List<String> wrong(Site site, String date, int dates) throws IOException {
        List<String> wrong = new ArrayList<>();
        String stock = "select " + STOCK + " from stock";
        compare(
                wrong,
                "by_date",
                stock,
                "select %s from (%s) where dt = '%s'".formatted(STOCK, site.rows("by_date"), date));
        compare(wrong, "by_country", stock, "select %s from (%s)".formatted(STOCK, site.rows("by_country")));
        compare(wrong, "by_both", stock, "select %s from (%s)".formatted(STOCK, site.rows("by_both")));
        compare(wrong, "as_one", stock, "select %s from (%s)".formatted(STOCK, site.rows("as_one")));
        String kept = DuckDb.rows("select count(distinct dt) from (" + site.rows("by_date") + ")")
                .getFirst()
                .getFirst();
        if (!String.valueOf(dates).equals(kept)) {
            wrong.add("by_date: %s dates instead of %d".formatted(kept, dates));
        }
        String visits = "select " + VISIT + " || '|' || (extract(epoch from updated_at) * 1000000)::bigint from visits";
        String visit = "select " + VISIT + " || '|' || epoch_us(updated_at) from ";
        compare(wrong, "days", visits, visit + "(" + site.rows("days") + ")");
        String versions = site.rows("new_visits");
        compare(
                wrong,
                "new_visits",
                visits,
                visit + "(select * from (" + versions
                        + ") qualify row_number() over (partition by id order by updated_at desc) = 1)");
        List<List<String>> twice =
                texts(DuckDb.rows("select id, updated_at from (" + versions + ") group by all having count(*) > 1"));
        if (!twice.isEmpty()) {
            wrong.add("new_visits: twice: " + twice);
        }
        return wrong;
    }

    private void compare(List<String> wrong, String table, String onServer, String inWarehouse) {
        List<String> expected = sorted(source.rows(onServer));
        List<String> found = sorted(DuckDb.rows(inWarehouse));
        if (!expected.equals(found)) {
            List<String> missing = new ArrayList<>(expected);
            found.forEach(missing::remove);
            List<String> more = new ArrayList<>(found);
            expected.forEach(more::remove);
            wrong.add("%s: missing %s, too many %s".formatted(table, missing, more));
        }
    }

    private static List<String> sorted(List<? extends List<?>> rows) {
        return rows.stream().map(row -> String.valueOf(row.getFirst())).sorted().toList();
    }

    private static List<List<String>> texts(List<? extends List<?>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(Objects::toString).collect(Collectors.toList()))
                .toList();
    }
}
