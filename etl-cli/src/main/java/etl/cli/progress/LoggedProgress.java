package etl.cli.progress;

import etl.cli.output.Quantity;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.RunEvent;
import etl.tasks.run.RunListener;
import etl.tasks.source.Retry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Every event of a run as one line of the log. Progress within a split is told once in a while only.
public final class LoggedProgress implements RunListener {
    private static final Logger LOG = LoggerFactory.getLogger("etl.run");
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

    private final Tally tally;
    private final LongSupplier nanos;
    private final Map<String, Long> toldNanos = new HashMap<>();

    /// @param nanos a clock that only moves forward
    public LoggedProgress(LongSupplier nanos) {
        this.nanos = nanos;
        this.tally = new Tally(nanos);
    }

    @Override
    public synchronized void on(RunEvent event) {
        tally.on(event);
        switch (event) {
            case RunEvent.Planned planned ->
                info("planned")
                        .addKeyValue("run_id", planned.plan().runId())
                        .addKeyValue("snapshot", planned.plan().snapshot().id())
                        .addKeyValue("lsn", planned.plan().snapshot().lsn())
                        .addKeyValue("workers", planned.plan().workers())
                        .addKeyValue("memory_bytes", planned.plan().memoryBytes())
                        .log(
                                "Run {} reads {} in {} with {}, which need {} of memory",
                                planned.plan().runId(),
                                Quantity.of(planned.plan().tasks().size(), "task"),
                                Quantity.of(
                                        planned.plan().tasks().stream()
                                                .mapToInt(task -> task.splits().size())
                                                .sum(),
                                        "split"),
                                Quantity.of(planned.plan().workers(), "worker"),
                                Quantity.bytes(planned.plan().memoryBytes()));
            case RunEvent.SplitStarted started ->
                split("split_started", started.task(), started.split())
                        .log("{}: reading {}", started.task(), started.description());
            case RunEvent.Progressed progressed -> tellProgress(progressed.task());
            case RunEvent.SplitFinished finished ->
                split("split_finished", finished.task(), finished.split())
                        .addKeyValue("rows", finished.rows())
                        .addKeyValue("bytes", finished.bytes())
                        .addKeyValue("seconds", finished.took())
                        .log(
                                "{}: split {} done, {} rows, {}, {}",
                                finished.task(),
                                finished.split(),
                                Quantity.count(finished.rows()),
                                Quantity.bytes(finished.bytes()),
                                Quantity.duration(finished.took()));
            // What comes next is told.
            case RunEvent.ReadingFinished finished -> {}
            case RunEvent.Decided decided -> {}
            case RunEvent.Publishing publishing ->
                info("publishing")
                        .addKeyValue("files", publishing.files())
                        .addKeyValue("bytes", publishing.bytes())
                        .log(
                                "Publishing {}, {}",
                                Quantity.of(publishing.files(), "file"),
                                Quantity.bytes(publishing.bytes()));
            case RunEvent.TaskPublished published ->
                info("task_published")
                        .addKeyValue("task", published.task())
                        .addKeyValue("rows", published.rows())
                        .addKeyValue("files", published.files())
                        .addKeyValue("bytes", published.bytes())
                        .log(
                                "{}: published {} in {}",
                                published.task(),
                                Quantity.of(published.rows(), "row"),
                                Quantity.of(published.files(), "file"));
            case RunEvent.CatalogStarted started -> {
                if (!started.catalog().equals(NoCatalog.NAME)) {
                    info("catalog_started")
                            .addKeyValue("catalog", started.catalog())
                            .log("Telling {}", started.catalog());
                }
            }
            case RunEvent.CatalogFinished finished -> {
                CatalogOutcome outcome = finished.outcome();
                if (outcome.state() != CatalogOutcome.State.NONE) {
                    info("catalog_finished")
                            .addKeyValue("state", outcome.state())
                            .addKeyValue("seconds", outcome.took())
                            .log("Catalog: {}", outcome.detail());
                }
            }
            case RunEvent.Retried retried -> tellRetry(retried.retry());
            case RunEvent.Warned warned ->
                LOG.atWarn().addKeyValue("event", "warning").log(warned.message());
        }
    }

    private static void tellRetry(Retry retry) {
        LoggingEventBuilder line = LOG.atWarn()
                .addKeyValue("event", "retried")
                .addKeyValue("scope", retry.scope())
                .addKeyValue("attempt", retry.attempt())
                .addKeyValue("sqlstate", retry.sqlState());
        if (retry.task().isPresent()) {
            line = line.addKeyValue("task", retry.task().get());
        }
        if (retry.split().isPresent()) {
            line = line.addKeyValue("split", retry.split().get());
        }
        line.log(retry.describe());
    }

    private void tellProgress(String name) {
        long now = nanos.getAsLong();
        long told = toldNanos.computeIfAbsent(name, unused -> now);
        if (now - told < PROGRESS_INTERVAL.toNanos()) {
            return;
        }
        toldNanos.put(name, now);
        tally.task(name)
                .ifPresent(task -> info("progress")
                        .addKeyValue("task", name)
                        .addKeyValue("rows", task.rows())
                        .addKeyValue("bytes", task.bytes())
                        .addKeyValue("splits", task.splits())
                        .addKeyValue("splits_done", task.splitsDone())
                        .addKeyValue("rows_per_second", Quantity.perSecond(task.rows(), task.elapsed()))
                        .log("{}: {} rows, {}", name, Quantity.count(task.rows()), Quantity.bytes(task.bytes())));
    }

    private static LoggingEventBuilder split(String event, String task, int split) {
        return info(event).addKeyValue("task", task).addKeyValue("split", split);
    }

    private static LoggingEventBuilder info(String event) {
        return LOG.atInfo().addKeyValue("event", event);
    }
}
