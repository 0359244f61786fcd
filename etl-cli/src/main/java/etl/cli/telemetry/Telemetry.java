package etl.cli.telemetry;

import etl.cli.report.ReportDocument;
import etl.tasks.run.RunEvent;
import etl.tasks.run.RunListener;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Tells those who watch from elsewhere of one run. It never fails: what can't be told is a warning.
public interface Telemetry extends RunListener, AutoCloseable {
    /// Tells nobody.
    Telemetry NONE = new Telemetry() {
        @Override
        public Optional<String> traceId() {
            return Optional.empty();
        }

        @Override
        public void isFor(String logicalTime, LocalDate date) {}

        @Override
        public void on(RunEvent event) {}

        @Override
        public void ended(ReportDocument report) {}

        @Override
        public void close() {}
    };

    /// Begins to tell of a run where OpenTelemetry's standard variables ask for it.
    ///
    /// @param warnings told, in a sentence, of what can't be told
    static Telemetry of(Map<String, String> environment, Consumer<String> warnings) {
        Signals signals = Signals.of(environment);
        return signals.none() ? NONE : OpenTelemetryRun.start(environment, signals, warnings);
    }

    /// The id of the run's trace, for the log; empty when there is none.
    Optional<String> traceId();

    /// It is known what the run is for.
    void isFor(String logicalTime, LocalDate date);

    /// The run has ended, well or not.
    void ended(ReportDocument report);

    /// Delivers what isn't yet, within a few seconds.
    @Override
    void close();
}
