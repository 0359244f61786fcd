package etl.tasks.run;

import etl.tasks.FailPoint;
import etl.tasks.run.RunPlan.SnapshotInfo;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.run.RunReport.InputReport;
import etl.tasks.source.Connections;
import etl.tasks.source.Locker;
import etl.tasks.source.Snapshot;
import etl.tasks.source.SourceErrors;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// The first half of a run: locks, plan, snapshot, and every row in prepared files that nobody sees yet.
final class Reading {
    /// The session that locks and the one that exports the snapshot.
    private static final int OWN_CONNECTIONS = 2;

    private final RunSettings settings;
    private final String runId;
    private final RunListener listener;

    /// What was read.
    ///
    /// @param splits one report a split
    /// @param lookups of each transform the columns of its lookups where special values were replaced
    record Result(RunPlan plan, List<SplitReport> splits, Map<String, List<InputReport>> lookups) {}

    /// @param runId the run's id, which is part of each file's key
    Reading(RunSettings settings, String runId, RunListener listener) {
        this.settings = settings;
        this.runId = runId;
        this.listener = listener;
    }

    /// Locks, shapes, sizes and splits, without reading a row or writing a byte.
    ///
    /// @throws EtlException for everything that the user can mend
    RunPlan plan() {
        try (Connections connections = connect()) {
            return underSnapshot(connections, (plan, snapshot) -> plan);
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException("Planning doesn't wait", unexpected);
        }
    }

    /// Reads everything. When it throws, what was prepared is discarded.
    ///
    /// @throws EtlException for everything that the user can mend
    /// @throws InterruptedException when the thread was interrupted (SIGTERM)
    Result read() throws InterruptedException {
        try (Connections connections = connect()) {
            return underSnapshot(connections, (plan, snapshot) -> read(connections, plan, snapshot));
        }
    }

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
            FailPoint.LOCKED.reach();
            planner.warnings().forEach(warning -> listener.on(new RunEvent.Warned(warning)));
            try (Snapshot snapshot = Snapshot.export(connections, locker)) {
                FailPoint.SNAPSHOT_TAKEN.reach();
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

    private Result read(Connections connections, RunPlan plan, Snapshot snapshot)
            throws SQLException, InterruptedException {
        listener.on(new RunEvent.Planned(plan));
        LookupRows.Read lookups = new LookupRows(settings, connections, snapshot).read();
        SplitRunner runner = new SplitRunner(settings, plan, lookups.rows(), listener);
        Workers workers = new Workers(plan, runner, connections, snapshot, settings.destination());
        return new Result(plan, workers.run(), lookups.inputs());
    }
}
