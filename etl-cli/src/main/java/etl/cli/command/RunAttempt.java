package etl.cli.command;

import etl.cli.Failure;
import etl.cli.Session;
import etl.cli.report.ReportDocument;
import etl.cli.report.ReportFile;
import etl.cli.report.RunFacts;
import etl.cli.telemetry.Telemetry;
import etl.tasks.run.Run;
import etl.tasks.run.RunEvent;
import etl.tasks.run.RunListener;
import etl.tasks.run.RunPlan;
import etl.tasks.source.Retry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Tells of a run that those are told who ask afterwards: the report and the termination message, however it ends.
final class RunAttempt implements RunListener {
    private static final Logger LOG = LoggerFactory.getLogger("etl.run");

    private final Session session;
    private final LogicalTime time;
    private final Optional<ReportFile> file;
    private final Telemetry telemetry;
    private final Instant startedAt;
    private final List<Retry> retries = new ArrayList<>();
    private Optional<String> logicalTime;
    private Optional<String> source = Optional.empty();
    private Optional<String> destination = Optional.empty();
    private Optional<RunPlan> plan = Optional.empty();
    private boolean ended;

    /// @param file where the report goes
    /// @param telemetry told of the run; ended with the program
    RunAttempt(Session session, LogicalTime time, Optional<ReportFile> file, Telemetry telemetry) {
        this.session = session;
        this.time = time;
        this.file = file;
        this.startedAt = session.shell().clock().instant();
        this.logicalTime = time.text();
        this.telemetry = telemetry;
        session.onFailure(this::failed);
        session.atEnd(telemetry::close);
    }

    /// What it reads and where it writes.
    synchronized void between(String database, String destinationUri) {
        source = Optional.of(database);
        destination = Optional.of(destinationUri);
    }

    synchronized void begins(Run run) {
        logicalTime = Optional.of(run.logicalTime());
        telemetry.isFor(run.logicalTime(), time.date());
        LoggingEventBuilder line = LOG.atInfo()
                .addKeyValue("event", "started")
                .addKeyValue("logical_time", run.logicalTime())
                .addKeyValue("date", time.date());
        if (telemetry.traceId().isPresent()) {
            line = line.addKeyValue("trace_id", telemetry.traceId().get());
        }
        line.log("Logical time {}, partition dt={}: {}", run.logicalTime(), time.date(), time.why());
        session.termination().at(false, facts());
    }

    @Override
    public synchronized void on(RunEvent event) {
        telemetry.on(event);
        switch (event) {
            case RunEvent.Planned planned -> {
                plan = Optional.of(planned.plan());
                session.termination().at(false, facts());
            }
            case RunEvent.Retried retried -> retries.add(retried.retry());
            case RunEvent.Publishing publishing -> session.termination().at(true, facts());
            case RunEvent.SplitStarted started -> {}
            case RunEvent.Progressed progressed -> {}
            case RunEvent.SplitFinished finished -> {}
            case RunEvent.ReadingFinished finished -> {}
            case RunEvent.Decided decided -> {}
            case RunEvent.TaskPublished published -> {}
            case RunEvent.CatalogStarted started -> {}
            case RunEvent.CatalogFinished finished -> {}
            case RunEvent.Warned warned -> {}
        }
    }

    /// The run has ended well: its files are visible, or none had to be.
    void ended(ReportDocument report, String message) {
        ended = true;
        tell(report, message, "The run is published, and its report");
    }

    private void failed(Failure failure) {
        if (ended) {
            // It is a later run of the same command that has failed.
            return;
        }
        Duration took = Duration.between(startedAt, session.shell().clock().instant());
        tell(ReportDocument.failed(failure, took, facts()), failure.message(), "The report");
    }

    private void tell(ReportDocument report, String message, String what) {
        Optional<Path> written = Optional.empty();
        if (file.isPresent()) {
            try {
                file.get().write(report);
                written = file.map(ReportFile::path);
            } catch (IOException e) {
                LOG.warn("{} could not be written to {}: {}", what, file.get().path(), e.toString());
            }
        }
        session.termination().reported(report, message, written);
        telemetry.ended(report);
    }

    private synchronized RunFacts facts() {
        return new RunFacts(logicalTime, time.date(), startedAt, source, destination, plan, retries);
    }
}
