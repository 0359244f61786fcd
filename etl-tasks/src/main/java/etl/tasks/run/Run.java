package etl.tasks.run;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.PreparedFile;
import etl.tasks.publish.PublishedFile;
import etl.tasks.publish.PublishedPartition;
import etl.tasks.publish.Publisher;
import etl.tasks.run.RunPlan.TaskPlan;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A run: plan → read → publish → catalog → report.
public final class Run {
    private final RunSettings settings;
    private final RunListener listener;
    private final Instant startedAt = Instant.now();

    public Run(RunSettings settings, RunListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /// Plans the run and ends it: locks, shapes, sizes and splits, without reading a row or writing a byte
    /// (`--dry-run`, `describe`).
    ///
    /// @throws EtlException for everything that the user can mend
    public RunPlan plan() {
        return new Reading(settings, RunId.next(startedAt), retries(), listener).plan();
    }

    /// Does the whole run. When it throws, nothing is visible and nothing is left behind.
    ///
    /// @throws EtlException for everything that the user can mend
    /// @throws InterruptedException when the thread was interrupted (SIGTERM) before the decision to publish
    public RunReport execute() throws InterruptedException {
        checkDestination();
        settings.catalog().check();
        Reading.Result read = read();
        Map<TaskPlan, TaskResult> results =
                TaskResult.of(read.plan(), read.splits(), new Publisher(settings.destination()));
        List<PublishedPartition> published = publish(results);
        CatalogOutcome outcome = tellCatalog(published);
        return Reports.of(settings, read.plan(), startedAt, results, read.lookups(), published, outcome);
    }

    private Retries retries() {
        return new Retries(settings.source().retryPause(), listener);
    }

    /// Reads as often as it takes, each time under a new id.
    private Reading.Result read() throws InterruptedException {
        Retries retries = retries();
        for (int attempt = 1; ; attempt++) {
            try {
                return new Reading(settings, RunId.next(Instant.now()), retries, listener).read();
            } catch (RunAgainException failed) {
                retries.runAgain(failed, attempt);
            }
        }
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
