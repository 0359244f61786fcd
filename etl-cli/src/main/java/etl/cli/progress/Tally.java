package etl.cli.progress;

import etl.cli.output.Quantity;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.RunEvent;
import etl.tasks.run.RunPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Counts what the events of a run say. Used under one lock.
final class Tally {
    private final LongSupplier nanos;
    private final Map<String, TaskTally> tasks = new LinkedHashMap<>();
    private final long startedNanos;
    private String phase = "planning";
    private Optional<RunPlan> plan = Optional.empty();

    /// @param nanos a clock that only moves forward
    Tally(LongSupplier nanos) {
        this.nanos = nanos;
        this.startedNanos = nanos.getAsLong();
    }

    /// One task's counts.
    final class TaskTally {
        private final String name;
        private final int splits;
        private final long estimatedRows;
        /// What was told of each split: the rows and bytes so far.
        private final Map<Integer, long[]> told = new HashMap<>();
        private long rows;
        private long bytes;
        private int splitsDone;
        private long firstNanos = -1;
        private long lastNanos = -1;

        TaskTally(RunPlan.TaskPlan plan) {
            this.name = plan.task().name();
            this.splits = plan.splits().size();
            this.estimatedRows = plan.estimatedRows();
        }

        private void add(int split, long moreRows, long moreBytes) {
            long[] sums = told.computeIfAbsent(split, unused -> new long[2]);
            set(split, sums[0] + moreRows, sums[1] + moreBytes);
        }

        private void set(int split, long allRows, long allBytes) {
            long[] sums = told.computeIfAbsent(split, unused -> new long[2]);
            rows += allRows - sums[0];
            bytes += allBytes - sums[1];
            sums[0] = allRows;
            sums[1] = allBytes;
        }

        String name() {
            return name;
        }

        long rows() {
            return rows;
        }

        long bytes() {
            return bytes;
        }

        int splits() {
            return splits;
        }

        int splitsDone() {
            return splitsDone;
        }

        boolean started() {
            return firstNanos >= 0;
        }

        boolean done() {
            return splitsDone == splits;
        }

        /// How much is done, 0 to 1. Only the planner's estimate is known: one that was too small must not say 100 %
        /// too early.
        double fraction() {
            double bySplits = splits == 0 ? 0 : (double) splitsDone / splits;
            double byRows = estimatedRows > 0 ? Math.min(0.99, (double) rows / estimatedRows) : bySplits;
            return done() ? 1 : Math.max(byRows, bySplits);
        }

        Duration elapsed() {
            if (!started()) {
                return Duration.ZERO;
            }
            return Duration.ofNanos((done() ? lastNanos : nanos.getAsLong()) - firstNanos);
        }
    }

    void on(RunEvent event) {
        switch (event) {
            case RunEvent.Planned planned -> {
                plan = Optional.of(planned.plan());
                phase = "reading";
                planned.plan().tasks().forEach(task -> tasks.put(task.task().name(), new TaskTally(task)));
            }
            case RunEvent.SplitStarted started ->
                task(started.task()).ifPresent(task -> {
                    task.firstNanos = task.started() ? task.firstNanos : nanos.getAsLong();
                });
            case RunEvent.Progressed progressed ->
                task(progressed.task())
                        .ifPresent(task -> task.add(progressed.split(), progressed.rows(), progressed.bytes()));
            case RunEvent.SplitFinished finished ->
                task(finished.task()).ifPresent(task -> {
                    task.set(finished.split(), finished.rows(), finished.bytes());
                    task.splitsDone++;
                    task.lastNanos = nanos.getAsLong();
                });
            case RunEvent.Publishing publishing -> phase = "publishing " + Quantity.of(publishing.files(), "file");
            case RunEvent.CatalogStarted started ->
                phase = started.catalog().equals(NoCatalog.NAME) ? phase : "waiting for " + started.catalog();
            case RunEvent.Retried retried ->
                retried.retry()
                        .task()
                        .flatMap(this::task)
                        .ifPresent(task -> retried.retry().split().ifPresent(split -> task.set(split, 0, 0)));
            case RunEvent.ReadingFinished finished -> {}
            case RunEvent.Decided decided -> {}
            case RunEvent.TaskPublished published -> {}
            case RunEvent.CatalogFinished finished -> {}
            case RunEvent.Warned warned -> {}
        }
    }

    List<TaskTally> tasks() {
        return new ArrayList<>(tasks.values());
    }

    Optional<TaskTally> task(String name) {
        return Optional.ofNullable(tasks.get(name));
    }

    Optional<RunPlan> plan() {
        return plan;
    }

    String phase() {
        return phase;
    }

    long rows() {
        return tasks.values().stream().mapToLong(TaskTally::rows).sum();
    }

    long bytes() {
        return tasks.values().stream().mapToLong(TaskTally::bytes).sum();
    }

    Duration elapsed() {
        return Duration.ofNanos(nanos.getAsLong() - startedNanos);
    }
}
