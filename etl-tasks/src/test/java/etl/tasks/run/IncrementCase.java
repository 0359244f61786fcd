package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Increment;
import etl.tasks.Increment.Mode;
import etl.tasks.Task;
import etl.tasks.TaskOptions;
import etl.tasks.publish.CommittedTable.Window;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.LogEntry;
import etl.tasks.run.RunSettings.Publishing;
import etl.tasks.run.RunSettings.Reader;
import etl.testkit.DuckDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What tests share of tasks that read only what is new: runs of one day after another, and what is there afterwards.
abstract class IncrementCase extends RunCase {
    static final Increment BY_CHANGE = new Increment("changed_at", Duration.ZERO, Mode.APPEND);

    /// A table of which every row says when it was changed.
    static final String EVENTS = """
            create table events (id int primary key, version int not null default 1, changed_at timestamptz not null default now())
            """;

    static Task events(Increment increment) {
        return relation("events").with(TaskOptions.DEFAULT.by(increment));
    }

    /// @param day the day of November 2026 that the run is for
    RunSettings on(int day, Task... tasks) {
        return on(day, Publishing.DEFAULT, tasks);
    }

    RunSettings on(int day, Publishing publishing, Task... tasks) {
        return onDate(LocalDate.of(2026, 11, day), publishing, tasks);
    }

    RunSettings onDate(LocalDate date, Task... tasks) {
        return onDate(date, Publishing.DEFAULT, tasks);
    }

    private RunSettings onDate(LocalDate date, Publishing publishing, Task... tasks) {
        RunSettings plain = settings(1, Reader.COPY, tasks);
        return new RunSettings(
                plain.sources(),
                plain.tasks(),
                date,
                plain.destination(),
                plain.catalog(),
                plain.workers(),
                plain.reader(),
                plain.where(),
                plain.parquet(),
                plain.types(),
                plain.heapBytes(),
                plain.onDrift(),
                plain.guards(),
                publishing);
    }

    static Publishing startingOver() {
        Publishing plain = Publishing.DEFAULT;
        return new Publishing(
                plain.logicalTime(), false, true, plain.maxDrop(), plain.longestRun(), plain.keepSuperseded());
    }

    /// The rows of one date, or of all.
    ///
    /// @param date `dt=2026-11-22` or `*`
    List<List<@Nullable String>> published(String table, String date, String columns) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        String place = table + "/" + (date.equals("*") ? "" : date + "/");
        if (files().stream().anyMatch(file -> file.startsWith(place))) {
            rows.addAll(DuckDb.rows("select %s from %s"
                    .formatted(columns, DuckDb.table("%s/warehouse/%s/%s/*.parquet".formatted(folder, table, date)))));
        }
        return sorted(rows);
    }

    List<LogEntry> log() {
        try {
            return Dataset.log(new LocalDestination(folder.resolve("warehouse")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the newest commit says that it has read of a table.
    Window window(String table) {
        return log().getLast().commit().table(table).window().orElseThrow();
    }

    Optional<Window> windowOf(int commit, String table) {
        return log().get(commit).commit().table(table).window();
    }

    /// @return the message
    String refusedAsUsage(RunSettings settings) {
        int commits = log().size();
        EtlException refused = assertThrows(EtlException.class, () -> run(settings));
        assertEquals(ExitCode.USAGE, refused.exitCode(), refused.getMessage());
        assertEquals(commits, log().size());
        return refused.getMessage();
    }

    /// A session that is in a transaction.
    final class Writer implements AutoCloseable {
        private final Connection connection = database.connect();

        Writer() throws SQLException {
            connection.setAutoCommit(false);
        }

        Writer execute(String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
            return this;
        }

        void commit() throws SQLException {
            connection.commit();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
