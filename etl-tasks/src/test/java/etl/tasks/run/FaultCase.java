package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.parquet.WriteOptions;
import etl.schemas.Table.FromQuery;
import etl.tasks.Task;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.RunSettings.Guards;
import etl.tasks.run.RunSettings.OnDrift;
import etl.tasks.run.RunSettings.Publishing;
import etl.tasks.run.RunSettings.Reader;
import etl.tasks.source.Databases;
import etl.tasks.source.Retry;
import etl.tasks.source.SourceSettings;
import etl.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/// What tests share that break the database while a run reads it: a table whose rows can be stopped at, and runs in the
/// background.
abstract class FaultCase extends RunCase {
    static final int ROWS = 3000;

    /// `stopping_at(id, n)` is the id, but at `n` it waits while a [Gate] is shut. Each row has over 100 bytes, so the
    /// first ones have long been sent when the middle is reached.
    static final String THINGS = """
            create table things as select n as id, 1 as generation, repeat('x', 100) as pad from generate_series(1, %d) as n;
            create function stopping_at(id int, stop int) returns int language plpgsql as $$
            begin
              if id = stop then perform pg_catalog.pg_advisory_xact_lock_shared(42); end if;
              return id;
            end $$
            """.formatted(ROWS);

    static final String ALL_THINGS = "select id, generation, pad from things";

    /// Reads all things and stops at a row while the gate is shut.
    static Task stoppingAt(int row) {
        return new Task.Relation(
                "things",
                new FromQuery(
                        "select public.stopping_at(id, %d) as id, generation, pad from public.things".formatted(row),
                        Optional.empty()),
                List.of(),
                Optional.empty());
    }

    /// Keeps every run in this database from passing a row until it is opened.
    static final class Gate implements AutoCloseable {
        private final TestDatabase database;
        private final Connection holder;

        Gate(TestDatabase database) {
            this.database = database;
            this.holder = database.connect();
            execute("select pg_advisory_lock(42)");
        }

        private void execute(String sql) {
            try (Statement statement = holder.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        /// The backend that waits at the gate.
        int arrived() throws InterruptedException {
            for (int attempt = 0; attempt < 1000; attempt++) {
                String pid = database.text(
                        "select pid from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())");
                if (pid != null) {
                    return Integer.parseInt(pid);
                }
                Thread.sleep(10);
            }
            throw new IllegalStateException("nobody came to the gate");
        }

        void open() {
            execute("select pg_advisory_unlock(42)");
        }

        @Override
        public void close() throws SQLException {
            holder.close();
        }
    }

    RunSettings settings(SourceSettings source, int workers, Guards guards, Task... tasks) {
        return new RunSettings(
                Sources.of(source),
                List.of(tasks),
                DATE,
                new LocalDestination(folder.resolve("warehouse")),
                new NoCatalog(),
                workers,
                Reader.COPY,
                Optional.empty(),
                WriteOptions.DEFAULT,
                TypeSettings.of(etl.parquet.column.TypeOptions.DEFAULT),
                1L << 30,
                OnDrift.FAIL,
                guards,
                Publishing.DEFAULT);
    }

    SourceSettings source(Duration lock, Duration silence) {
        return Databases.settings(database, database.port(), lock, silence);
    }

    /// A run that goes on in a thread of its own.
    final class Background {
        private final FutureTask<RunReport> result;
        private final Thread thread;

        Background(RunSettings settings) {
            result = new FutureTask<>(() -> run(settings));
            thread = Thread.ofPlatform().name("run").start(result);
        }

        RunReport report() throws InterruptedException {
            try {
                return result.get();
            } catch (ExecutionException failed) {
                throw new IllegalStateException(failed.getCause());
            }
        }

        /// What it threw.
        Throwable failure() throws InterruptedException {
            try {
                throw new IllegalStateException("published " + result.get());
            } catch (ExecutionException failed) {
                return failed.getCause();
            }
        }

        void interrupt() {
            thread.interrupt();
        }
    }

    void terminate(String condition) {
        assertEquals(
                "1",
                database.text(
                        "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where application_name like 'etl/%' and datname = current_database() and "
                                + condition),
                condition);
    }

    static final String EXPORTER = "state = 'idle in transaction' and query like '%pg_export_snapshot%'";
    static final String LOCKER = "state = 'idle in transaction' and query not like '%pg_export_snapshot%'";

    List<Retry> retries() {
        synchronized (events) {
            return events.stream()
                    .filter(RunEvent.Retried.class::isInstance)
                    .map(event -> ((RunEvent.Retried) event).retry())
                    .toList();
        }
    }

    List<Retry.Scope> scopes() {
        return retries().stream().map(Retry::scope).toList();
    }

    List<String> parquetFiles() {
        return parquet(folder.resolve("warehouse"));
    }

    /// Every Parquet file below a warehouse, hidden ones included.
    static List<String> parquet(Path warehouse) {
        if (!Files.exists(warehouse)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(warehouse)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .map(file -> warehouse.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Nothing is visible, nothing is left, and the next run publishes every row.
    void assertNothingPublished(RunSettings clean) throws InterruptedException {
        assertEquals(List.of(), parquetFiles(), "something was left behind");
        assertEquals("0", sessionsLeft(), "a session was left behind");
        run(clean);
        assertPublished("things", ALL_THINGS);
    }
}
