package etl.cli.telemetry;

import etl.cli.report.ReportDocument;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.run.RunEvent;
import etl.tasks.source.Retry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleGauge;
import io.opentelemetry.api.metrics.LongGauge;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The metrics of a run. A process does one run, so each is a gauge: what the last run came to. Used under one lock,
/// but for [#snapshotAge].
final class RunMetrics {
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final DoubleGauge duration;
    private final LongGauge exitCode;
    private final DoubleGauge lastSuccess;
    private final LongGauge rows;
    private final LongGauge bytes;
    private final LongGauge files;
    private final LongGauge retries;
    private final LongGauge repeatedCalls;
    private final DoubleGauge catalogWait;
    private final Map<Attributes, Long> retried = new HashMap<>();
    private final LongSupplier nanos;
    private OptionalLong snapshotTaken = OptionalLong.empty();
    private OptionalLong snapshotReturned = OptionalLong.empty();

    /// @param nanos a clock that only moves forward
    RunMetrics(Meter meter, LongSupplier nanos) {
        this.nanos = nanos;
        duration = seconds(meter, "etl.run.duration", "How long the run took");
        exitCode = count(meter, "etl.run.exit_code", "1", "The run's exit code");
        lastSuccess = seconds(meter, "etl.run.last_success", "When a run last ended with 0, in seconds since 1970");
        rows = count(meter, "etl.task.rows", "{row}", "The rows that were published");
        bytes = count(meter, "etl.task.bytes", "By", "The size of the files that were published");
        files = count(meter, "etl.task.files", "{file}", "The files that were published");
        retries = count(meter, "etl.run.retries", "{retry}", "What was done again");
        repeatedCalls = count(meter, "etl.run.repeated_calls", "{call}", "Calls to S3 and Glue that were made again");
        catalogWait = seconds(meter, "etl.catalog.wait", "How long the run waited for the catalog");
        meter.gaugeBuilder("etl.snapshot.age")
                .setUnit("s")
                .setDescription("How long the snapshot has been held, or was")
                .buildWithCallback(this::snapshotAge);
    }

    private static DoubleGauge seconds(Meter meter, String name, String description) {
        return meter.gaugeBuilder(name).setUnit("s").setDescription(description).build();
    }

    private static LongGauge count(Meter meter, String name, String unit, String description) {
        return meter.gaugeBuilder(name)
                .ofLongs()
                .setUnit(unit)
                .setDescription(description)
                .build();
    }

    /// Asked for by the thread that sends, also while the run reads: a snapshot that is held for long keeps the server
    /// from cleaning up.
    private synchronized void snapshotAge(ObservableDoubleMeasurement age) {
        if (snapshotTaken.isPresent()) {
            long until = snapshotReturned.orElseGet(nanos);
            age.record((until - snapshotTaken.getAsLong()) / NANOS_PER_SECOND);
        }
    }

    void on(RunEvent event) {
        switch (event) {
            case RunEvent.Planned planned -> snapshot(OptionalLong.of(nanos.getAsLong()), OptionalLong.empty());
            case RunEvent.ReadingFinished finished -> snapshot(snapshotTaken, OptionalLong.of(nanos.getAsLong()));
            case RunEvent.TaskPublished published -> {
                Attributes task = Attributes.of(Names.TASK, published.task());
                rows.set(published.rows(), task);
                bytes.set(published.bytes(), task);
                files.set(published.files(), task);
            }
            case RunEvent.CatalogFinished finished -> {
                CatalogOutcome outcome = finished.outcome();
                if (outcome.state() != CatalogOutcome.State.NONE) {
                    catalogWait.set(
                            outcome.took().toNanos() / NANOS_PER_SECOND,
                            Attributes.of(Names.CATALOG_STATE, RunTrace.word(outcome.state())));
                }
            }
            case RunEvent.Retried again -> {
                Retry retry = again.retry();
                Attributes reason =
                        Attributes.of(Names.SCOPE, RunTrace.word(retry.scope()), Names.SQLSTATE, retry.sqlState());
                retries.set(retried.merge(reason, 1L, Long::sum), reason);
            }
            case RunEvent.SplitStarted started -> {}
            case RunEvent.Progressed progressed -> {}
            case RunEvent.SplitFinished finished -> {}
            case RunEvent.Publishing publishing -> {}
            case RunEvent.Decided decided -> {}
            case RunEvent.CatalogStarted started -> {}
            case RunEvent.Warned warned -> {}
        }
    }

    private synchronized void snapshot(OptionalLong taken, OptionalLong returned) {
        snapshotTaken = taken;
        snapshotReturned = returned;
    }

    void ended(ReportDocument report, Instant now) {
        synchronized (this) {
            if (snapshotReturned.isEmpty()) {
                snapshotReturned = OptionalLong.of(nanos.getAsLong());
            }
        }
        duration.set(report.seconds());
        exitCode.set(report.exitCode());
        if (report.exitCode() == 0) {
            lastSuccess.set(now.toEpochMilli() / 1000.0);
        }
        report.repeated()
                .forEach(calls -> repeatedCalls.set(
                        calls.times(),
                        Attributes.of(Names.SERVICE, calls.service(), Names.OPERATION, calls.operation())));
    }
}
