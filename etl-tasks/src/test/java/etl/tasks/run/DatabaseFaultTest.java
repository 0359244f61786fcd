package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.run.RunSettings.Guards;
import etl.tasks.source.Databases;
import etl.tasks.source.Retry;
import etl.tasks.source.Retry.Scope;
import etl.tasks.source.SourceSettings;
import etl.testkit.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The database fails while a run reads it.
class DatabaseFaultTest extends FaultCase {
    private static final Duration LONG = SourceSettings.DEFAULT_SILENCE_TIMEOUT;
    private static final Duration LOCK = Duration.ofSeconds(5);
    /// A worker that has its locks and has sent no query yet.
    private static final String WAITING_WORKER =
            "query = 'SET LOCAL lock_timeout = " + LOCK.toMillis() + "' and state = 'idle in transaction'";

    private static final int MIDDLE = ROWS / 2;

    @BeforeEach
    void things() {
        database.execute(THINGS);
    }

    private RunSettings reading(Task... tasks) {
        return settings(source(LOCK, LONG), 1, Guards.DEFAULT, tasks);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, MIDDLE, ROWS})
    void a_split_whose_session_is_ended_at_a_row_is_read_again_into_files_of_other_names(int row)
            throws InterruptedException, SQLException {
        try (Gate gate = new Gate(database)) {
            Background run = new Background(reading(stoppingAt(row)));
            terminate("pid = " + gate.arrived());
            gate.open();
            run.report();
        }
        assertPublished("things", ALL_THINGS);
        Retry retry = retries().getFirst();
        assertEquals(List.of(Scope.SPLIT), scopes());
        assertEquals("things", retry.task().orElseThrow());
        assertEquals(0, retry.split().orElseThrow());
        assertEquals(1, retry.attempt());
        assertTrue(retry.sqlState().matches("57P01|08.*"), retry.sqlState());
        assertEquals(1, parquetFiles().size());
        // At the first row no file has a name yet.
        String number = row == 1 ? "00000" : "00001";
        assertTrue(parquetFiles().getFirst().endsWith(number + ".parquet"), parquetFiles()::toString);
    }

    @Test
    void a_split_that_fails_four_times_ends_the_run() throws InterruptedException {
        Run run = new Run(reading(stoppingAt(0)), event -> {
            if (event instanceof RunEvent.SplitStarted) {
                terminate(WAITING_WORKER);
            } else if (event instanceof RunEvent.Retried) {
                events.add(event);
            }
        });
        EtlException failed = assertThrows(EtlException.class, run::execute);
        assertEquals(ExitCode.SOURCE_UNAVAILABLE, failed.exitCode());
        assertTrue(failed.getMessage().endsWith("It was tried 4 times."), failed.getMessage());
        assertEquals(List.of(Scope.SPLIT, Scope.SPLIT, Scope.SPLIT), scopes());
        assertNothingPublished(reading(stoppingAt(0)));
    }

    @Test
    void a_worker_that_has_the_snapshot_goes_on_without_the_session_that_exported_it()
            throws InterruptedException, SQLException {
        try (Gate gate = new Gate(database)) {
            Background run = new Background(reading(stoppingAt(MIDDLE)));
            gate.arrived();
            terminate(EXPORTER);
            gate.open();
            run.report();
        }
        assertPublished("things", ALL_THINGS);
        assertEquals(List.of(), retries());
    }

    @Test
    void a_split_that_finds_its_snapshot_lost_has_the_whole_run_done_again() throws InterruptedException, SQLException {
        try (Gate gate = new Gate(database)) {
            Background run = new Background(reading(stoppingAt(MIDDLE)));
            int worker = gate.arrived();
            terminate(EXPORTER);
            database.execute("update things set generation = 2");
            terminate("pid = " + worker);
            gate.open();
            run.report();
        }
        assertPublished("things", ALL_THINGS);
        assertEquals(List.of(Scope.SPLIT, Scope.RUN), scopes());
        assertTrue(retries().getLast().reason().contains("is lost"), retries()::toString);
    }

    @Test
    void a_table_that_was_emptied_after_the_locks_were_lost_is_not_published_empty() throws InterruptedException {
        database.execute("create table others as select n from generate_series(1, 10) as n");
        Task others = new Task.Relation("others", new FromRelation("public", "others"), List.of(), Optional.empty());
        Run run = new Run(reading(relation("things"), others), event -> {
            // Nobody but the session that is ended holds locks yet.
            if (event instanceof RunEvent.Planned && events.isEmpty()) {
                terminate(LOCKER);
                database.execute("truncate others; insert into others values (77)");
            }
            events.add(event);
        });
        run.execute();
        assertPublished("things", ALL_THINGS);
        assertEquals(List.of(List.of("77")), published("others"));
        assertEquals(List.of(Scope.RUN), scopes());
    }

    @Test
    void a_migration_that_comes_while_the_run_reads_waits_for_its_end() throws InterruptedException, SQLException {
        database.execute("create table others as select n from generate_series(1, 10) as n");
        FutureTask<Boolean> migration;
        try (Gate gate = new Gate(database)) {
            Background run = new Background(reading(stoppingAt(MIDDLE), relation("others")));
            gate.arrived();
            migration = new FutureTask<>(
                    () -> database.execute("truncate others; alter table things add column x int"), true);
            Thread.ofVirtual().start(migration);
            while (!"1"
                    .equals(database.text(
                            "select count(*) from pg_locks where not granted and locktype = 'relation'"))) {
                Thread.sleep(10);
            }
            gate.open();
            run.report();
        }
        assertEquals(10, published("others").size());
        assertPublished("things", ALL_THINGS);
        assertEquals(List.of(), retries());
        assertTrue(migration.state() != FutureTask.State.FAILED);
    }

    @Test
    void a_query_that_somebody_cancels_has_the_whole_run_done_again() throws InterruptedException, SQLException {
        try (Gate gate = new Gate(database)) {
            Background run = new Background(reading(stoppingAt(MIDDLE)));
            database.text("select pg_cancel_backend(" + gate.arrived() + ")");
            gate.open();
            run.report();
        }
        assertPublished("things", ALL_THINGS);
        assertEquals(List.of(Scope.RUN), scopes());
        assertEquals("57014", retries().getFirst().sqlState());
    }

    @Test
    void a_backend_that_stops_in_the_middle_is_given_up_after_a_silence()
            throws InterruptedException, SQLException, IOException {
        try (Gate gate = new Gate(database)) {
            Background run = new Background(
                    settings(source(LOCK, Duration.ofSeconds(1)), 1, Guards.DEFAULT, stoppingAt(MIDDLE)));
            int backend = gate.arrived();
            signal("STOP", backend);
            try {
                gate.open();
                run.report();
            } finally {
                signal("CONT", backend);
            }
        }
        assertPublished("things", ALL_THINGS);
        assertEquals(List.of(Scope.SPLIT), scopes());
    }

    private static void signal(String name, int pid) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                        .inheritIO()
                        .start()
                        .waitFor());
    }

    @Test
    void fewer_workers_read_when_the_role_may_open_no_more_connections() throws InterruptedException, SQLException {
        RunSettings settings =
                settings(limited(3), 3, Guards.DEFAULT, stoppingAt(MIDDLE), relation("more"), relation("most"));
        try (Gate gate = new Gate(database)) {
            Background run = new Background(settings);
            // The two that get no connection leave their work to the one that has it.
            while (retries().size() < 2) {
                Thread.sleep(10);
            }
            gate.open();
            run.report();
        }
        assertPublished("things", ALL_THINGS);
        assertPublished("more", "select n from more");
        assertPublished("most", "select n from most");
        assertEquals(List.of(Scope.CONNECTION, Scope.CONNECTION), scopes());
        assertEquals("53300", retries().getFirst().sqlState());
    }

    @Test
    void a_role_without_a_connection_left_for_a_worker_ends_the_run() throws InterruptedException {
        RunSettings settings = settings(limited(2), 1, Guards.DEFAULT, stoppingAt(0));
        EtlException failed = assertThrows(EtlException.class, () -> run(settings));
        assertEquals(ExitCode.SOURCE_UNAVAILABLE, failed.exitCode());
        assertTrue(failed.getMessage().contains("has no connection left"), failed.getMessage());
        assertTrue(failed.getMessage().contains("--workers"), failed.getMessage());
        assertNothingPublished(reading(stoppingAt(0)));
    }

    private SourceSettings limited(int connections) {
        database.execute(
                "create table more as select n from generate_series(1, 9) as n; create table most as select n from generate_series(1, 99) as n");
        TestDatabase role = database.role("limited");
        database.execute("grant pg_read_all_data to %1$s; alter role %1$s connection limit %2$d"
                .formatted(role.user(), connections));
        return Databases.connectingWithin(Duration.ofSeconds(1), Databases.settings(role, database.port(), LOCK, LONG));
    }

    @Test
    void a_lock_that_is_not_granted_is_asked_for_three_times_and_its_holder_is_named()
            throws InterruptedException, SQLException {
        RunSettings settings = settings(source(Duration.ofMillis(500), LONG), 1, Guards.DEFAULT, stoppingAt(0));
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            statement.execute("begin; lock table things in access exclusive mode");
            String pid = pid(statement);
            EtlException failed = assertThrows(EtlException.class, () -> run(settings));
            assertEquals(ExitCode.LOCK_TIMEOUT, failed.exitCode());
            assertTrue(
                    failed.getMessage()
                            .matches(
                                    "(?s).*public\\.things is locked by the session with pid %s \\(etl-testkit, idle in transaction since 20\\S+Z: select pg_backend_pid.*\\).*source\\.lock-timeout.*"
                                            .formatted(pid)),
                    failed.getMessage());
            assertEquals(List.of(Scope.LOCK, Scope.LOCK), scopes());
        }
        assertNothingPublished(reading(stoppingAt(0)));
    }

    @Test
    void a_holder_that_the_role_may_not_see_is_named_by_its_process() throws SQLException {
        TestDatabase role = database.role("stranger");
        database.execute("grant select on things to " + role.user());
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            statement.execute("begin; lock table things in access exclusive mode");
            String pid = pid(statement);
            EtlException failed = assertThrows(
                    EtlException.class,
                    () -> run(settings(
                            Databases.settings(role, database.port(), Duration.ofMillis(300), LONG),
                            1,
                            Guards.DEFAULT,
                            relation("things"))));
            assertEquals(ExitCode.LOCK_TIMEOUT, failed.exitCode());
            assertTrue(
                    failed.getMessage().contains("locked by the session with pid " + pid + " (pg_read_all_stats"),
                    failed.getMessage());
        }
    }

    private static String pid(Statement statement) throws SQLException {
        try (var row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void a_lock_that_is_released_in_time_is_worth_the_wait() throws InterruptedException, SQLException {
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            statement.execute("begin; lock table things in access exclusive mode");
            Background run =
                    new Background(settings(source(Duration.ofMillis(500), LONG), 1, Guards.DEFAULT, stoppingAt(0)));
            while (retries().isEmpty()) {
                Thread.sleep(10);
            }
            statement.execute("rollback");
            run.report();
        }
        assertPublished("things", ALL_THINGS);
        assertEquals(List.of(Scope.LOCK), scopes());
    }

    @Test
    void rows_that_a_policy_would_hide_end_the_run() {
        database.execute("alter table things enable row level security; create policy few on things using (id < 10)");
        TestDatabase role = database.role("policed");
        database.execute("grant select on things to " + role.user());
        EtlException failed = refused(
                settings(Databases.settings(role, database.port(), LOCK, LONG), 1, Guards.DEFAULT, relation("things")));
        assertEquals(ExitCode.USAGE, failed.exitCode());
        assertTrue(failed.getMessage().contains("row-level security policy for table \"things\""), failed.getMessage());
        assertTrue(failed.getMessage().contains("BYPASSRLS"), failed.getMessage());
    }

    @Test
    void a_run_that_is_stopped_while_it_waits_for_a_lock_ends_at_once() throws InterruptedException, SQLException {
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            statement.execute("begin; lock table things in access exclusive mode");
            Background run = new Background(reading(stoppingAt(0)));
            while (!"1".equals(database.text("select count(*) from pg_locks where not granted"))) {
                Thread.sleep(10);
            }
            assertStops(run);
        }
        assertNothingPublished(reading(stoppingAt(0)));
    }

    @Test
    void a_run_that_is_stopped_while_it_reads_cancels_its_query() throws InterruptedException, SQLException {
        try (Gate gate = new Gate(database)) {
            Background run = new Background(reading(stoppingAt(MIDDLE)));
            gate.arrived();
            assertStops(run);
            assertEquals("0", sessionsLeft());
            assertEquals(List.of(), retries());
        }
        assertNothingPublished(reading(stoppingAt(0)));
    }

    @Test
    void a_run_that_is_stopped_between_two_attempts_makes_no_other() throws InterruptedException, SQLException {
        SourceSettings patient = new SourceSettings(
                database.host(),
                database.port(),
                database.database(),
                database.user(),
                database::password,
                "prefer",
                Map.of(),
                Duration.ofSeconds(3),
                LOCK,
                LONG,
                LONG,
                Duration.ofMinutes(5));
        try (Gate gate = new Gate(database)) {
            Background run = new Background(settings(patient, 1, Guards.DEFAULT, stoppingAt(MIDDLE)));
            terminate("pid = " + gate.arrived());
            while (retries().isEmpty()) {
                Thread.sleep(10);
            }
            assertStops(run);
        }
        assertNothingPublished(reading(stoppingAt(0)));
    }

    private static void assertStops(Background run) throws InterruptedException {
        long asked = System.nanoTime();
        run.interrupt();
        assertInstanceOf(InterruptedException.class, run.failure());
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - asked);
        assertTrue(seconds < 5, () -> "it took " + seconds + " s");
    }
}
