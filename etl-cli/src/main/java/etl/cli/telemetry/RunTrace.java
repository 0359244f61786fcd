package etl.cli.telemetry;

import etl.cli.report.ReportDocument;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.RunEvent;
import etl.tasks.run.RunPlan;
import etl.tasks.source.Retry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// The spans of a run: `run` over `plan`, `read` (over `task` over `split`), `decide`, `materialise` and `catalog`. No
/// span holds a message, since messages may hold values of rows. Used under one lock.
final class RunTrace {
    private final Tracer tracer;
    private final Span run;
    private final Context inRun;
    /// The number of splits of each task.
    private final Map<String, Integer> planned = new HashMap<>();
    private final Map<String, Part> tasks = new HashMap<>();
    private final Map<String, Part> splits = new HashMap<>();
    private Optional<Part> phase;
    private boolean materialising;
    private Optional<Part> catalog = Optional.empty();

    /// A span that hasn't ended, and what was counted below it.
    private static final class Part {
        private final Span span;
        private final Context context;
        private long rows;
        private long bytes;
        private int splitsLeft;

        Part(Span span, Context parent) {
            this.span = span;
            this.context = parent.with(span);
        }

        void add(long moreRows, long moreBytes) {
            rows += moreRows;
            bytes += moreBytes;
        }

        Part counted() {
            span.setAttribute(Names.ROWS, rows).setAttribute(Names.BYTES, bytes);
            return this;
        }

        void end() {
            span.end();
        }
    }

    RunTrace(Tracer tracer, Context parent) {
        this.tracer = tracer;
        this.run = tracer.spanBuilder("run").setParent(parent).startSpan();
        this.inRun = parent.with(run);
        this.phase = Optional.of(part("plan", inRun));
    }

    private Part part(String name, Context parent) {
        return new Part(tracer.spanBuilder(name).setParent(parent).startSpan(), parent);
    }

    Optional<String> id() {
        return Optional.of(run.getSpanContext())
                .filter(context -> context.isValid() && context.isSampled())
                .map(context -> context.getTraceId());
    }

    void isFor(String logicalTime, LocalDate date) {
        run.setAttribute(Names.LOGICAL_TIME, logicalTime).setAttribute(Names.DATE, date.toString());
    }

    void on(RunEvent event) {
        switch (event) {
            case RunEvent.Planned planned -> reading(planned.plan());
            case RunEvent.SplitStarted started -> {
                Part task = task(started.task());
                Part split = part("split", task.context);
                split.span.setAttribute(Names.TASK, started.task()).setAttribute(Names.SPLIT, (long) started.split());
                splits.put(key(started.task(), started.split()), split);
            }
            case RunEvent.SplitFinished finished -> splitFinished(finished);
            case RunEvent.Retried retried -> again(retried.retry());
            case RunEvent.ReadingFinished finished -> {
                leaveReading(false);
                next("decide");
            }
            case RunEvent.Publishing publishing ->
                phase.ifPresent(part -> part.span
                        .setAttribute(Names.FILES, (long) publishing.files())
                        .setAttribute(Names.BYTES, publishing.bytes()));
            case RunEvent.Decided decided -> next("materialise");
            case RunEvent.TaskPublished published ->
                phase.ifPresent(part -> part.span.addEvent(
                        "task published",
                        Attributes.of(
                                Names.TASK, published.task(),
                                Names.ROWS, published.rows(),
                                Names.FILES, (long) published.files(),
                                Names.BYTES, published.bytes())));
            case RunEvent.CatalogStarted started -> catalogStarted(started.catalog());
            case RunEvent.CatalogFinished finished -> catalogFinished(finished.outcome());
            case RunEvent.Progressed progressed -> {}
            // A warning's sentence may name a value.
            case RunEvent.Warned warned -> {}
        }
    }

    private void reading(RunPlan plan) {
        long all = plan.tasks().stream().mapToLong(task -> task.splits().size()).sum();
        run.setAttribute(Names.RUN_ID, plan.runId());
        phase.ifPresent(part -> part.span
                .setAttribute(Names.TASKS, (long) plan.tasks().size())
                .setAttribute(Names.SPLITS, all)
                .setAttribute(Names.WORKERS, (long) plan.workers()));
        next("read");
        tasks.clear();
        plan.tasks()
                .forEach(task -> planned.put(task.task().name(), task.splits().size()));
    }

    private Part task(String name) {
        return tasks.computeIfAbsent(name, unused -> {
            Part task = part("task", phase.map(read -> read.context).orElse(inRun));
            task.splitsLeft = planned.getOrDefault(name, 0);
            task.span.setAttribute(Names.TASK, name).setAttribute(Names.SPLITS, (long) task.splitsLeft);
            return task;
        });
    }

    private void splitFinished(RunEvent.SplitFinished finished) {
        Optional.ofNullable(splits.remove(key(finished.task(), finished.split())))
                .ifPresent(split -> {
                    split.add(finished.rows(), finished.bytes());
                    split.counted().end();
                });
        phase.ifPresent(read -> read.add(finished.rows(), finished.bytes()));
        Part task = task(finished.task());
        task.add(finished.rows(), finished.bytes());
        task.splitsLeft--;
        if (task.splitsLeft == 0) {
            task.counted().end();
            tasks.remove(finished.task());
        }
    }

    private void again(Retry retry) {
        run.addEvent(
                "retried",
                Attributes.of(
                        Names.SCOPE, word(retry.scope()),
                        Names.SQLSTATE, retry.sqlState(),
                        Names.ATTEMPT, (long) retry.attempt()));
        switch (retry.scope()) {
            case SPLIT ->
                retry.task()
                        .flatMap(task -> retry.split().map(split -> key(task, split)))
                        .map(splits::remove)
                        .ifPresent(split -> fail(split, retry.sqlState()));
            case RUN -> {
                leaveReading(true);
                phase.ifPresent(part -> fail(part, retry.sqlState()));
                phase = Optional.of(part("plan", inRun));
            }
            case CONNECTION, LOCK -> {}
        }
    }

    private void catalogStarted(String name) {
        // That of another run's commit may be told while this one plans or decides.
        if (phase.isPresent() && materialising) {
            phase.get().end();
            phase = Optional.empty();
        }
        if (!name.equals(NoCatalog.NAME)) {
            Part part = part("catalog", inRun);
            part.span.setAttribute(Names.CATALOG, name);
            catalog = Optional.of(part);
        }
    }

    private void catalogFinished(CatalogOutcome outcome) {
        catalog.ifPresent(part -> {
            part.span.setAttribute(Names.CATALOG_STATE, word(outcome.state()));
            if (outcome.state() == CatalogOutcome.State.PENDING || outcome.state() == CatalogOutcome.State.WRONG) {
                fail(part, word(outcome.state()));
            } else {
                part.end();
            }
        });
        catalog = Optional.empty();
    }

    private void next(String name) {
        phase.ifPresent(Part::end);
        phase = Optional.of(part(name, inRun));
        materialising = name.equals("materialise");
    }

    private void leaveReading(boolean failed) {
        List<Part> open = new ArrayList<>(splits.values());
        open.addAll(tasks.values());
        splits.clear();
        tasks.clear();
        open.forEach(part -> {
            if (failed) {
                part.span.setStatus(StatusCode.ERROR);
            }
            part.end();
        });
        if (!failed) {
            phase.ifPresent(Part::counted);
        }
    }

    private static void fail(Part part, String kind) {
        part.span.setStatus(StatusCode.ERROR);
        if (!kind.isEmpty()) {
            part.span.setAttribute(Names.ERROR_TYPE, kind);
        }
        part.end();
    }

    void ended(ReportDocument report) {
        boolean failed = report.error().isPresent();
        leaveReading(failed);
        String kind = "exit_code_" + report.exitCode();
        phase.ifPresent(part -> {
            if (failed) {
                fail(part, kind);
            } else {
                part.end();
            }
        });
        catalog.ifPresent(part -> fail(part, kind));
        run.setAttribute(Names.STATE, report.state())
                .setAttribute(Names.EXIT_CODE, (long) report.exitCode())
                .setAttribute(Names.TASKS, (long) report.tasks().size())
                .setAttribute(Names.ROWS, sum(report, ReportDocument.Task::rowsWritten))
                .setAttribute(Names.BYTES, sum(report, ReportDocument.Task::bytes))
                .setAttribute(Names.FILES, sum(report, ReportDocument.Task::fileCount));
        if (report.exitCode() != 0) {
            run.setStatus(StatusCode.ERROR, "exit code " + report.exitCode()).setAttribute(Names.ERROR_TYPE, kind);
        }
        run.end();
    }

    private static long sum(ReportDocument report, ToLongFunction<ReportDocument.Task> count) {
        return report.tasks().stream().mapToLong(count).sum();
    }

    private static String key(String task, int split) {
        return task + "/" + split;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
