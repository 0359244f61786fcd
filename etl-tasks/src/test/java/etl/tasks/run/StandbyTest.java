package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.publish.LocalDestination;
import etl.tasks.run.RunSettings.Guards;
import etl.tasks.source.Databases;
import etl.tasks.source.Retry.Scope;
import etl.tasks.source.SourceSettings;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestStandby;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs on a standby, which ends what keeps it from replaying.
class StandbyTest extends FaultCase {
    private static final int MIDDLE = ROWS / 2;

    @TempDir
    static Path servers;

    private static TestStandby standby;
    private static int databases;

    private TestDatabase primary;

    @BeforeAll
    static void start() {
        standby = TestStandby.start(servers);
    }

    @AfterAll
    static void stop() {
        standby.close();
    }

    /// Every test has a database of its own; `database` is the standby's side of it.
    @BeforeEach
    void things() throws InterruptedException {
        database.close();
        String name = "shop" + ++databases;
        standby.primary("postgres").execute("create database " + name);
        primary = standby.primary(name);
        primary.execute(THINGS);
        standby.awaitReplay();
        database = standby.standby(name);
    }

    @Override
    void close() {
        // The databases go with their servers.
    }

    private RunSettings reading(Task... tasks) {
        return reading(Guards.DEFAULT, tasks);
    }

    private RunSettings reading(Guards guards, Task... tasks) {
        return settings(
                Databases.settings(
                        database, database.port(), Duration.ofSeconds(5), SourceSettings.DEFAULT_SILENCE_TIMEOUT),
                1,
                guards,
                tasks);
    }

    /// While the run is in the middle, the primary does something that the standby can't replay beside it; then the run
    /// succeeds all the same.
    ///
    /// @param conflict the column of `pg_stat_database_conflicts` that counts it
    /// @param row where the run is
    private void assertGetsOver(String conflict, int row, String... statements)
            throws InterruptedException, SQLException {
        try (Gate gate = new Gate(database)) {
            Background run = new Background(reading(stoppingAt(row)));
            gate.arrived();
            for (String statement : statements) {
                primary.execute(statement);
            }
            standby.awaitReplay();
            gate.open();
            run.report();
        }
        assertPublished("things", ALL_THINGS);
        // A page is held by one worker only: the others and the snapshot stay.
        Scope again = conflict.contains("bufferpin") ? Scope.SPLIT : Scope.RUN;
        assertTrue(scopes().contains(again), scopes()::toString);
        assertEquals(1, parquetFiles().size());
        assertEquals("0", sessionsLeft());
        String counted = database.text(
                "select %s > 0 from pg_stat_database_conflicts where datname = current_database()".formatted(conflict));
        assertEquals(
                "true",
                counted,
                () -> conflict + " of "
                        + database.rows("select * from pg_stat_database_conflicts where datname = current_database()"));
    }

    @Test
    void rows_that_are_cleaned_up_on_the_primary() throws InterruptedException, SQLException {
        assertGetsOver("confl_snapshot", MIDDLE, "update things set generation = 2", "vacuum things");
    }

    @Test
    void a_table_that_is_changed_on_the_primary() throws InterruptedException, SQLException {
        assertGetsOver("confl_lock", MIDDLE, "alter table things alter column generation type bigint");
    }

    @Test
    void a_table_that_is_emptied_and_filled_on_the_primary() throws InterruptedException, SQLException {
        assertGetsOver(
                "confl_lock",
                MIDDLE,
                "begin; truncate things; insert into things select n, 3, 'y' from generate_series(1, 40) as n; commit");
    }

    @Test
    void a_page_that_is_cleaned_up_while_the_run_holds_it() throws InterruptedException, SQLException {
        // A version of a row that was never there for anybody is in nobody's snapshot, only on the page.
        primary.execute("begin; update things set pad = 'never' where id = %d; rollback".formatted(ROWS));
        standby.awaitReplay();
        assertGetsOver("confl_bufferpin + confl_deadlock", ROWS, "vacuum (truncate off) things");
    }

    @Test
    void a_database_that_is_dropped_on_the_primary_ends_the_run() throws InterruptedException, SQLException {
        Background run;
        try (Gate gate = new Gate(database)) {
            run = new Background(reading(stoppingAt(MIDDLE)));
            gate.arrived();
            standby.primary("postgres").execute("drop database " + primary.database() + " with (force)");
            EtlException failed = (EtlException) run.failure();
            assertEquals(ExitCode.SOURCE_UNAVAILABLE, failed.exitCode(), failed.getMessage());
        }
        assertEquals(List.of(), parquetFiles());
    }

    @Test
    void the_lag_of_a_standby_is_reported_and_can_be_limited() throws InterruptedException {
        Guards limited = new Guards(false, Optional.empty(), Optional.of(Duration.ofSeconds(1)));
        RunReport fresh = run(reading(limited, relation("things")));
        assertEquals(Optional.of(Duration.ZERO), fresh.snapshot().orElseThrow().replayLag());

        TestDatabase server = standby.standby("postgres");
        server.execute("select pg_wal_replay_pause()");
        try {
            primary.execute("update things set generation = 5");
            Thread.sleep(1500);
            EtlException behind = assertThrows(EtlException.class, () -> run(reading(limited, relation("things"))));
            assertEquals(ExitCode.SOURCE_UNAVAILABLE, behind.exitCode());
            assertTrue(
                    behind.getMessage()
                            .matches(
                                    "(?s).* is a standby whose data is \\d+ s behind; the limit is 1 s \\(--max-replay-lag\\).*"),
                    behind.getMessage());
            RunReport old = run(reading(relation("things")).at(new LocalDestination(folder.resolve("old"))));
            assertTrue(old.snapshot().orElseThrow().replayLag().orElseThrow().toMillis() > 1000);
        } finally {
            server.execute("select pg_wal_replay_resume()");
        }
    }

    static {
        // The first server of a JVM unpacks the binaries that the others use.
        TestPostgres.server();
    }
}
