package etl.tasks.run;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.FailPoint;
import etl.tasks.Task;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.Commit;
import etl.tasks.publish.CommitLog;
import etl.tasks.publish.CommittedPartition;
import etl.tasks.publish.CurrentPartitions;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.DecisionUnknownException;
import etl.tasks.publish.LogEntry;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.PreparedFile;
import etl.tasks.publish.PublishListener;
import etl.tasks.publish.RunRecord;
import etl.tasks.publish.TableKeys;
import etl.tasks.publish.UploadGoneException;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.run.RunReport.Skipped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A run: recover → read → decide → make visible → report.
public final class Run {
    private static final int MATERIALISE_ATTEMPTS = 3;
    private static final Duration MATERIALISE_PAUSE = Duration.ofSeconds(1);

    private final RunSettings settings;
    private final RunListener listener;
    private final Instant startedAt = Instant.now();
    private final String logicalTime;
    private final Dataset dataset;

    /// Each attempt has an id of its own, since the keys of files are never reused.
    private volatile String runId = RunId.next(startedAt);

    public Run(RunSettings settings, RunListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.logicalTime = settings.publishing().logicalTime().orElse(startedAt.toString());
        this.dataset = new Dataset(
                settings.destination(),
                settings.catalog(),
                settings.publishing().longestRun(),
                settings.publishing().keepSuperseded(),
                new Heard());
    }

    /// What the run is for, as the log of commits keeps it: what was asked for, else the time that the run was made.
    public String logicalTime() {
        return logicalTime;
    }

    /// Plans the run and ends it: locks, shapes, sizes and splits, without reading a row or writing a byte
    /// (`--dry-run`, `describe`).
    ///
    /// @throws EtlException for everything that the user can mend
    public RunPlan plan() {
        return new Reading(settings, runId, retries(), listener, new FileNumbers()).plan();
    }

    /// Does the whole run. When it throws, nothing of it is visible; unless the message says that it was decided,
    /// nothing is left behind, and nothing will be visible.
    ///
    /// @throws EtlException for everything that the user can mend
    /// @throws InterruptedException when the thread was interrupted (SIGTERM) before the decision to publish
    public RunReport execute() throws InterruptedException {
        try {
            settings.destination().check();
            settings.catalog()
                    .check(settings.tasks().stream().map(TableKeys::of).toList())
                    .forEach(warning -> listener.on(new RunEvent.Warned(warning)));
            FailPoint.CHECKED.reach();
            dataset.recover();
            FailPoint.RECOVERED.reach();
            List<Skipped> skipped = new ArrayList<>();
            List<Task> due = due(skipped);
            if (due.isEmpty()) {
                CatalogOutcome catalog = dataset.showPending().orElseGet(CatalogOutcome::nothingToTell);
                return Reports.nothingDue(settings, runId, logicalTime, startedAt, skipped, catalog);
            }
            return publish(due, skipped);
        } catch (IOException | EtlException failed) {
            // Once the run has decided nobody's interruption reaches this thread's calls.
            if (Thread.interrupted()) {
                InterruptedException stopped = new InterruptedException("stopped before the decision");
                stopped.initCause(failed);
                throw stopped;
            }
            throw failed instanceof EtlException known ? known : unavailable((IOException) failed);
        }
    }

    /// The tasks that aren't published yet for this logical time.
    private List<Task> due(List<Skipped> skipped) throws IOException {
        List<LogEntry> entries = dataset.log();
        List<Task> due = new ArrayList<>();
        for (Task task : settings.tasks()) {
            CurrentPartitions current = CurrentPartitions.of(entries, task.name());
            Optional<LogEntry> published = entries.reversed().stream()
                    .filter(entry -> !entry.undone() && !again(task))
                    .filter(entry -> entry.commit().logicalTime().equals(logicalTime))
                    .filter(entry -> entry.commit().concerns(task.name()) && !current.lack(entry))
                    .findFirst();
            published.ifPresentOrElse(
                    entry -> skipped.add(new Skipped(
                            task.name(),
                            settings.partition(task).partition(),
                            Skipped.Why.ALREADY_PUBLISHED,
                            entry.commit().runId())),
                    () -> due.add(task));
        }
        return due;
    }

    private boolean again(Task task) {
        RunSettings.Publishing publishing = settings.publishing();
        return publishing.force()
                || (publishing.full() && task.options().increment().isPresent());
    }

    private Retries retries() {
        return new Retries(settings.sources().main().retryPause(), listener);
    }

    /// Tries as often as it is worth it, each time with a new snapshot.
    private RunReport publish(List<Task> due, List<Skipped> skipped) throws InterruptedException, IOException {
        Retries retries = retries();
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(due, skipped, retries);
            } catch (RunAgainException failed) {
                retries.runAgain(failed, attempt);
                runId = RunId.next(Instant.now());
            }
        }
    }

    private RunReport attempt(List<Task> due, List<Skipped> skipped, Retries retries)
            throws InterruptedException, IOException {
        // Whatever is committed from here on may be in this run's way. What is committed before stays as it is.
        RunRecord record = new RunRecord(
                runId,
                dataset.finishedLog().size(),
                logicalTime,
                startedAt,
                due.stream()
                        .filter(task -> !task.options().partitioning().ofRows())
                        .map(settings::partition)
                        .toList(),
                due.stream()
                        .filter(task -> task.options().partitioning().ofRows())
                        .map(this::unknown)
                        .toList());
        dataset.begin(record);
        boolean forgotten = true;
        try {
            FailPoint.RUN_RECORDED.reach();
            FileNumbers numbers = new FileNumbers();
            Reading.Result read = new Reading(settings.of(due), runId, retries, listener, numbers).read();
            listener.on(new RunEvent.ReadingFinished());
            Ready ready = ready(read, numbers);
            Published published = decide(record, ready.draft());
            published
                    .superseded()
                    .forEach((name, by) ->
                            skipped.add(new Skipped(name.table(), name.partition(), Skipped.Why.SUPERSEDED, by)));
            return Reports.of(settings, logicalTime, startedAt, read, ready.results(), published, skipped);
        } catch (DecisionUnknownException unanswered) {
            forgotten = false;
            throw new EtlException(
                    ExitCode.DESTINATION_UNAVAILABLE,
                    "It isn't known whether run %s has decided, since %s doesn't answer: %s. Run it again: it finds out, and publishes what isn't."
                            .formatted(runId, settings.destination().uri(), unanswered.getMessage()),
                    unanswered);
        } finally {
            if (forgotten) {
                dataset.forget(runId);
            }
        }
    }

    private RunRecord.Unknown unknown(Task task) {
        boolean everything = settings.reach() instanceof Reach.Everything;
        boolean increment = everything && task.options().increment().isPresent();
        return new RunRecord.Unknown(
                task.name(),
                everything && !increment ? List.of(settings.partition(task).partition()) : List.of(),
                increment);
    }

    /// What is read, checked and ready to be decided.
    private record Ready(Map<TaskPlan, TaskResult> results, Commit draft) {}

    private Ready ready(Reading.Result read, FileNumbers numbers) throws IOException {
        boolean ready = false;
        List<PreparedFile> empty = new ArrayList<>();
        try {
            requireWholeReaches(read);
            Map<TaskPlan, TaskResult> results = TaskResult.of(
                    read.plan().tasks().stream()
                            .filter(task ->
                                    !read.abandoned().containsKey(task.task().name()))
                            .toList(),
                    read.splits(),
                    settings.destination());
            FailPoint.ALL_PREPARED.reach();
            List<LogEntry> entries = dataset.log();
            EmptyPartitions none = new EmptyPartitions(settings, read.plan(), numbers);
            for (Map.Entry<TaskPlan, TaskResult> task : results.entrySet()) {
                TaskResult result = task.getValue();
                task.setValue(result.with(none.write(result, entries, empty)));
            }
            Commit draft = new CommitDraft(settings, read, entries).commit(results.values(), logicalTime, startedAt);
            new Guard(settings, entries).check(draft);
            ready = true;
            return new Ready(results, draft);
        } finally {
            if (!ready) {
                Dataset.discard(settings.destination(), read.files());
                Dataset.discard(settings.destination(), empty);
            }
        }
    }

    /// Of a task that was abandoned for one of its partitions the others were abandoned too, and nobody else may have
    /// published those.
    private static void requireWholeReaches(Reading.Result read) {
        for (TaskPlan plan : read.plan().tasks()) {
            UploadGoneException gone = read.abandoned().get(plan.task().name());
            if (gone != null && plan.partitions().isPresent()) {
                throw new EtlException(
                        ExitCode.SUPERSEDED,
                        "%s: an upload of this run was removed while it read, by another run that has published that partition, by somebody or by a rule of the bucket. Nothing was published by this one; run it again."
                                .formatted(gone.key().partitionName()),
                        gone);
            }
        }
    }

    /// What became of the run's decision.
    ///
    /// @param commit what is visible; empty when every partition was superseded
    /// @param superseded of each partition that isn't published the run that published it from a newer snapshot
    /// @param catalog how the catalog took the news
    record Published(Optional<Commit> commit, Map<PartitionName, String> superseded, CatalogOutcome catalog) {}

    private Published decide(RunRecord record, Commit draft) throws IOException, InterruptedException {
        Deciding deciding = new Deciding(() -> listener.on(new RunEvent.Publishing(
                draft.files().size(),
                draft.files().stream().mapToLong(PreparedFile::bytes).sum())));
        return deciding.run(() -> {
            Dataset.Decision decision = dataset.decide(record, draft, deciding);
            if (decision.number().isEmpty()) {
                return new Published(Optional.empty(), decision.superseded(), CatalogOutcome.nothingToTell());
            }
            listener.on(new RunEvent.Decided());
            CommitLog.Done done = materialise(decision.number().getAsInt());
            dataset.tidy();
            return new Published(
                    Optional.of(draft.without(decision.superseded().keySet())), decision.superseded(), done.catalog());
        });
    }

    /// From here on the run *will* be visible, whoever makes it so; it is best done at once.
    private CommitLog.Done materialise(int number) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                FailPoint.DECIDED.reach();
                return requireKept(dataset.materialise(number));
            } catch (IOException | RuntimeException failed) {
                if (failed instanceof EtlException undone && undone.exitCode() == ExitCode.UNDONE) {
                    throw undone;
                }
                boolean known = failed instanceof IOException || failed instanceof EtlException;
                if (!known || attempt == MATERIALISE_ATTEMPTS) {
                    throw new EtlException(
                            ExitCode.DESTINATION_UNAVAILABLE,
                            "Run %s is decided, and could not be made visible to its end: %s The next run carries it on, or 'etl publish recover' does."
                                    .formatted(runId, sentence(failed.getMessage())),
                            failed);
                }
                listener.on(new RunEvent.Warned("Run %s is decided, and is made visible again; attempt %d failed: %s"
                        .formatted(runId, attempt, sentence(failed.getMessage()))));
                Thread.sleep(MATERIALISE_PAUSE.multipliedBy(attempt));
            }
        }
    }

    private CommitLog.Done requireKept(CommitLog.Done done) {
        if (done.undone()) {
            throw new EtlException(
                    ExitCode.UNDONE,
                    "Run %s was decided and taken back: files that it had uploaded were removed before they were visible, by somebody or by a rule of the bucket. What was published before is as it was. Run it again."
                            .formatted(runId));
        }
        return done;
    }

    private static String sentence(@Nullable String text) {
        return text == null ? "" : text.endsWith(".") ? text : text + ".";
    }

    private EtlException unavailable(IOException failed) {
        return new EtlException(
                ExitCode.DESTINATION_UNAVAILABLE,
                "The destination %s failed: %s Nothing was published; run it again."
                        .formatted(settings.destination().uri(), sentence(failed.getMessage())),
                failed);
    }

    /// Tells of the run's own commit what is told of a run, and of others that they were carried on.
    private final class Heard implements PublishListener {
        @Override
        public void recovered(String sentence) {
            listener.on(new RunEvent.Warned(sentence));
        }

        @Override
        public void visible(Commit commit) {
            if (commit.runId().equals(runId)) {
                Map<String, List<CommittedPartition>> tables = commit.partitions().stream()
                        .collect(Collectors.groupingBy(
                                partition -> partition.name().table(), LinkedHashMap::new, Collectors.toList()));
                tables.forEach((table, partitions) -> listener.on(new RunEvent.TaskPublished(
                        table,
                        partitions.stream().mapToLong(CommittedPartition::rows).sum(),
                        partitions.stream()
                                .mapToInt(partition -> partition.files().size())
                                .sum(),
                        partitions.stream().mapToLong(CommittedPartition::bytes).sum())));
            }
            listener.on(new RunEvent.CatalogStarted(settings.catalog().describe()));
        }

        @Override
        public void shown(Commit commit, CatalogOutcome outcome) {
            listener.on(new RunEvent.CatalogFinished(outcome));
        }
    }
}
