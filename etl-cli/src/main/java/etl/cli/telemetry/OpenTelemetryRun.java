package etl.cli.telemetry;

import etl.cli.report.ReportDocument;
import etl.tasks.Version;
import etl.tasks.run.RunEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// One run told by OpenTelemetry. Safe for use by several threads.
final class OpenTelemetryRun implements Telemetry {
    private final Sdk sdk;
    private final Consumer<String> warnings;
    private final RunTrace trace;
    private final RunMetrics metrics;
    private boolean ended;

    private OpenTelemetryRun(Sdk sdk, Consumer<String> warnings) {
        this.sdk = sdk;
        this.warnings = warnings;
        this.trace = new RunTrace(sdk.sdk().getTracerProvider().get(Sdk.SCOPE, Version.PROGRAM), sdk.parent());
        this.metrics = new RunMetrics(
                sdk.sdk()
                        .getMeterProvider()
                        .meterBuilder(Sdk.SCOPE)
                        .setInstrumentationVersion(Version.PROGRAM)
                        .build(),
                System::nanoTime);
    }

    /// Begins, or warns and tells nobody when the variables can't be understood.
    static Telemetry start(Map<String, String> environment, Signals signals, Consumer<String> warnings) {
        try {
            return new OpenTelemetryRun(new Sdk(environment, signals, warnings), warnings);
        } catch (RuntimeException | LinkageError wrong) {
            warnings.accept(
                    "OpenTelemetry's variables (OTEL_…) can't be used, so nothing is told: %s. The run isn't affected."
                            .formatted(Sdk.withoutSecrets(reason(wrong), environment)));
            return NONE;
        }
    }

    /// The SDK's own words; of what it hadn't expected only the cause says what it is.
    private static String reason(Throwable wrong) {
        String words = String.valueOf(wrong.getMessage());
        Throwable cause = wrong.getCause();
        return (cause != null && words.startsWith("Unexpected") ? String.valueOf(cause.getMessage()) : words)
                .replaceFirst("\\.$", "");
    }

    @Override
    public Optional<String> traceId() {
        return trace.id();
    }

    @Override
    public synchronized void isFor(String logicalTime, LocalDate date) {
        trace.isFor(logicalTime, date);
    }

    @Override
    public synchronized void on(RunEvent event) {
        if (!ended) {
            trace.on(event);
            metrics.on(event);
        }
    }

    @Override
    public synchronized void ended(ReportDocument report) {
        if (!ended) {
            ended = true;
            trace.ended(report);
            metrics.ended(report, Instant.now());
        }
    }

    @Override
    public void close() {
        try {
            sdk.close();
        } catch (RuntimeException mistaken) {
            warnings.accept("Telemetry was not delivered, or not all of it: " + mistaken);
        }
    }
}
