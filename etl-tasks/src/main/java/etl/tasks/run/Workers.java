package etl.tasks.run;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.Destination;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.source.Connections;
import etl.tasks.source.Snapshot;
import etl.tasks.source.SourceErrors;
import etl.tasks.source.Split;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The workers of a run: each imports the snapshot when it starts and takes splits until none is left. The first
/// failure ends all of them, and everything that was prepared is discarded.
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final long CANCEL_SECONDS = 5;

    private final RunPlan plan;
    private final SplitRunner runner;
    private final Connections connections;
    private final Snapshot snapshot;
    private final Destination destination;
    private final Queue<Work> queue = new ArrayDeque<>();
    private final List<Connection> busy = new ArrayList<>();
    private final List<SplitReport> reports = new ArrayList<>();
    private boolean stopped;

    private record Work(TaskPlan task, Split split) {}

    Workers(RunPlan plan, SplitRunner runner, Connections connections, Snapshot snapshot, Destination destination) {
        this.plan = plan;
        this.runner = runner;
        this.connections = connections;
        this.snapshot = snapshot;
        this.destination = destination;
        for (TaskPlan task : plan.tasks()) {
            task.splits().forEach(split -> queue.add(new Work(task, split)));
        }
    }

    /// Runs every split.
    ///
    /// @return one report a split, in no particular order
    /// @throws EtlException the first failure, after everything that was prepared is discarded
    List<SplitReport> run() throws InterruptedException {
        int workers = Math.min(plan.workers(), queue.size());
        boolean done = false;
        try (ExecutorService threads = Executors.newFixedThreadPool(
                workers, Thread.ofPlatform().name("worker-", 1).factory())) {
            try {
                CompletionService<@Nullable Void> ends = new ExecutorCompletionService<>(threads);
                for (int worker = 0; worker < workers; worker++) {
                    ends.submit(this::work, null);
                }
                threads.shutdown();
                for (int worker = 0; worker < workers; worker++) {
                    ends.take().get();
                }
                done = true;
            } catch (ExecutionException failed) {
                throw failure(failed.getCause());
            } finally {
                if (!done) {
                    stop();
                }
            }
        } finally {
            // The threads have ended: closing the executor waits for them.
            if (!done) {
                Dataset.discard(
                        destination,
                        reports.stream()
                                .flatMap(report -> report.files().stream())
                                .map(SplitReport.WrittenFile::prepared)
                                .toList());
            }
        }
        return List.copyOf(reports);
    }

    private static RuntimeException failure(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }

    private void work() {
        Work current = null;
        try (Connection connection = connections.connect()) {
            if (!begin(connection)) {
                return;
            }
            try {
                snapshot.importInto(connection);
                for (current = next(); current != null; current = next()) {
                    keep(runner.run(connection, current.task, current.split));
                }
                connection.rollback();
            } finally {
                end(connection);
            }
        } catch (SQLException error) {
            throw SourceErrors.of(
                    current == null ? "the snapshot" : current.task.task().name(), error);
        } catch (IOException error) {
            throw new EtlException(
                    ExitCode.DESTINATION_UNAVAILABLE,
                    "%s: the destination failed: %s. Nothing was published; run it again."
                            .formatted(
                                    current == null
                                            ? "the run"
                                            : current.task.task().name(),
                                    error.getMessage()),
                    error);
        }
    }

    private synchronized boolean begin(Connection connection) {
        if (!stopped) {
            busy.add(connection);
        }
        return !stopped;
    }

    private synchronized void end(Connection connection) {
        busy.remove(connection);
    }

    private synchronized @Nullable Work next() {
        return stopped ? null : queue.poll();
    }

    private synchronized void keep(SplitReport report) {
        reports.add(report);
    }

    /// Ends the workers: their queries are cancelled on the server, and sockets that stay silent are cut.
    private void stop() {
        List<Connection> open;
        synchronized (this) {
            stopped = true;
            open = List.copyOf(busy);
        }
        try (ExecutorService cancelling = Executors.newVirtualThreadPerTaskExecutor()) {
            open.forEach(connection -> cancelling.execute(() -> cancel(connection)));
            cancelling.shutdown();
            if (!cancelling.awaitTermination(CANCEL_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The server doesn't take the request to cancel; its connections are cut");
            }
            for (Connection connection : open) {
                connection.abort(Runnable::run);
            }
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        } catch (SQLException failed) {
            LOG.warn("A connection could not be cut: {}", failed.getMessage());
        }
    }

    private static void cancel(Connection connection) {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException gone) {
            LOG.debug("A query could not be cancelled, its connection is gone already: {}", gone.getMessage());
        }
    }
}
