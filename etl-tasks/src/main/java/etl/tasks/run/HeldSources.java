package etl.tasks.run;

import etl.tasks.EtlException;
import etl.tasks.Task;
import etl.tasks.source.Database;
import etl.tasks.source.JdbcSettings;
import etl.tasks.source.Retry;
import etl.tasks.source.SourceSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// The databases that a run's tasks read, held together. Each has locks and a snapshot of its own.
final class HeldSources implements AutoCloseable {
    private final Map<String, HeldSource> sources;
    private boolean stopped;

    private HeldSources(Map<String, HeldSource> sources) {
        this.sources = sources;
    }

    /// Connects to each database that the tasks of a run and their lookups read.
    ///
    /// @param application the name that the database shows of the sessions
    /// @param retries is told what is tried again
    /// @param refused gives what is thrown when a database can't be reached or refuses the login
    /// @throws EtlException when a task names a database that isn't there
    static HeldSources connect(
            RunSettings settings,
            String application,
            Consumer<Retry> retries,
            BiFunction<Database, EtlException, RuntimeException> refused) {
        Map<String, HeldSource> sources = new LinkedHashMap<>();
        HeldSources held = new HeldSources(sources);
        boolean connected = false;
        try {
            for (Map.Entry<String, Database> used :
                    settings.sources().usedBy(settings.tasks()).entrySet()) {
                Database database = used.getValue();
                try {
                    sources.put(used.getKey(), connect(used.getKey(), database, settings, application, retries));
                } catch (EtlException problem) {
                    throw refused.apply(database, problem);
                }
            }
            connected = true;
            return held;
        } finally {
            if (!connected) {
                held.close();
            }
        }
    }

    private static HeldSource connect(
            String name, Database database, RunSettings settings, String application, Consumer<Retry> retries) {
        return switch (database) {
            case SourceSettings postgres -> new HeldPostgres(name, postgres, settings, application, retries);
            case JdbcSettings jdbc -> new HeldJdbc(name, jdbc, settings);
        };
    }

    /// Each of them, the first task's first.
    List<HeldSource> all() {
        return List.copyOf(sources.values());
    }

    HeldSource of(String name) {
        return Objects.requireNonNull(sources.get(name), name);
    }

    HeldSource of(Task task) {
        return of(Sources.name(task));
    }

    void lock() throws SQLException {
        for (HeldSource source : sources.values()) {
            source.lock();
        }
    }

    void takeSnapshots() throws SQLException {
        for (HeldSource source : sources.values()) {
            source.takeSnapshot();
        }
    }

    /// Stops everything that goes on, and wakes who waits in a pause.
    void stop() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        // A server that doesn't answer is waited for some seconds.
        try (ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) {
            sources.values().forEach(source -> stopping.execute(source::stop));
        }
    }

    /// Whether [#stop()] was called.
    synchronized boolean isStopped() {
        return stopped;
    }

    /// Waits so long, or until [#stop()].
    synchronized void pause(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        try {
            for (long left = pause.toNanos(); left > 0 && !stopped; left = until - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// Lets go of everything, the last one first.
    @Override
    public void close() {
        new ArrayList<>(sources.values()).reversed().forEach(HeldSource::close);
    }
}
