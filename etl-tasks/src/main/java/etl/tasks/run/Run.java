package etl.tasks.run;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.PreparedFile;
import etl.tasks.publish.PublishedFile;
import etl.tasks.publish.PublishedPartition;
import etl.tasks.publish.Publisher;
import etl.tasks.run.RunPlan.SnapshotInfo;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.run.RunReport.InputReport;
import etl.tasks.source.Connections;
import etl.tasks.source.Locker;
import etl.tasks.source.Snapshot;
import etl.tasks.source.SourceErrors;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A run: plan → read → publish → catalog → report.
public final class Run {
    /// The session that locks and the one that exports the snapshot.
    private static final int OWN_CONNECTIONS = 2;

    private final RunSettings settings;
    private final RunListener listener;
    private final Instant startedAt = Instant.now();
    private final String runId = RunId.next(startedAt);

    public Run(RunSettings settings, RunListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /// Plans the run and ends it: locks, shapes, sizes and splits, without reading a row or writing a byte
    /// (`--dry-run`, `describe`).
    ///
    /// @throws EtlException for everything that the user can mend
    public RunPlan plan() {
        try (Connections connections = connect()) {
            return underSnapshot(connections, (plan, snapshot) -> plan);
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException("Planning doesn't wait", unexpected);
        }
    }

    /// Does the whole run. When it throws, nothing is visible and nothing is left behind.
    ///
    /// @throws EtlException for everything that the user can mend
    /// @throws InterruptedException when the thread was interrupted (SIGTERM) before the decision to publish
    public RunReport execute() throws InterruptedException {
        checkDestination();
        settings.catalog().check();
        ReadResult result;
        try (Connections connections = connect()) {
            result = underSnapshot(connections, (plan, snapshot) -> read(connections, plan, snapshot));
        }
        Map<TaskPlan, TaskResult> results =
                TaskResult.of(result.plan, result.splits, new Publisher(settings.destination()));
        List<PublishedPartition> published = publish(results);
        CatalogOutcome outcome = tellCatalog(published);
        return Reports.of(settings, result.plan, startedAt, results, result.lookups, published, outcome);
    }

    private record ReadResult(RunPlan plan, List<SplitReport> splits, Map<String, List<InputReport>> lookups) {}

    private interface UnderSnapshot<T> {
        T apply(RunPlan plan, Snapshot snapshot) throws SQLException, InterruptedException;
    }

    private Connections connect() {
        return Connections.open(settings.source(), settings.workers() + OWN_CONNECTIONS, "etl/" + runId);
    }

    /// Locks, plans, takes the snapshot, and does the work while both are held.
    private <T> T underSnapshot(Connections connections, UnderSnapshot<T> work) throws InterruptedException {
        try (Locker locker = Locker.open(connections)) {
            Planner planner = new Planner(settings, locker);
            List<TaskPlan> tasks = planner.plan(settings.tasks());
            planner.warnings().forEach(warning -> listener.on(new RunEvent.Warned(warning)));
            try (Snapshot snapshot = Snapshot.export(connections, locker)) {
                planner.requireSamePartitions();
                return work.apply(plan(tasks, snapshot), snapshot);
            }
        } catch (SQLException error) {
            throw SourceErrors.of("planning the run", error);
        }
    }

    private RunPlan plan(List<TaskPlan> tasks, Snapshot snapshot) {
        Memory memory = Memory.of(settings, tasks);
        int workers = memory.workers(settings.workers(), settings.heapBytes());
        if (workers < settings.workers()) {
            listener.on(new RunEvent.Warned(
                    "Workers: %d instead of %d, the heap of %s holds no more of %s. Raise it (ETL_JAVA_OPTS=-Xmx…) or lower parquet.row-group."
                            .formatted(
                                    workers, settings.workers(), Memory.mib(settings.heapBytes()), memory.widest())));
        }
        SnapshotInfo info = new SnapshotInfo(snapshot.id(), snapshot.lsn(), snapshot.takenAt(), snapshot.server());
        return new RunPlan(runId, info, workers, memory.total(workers), tasks);
    }

    private ReadResult read(Connections connections, RunPlan plan, Snapshot snapshot)
            throws SQLException, InterruptedException {
        listener.on(new RunEvent.Planned(plan));
        LookupRows.Read lookups = new LookupRows(settings, connections, snapshot).read();
        SplitRunner runner = new SplitRunner(settings, plan, lookups.rows(), listener);
        Workers workers = new Workers(plan, runner, connections, snapshot, new Publisher(settings.destination()));
        return new ReadResult(plan, workers.run(), lookups.inputs());
    }

    private void checkDestination() {
        try {
            settings.destination().check();
        } catch (IOException failed) {
            throw unavailable("can't be used", failed);
        }
    }

    /// The decision: from here on an interruption waits until everything is visible.
    private List<PublishedPartition> publish(Map<TaskPlan, TaskResult> results) throws InterruptedException {
        Publisher publisher = new Publisher(settings.destination());
        List<PreparedFile> files = results.values().stream()
                .flatMap(result -> result.files().stream())
                .toList();
        if (Thread.interrupted()) {
            publisher.discard(files);
            throw new InterruptedException("ended before the decision to publish");
        }
        listener.on(new RunEvent.Publishing(
                files.size(), files.stream().mapToLong(PreparedFile::bytes).sum()));
        try {
            List<PublishedFile> visible = publisher.publish(files);
            return results.values().stream()
                    .map(result -> result.published(visible, OutputFiles.partition(settings), listener))
                    .toList();
        } catch (IOException failed) {
            throw unavailable("failed while files were being made visible; what was visible was taken back", failed);
        }
    }

    private EtlException unavailable(String what, IOException failed) {
        return new EtlException(
                ExitCode.DESTINATION_UNAVAILABLE,
                "The destination %s %s: %s".formatted(settings.destination().uri(), what, failed.getMessage()),
                failed);
    }

    private CatalogOutcome tellCatalog(List<PublishedPartition> published) {
        listener.on(new RunEvent.CatalogStarted(settings.catalog().describe()));
        CatalogOutcome outcome = settings.catalog().update(published);
        listener.on(new RunEvent.CatalogFinished(outcome));
        return outcome;
    }
}
