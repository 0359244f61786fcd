package etl.tasks.publish;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.FailPoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One destination with its catalog and its log: what is published there, and the way that more is.
///
/// A run publishes in three steps: it *prepares* files that nobody sees; it *decides* by one conditional PUT into the
/// log; and the decision is *materialised*, by the run itself or by whoever comes next.
public final class Dataset {
    private static final Logger LOG = LoggerFactory.getLogger(Dataset.class);

    private final Destination destination;
    private final Catalog catalog;
    private final CommitLog log;
    private final Recovery recovery;
    private final PublishListener listener;

    /// @param longestRun how long a run may take from its start to its decision
    /// @param keepSuperseded how long replaced files stay after the catalog points elsewhere
    public Dataset(
            Destination destination,
            Catalog catalog,
            Duration longestRun,
            Duration keepSuperseded,
            PublishListener listener) {
        this.destination = destination;
        this.catalog = catalog;
        this.log = new CommitLog(destination.control());
        this.recovery = new Recovery(
                destination, catalog, log, new Recovery.PublishingTimes(longestRun, keepSuperseded), listener);
        this.listener = listener;
    }

    /// What a run decided.
    ///
    /// @param number the run's commit; empty when every partition of it was superseded
    /// @param superseded of each partition that isn't published the run that had published it from a newer snapshot
    public record Decision(OptionalInt number, Map<PartitionName, String> superseded) {}

    /// The last moment to stop a run.
    public interface Closing {
        /// @throws InterruptedException when the run was told to stop
        void close() throws InterruptedException;
    }

    /// Every commit, in order.
    public List<LogEntry> log() throws IOException {
        return log.read();
    }

    /// Every commit, in order, and all of them finished: what another run has just decided is carried on. So none of
    /// them is taken back any more.
    public List<LogEntry> finishedLog() throws IOException {
        List<LogEntry> entries = log.read();
        while (!entries.isEmpty() && !entries.getLast().finished()) {
            CommitLog.Done unused = materialise(entries.getLast().number());
            entries = log.read();
        }
        return entries;
    }

    /// How a commit was finished; empty while it isn't.
    public Optional<CommitLog.Done> done(LogEntry entry) throws IOException {
        return log.done(entry.number());
    }

    /// The runs that are under way, or died.
    public List<RunRecord> runs() throws IOException {
        return log.runs();
    }

    /// Removes what was taken away, and what dead runs left and can't publish any more; the next run would do it too.
    public void tidy() {
        try {
            recovery.removeDropped();
            recovery.removeUnfinished();
        } catch (IOException | RuntimeException failed) {
            LOG.warn("What was taken away or dead runs left stays until a later run: {}", failed.toString());
        }
    }

    /// The pending and prepared files of all runs.
    public List<UnfinishedUpload> unfinished() throws IOException {
        return destination.unfinished();
    }

    /// The log of a destination, without its catalog.
    public static List<LogEntry> log(Destination destination) throws IOException {
        return new CommitLog(destination.control()).read();
    }

    /// Everything that is visible, each partition with its newest files.
    ///
    /// @param layout how the files lie
    public static List<VisiblePartition> visible(List<LogEntry> log, FileKey.Layout layout) {
        List<LogEntry> entries = log.stream().filter(LogEntry::visible).toList();
        List<VisiblePartition> visible = new ArrayList<>();
        entries.stream()
                .flatMap(entry -> entry.commit().partitions().stream())
                .map(partition -> partition.name().table())
                .distinct()
                .sorted()
                .forEach(table -> {
                    CurrentPartitions current = CurrentPartitions.of(entries, table);
                    current.committed().forEach((directory, partition) -> {
                        LogEntry entry =
                                Objects.requireNonNull(current.byDirectory().get(directory));
                        visible.add(VisiblePartition.of(entry.commit(), partition, layout));
                    });
                });
        return visible;
    }

    /// The newest commit that published a table; empty when none has.
    public static Optional<LogEntry> newest(List<LogEntry> entries, String table) {
        return entries.reversed().stream()
                .filter(entry -> !entry.undone())
                .filter(entry -> entry.commit().partitions().stream()
                        .anyMatch(partition -> partition.name().table().equals(table)))
                .findFirst();
    }

    /// Carries on what dead runs decided, and removes what they left.
    ///
    /// @return the commits that were taken back
    public List<LogEntry> recover() throws IOException {
        requireLayout();
        return recovery.recover();
    }

    /// Tells the catalog of commits that it couldn't be told of when they were finished.
    ///
    /// @return how it took the last of them; empty when it is behind with none
    public Optional<CatalogOutcome> showPending() throws IOException {
        return recovery.showPending();
    }

    /// Files of one layout are not found by catalogs of the other.
    private void requireLayout() throws IOException {
        List<LogEntry> entries = log.read();
        Optional<FileKey> written = entries.reversed().stream()
                .flatMap(entry -> entry.commit().files().stream().limit(1))
                .map(PreparedFile::key)
                .findFirst();
        if (written.isPresent() && written.get().layout() != catalog.layout()) {
            throw EtlException.usage(
                    "%s was written for %s, and catalog '%s' needs its files laid out otherwise. Use the mode that it was written with, or another destination."
                            .formatted(
                                    destination.uri(),
                                    switch (written.get().layout()) {
                                        case RUN_IN_NAME -> "a crawler or no catalog";
                                        case RUN_AS_FOLDER -> "the catalog mode direct";
                                    },
                                    catalog.describe()));
        }
    }

    /// Writes down that a run is under way. It comes before the run's snapshot and first upload.
    public void begin(RunRecord run) throws IOException {
        log.begin(run);
    }

    /// Removes what a run wrote down of itself; what it prepared is published or discarded.
    public void forget(String runId) {
        boolean interrupted = Thread.interrupted();
        try {
            log.forget(runId);
            FailPoint.RUN_FORGOTTEN.reach();
        } catch (IOException | RuntimeException failed) {
            LOG.warn("What run {} wrote down of itself stays until a later run: {}", runId, failed.toString());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Discards prepared files that will not be published. What can't be discarded is logged: nobody sees it, and later
    /// runs remove it.
    public static void discard(Destination destination, List<PreparedFile> files) {
        // A run that is told to stop interrupts its threads; what it began is still to be removed.
        boolean interrupted = Thread.interrupted();
        for (PreparedFile file : files) {
            try {
                destination.discard(file.key(), file.uploadId());
            } catch (IOException | RuntimeException failed) {
                LOG.warn("{} could not be discarded: {}", file.key().path(), failed.toString());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Decides what a run publishes. Unless this throws a [DecisionUnknownException], what isn't decided is discarded.
    ///
    /// @param run what the run wrote down of itself
    /// @param draft everything that it means to publish
    /// @param closing asked right before the decision, after which there is no way back; what it throws ends the run
    /// @throws EtlException with exit code 75 when another run has published one of the partitions from an older
    ///     snapshot, or has tried to
    public Decision decide(RunRecord run, Commit draft, Closing closing) throws IOException, InterruptedException {
        Map<PartitionName, String> superseded = new LinkedHashMap<>();
        List<PreparedFile> unpublished = draft.files();
        try {
            while (true) {
                List<LogEntry> entries = log.read();
                Optional<LogEntry> mine = entries.stream()
                        .filter(entry -> entry.commit().runId().equals(run.runId()))
                        .findFirst();
                if (mine.isPresent()) {
                    unpublished = superseded(draft, superseded);
                    return new Decision(OptionalInt.of(mine.get().number()), superseded);
                }
                findSuperseded(entries, run, draft, superseded);
                Commit commit = draft.without(superseded.keySet()).leaving(publishedSince(entries, run, draft));
                requireFiles(commit);
                if (commit.isEmpty()) {
                    return new Decision(OptionalInt.empty(), superseded);
                }
                if (!entries.isEmpty() && !entries.getLast().finished()) {
                    materialise(entries.getLast().number());
                    continue;
                }
                closing.close();
                FailPoint.DECIDING.reach();
                if (put(entries.size(), commit)) {
                    unpublished = superseded(draft, superseded);
                    return new Decision(OptionalInt.of(entries.size()), superseded);
                }
            }
        } catch (DecisionUnknownException unknown) {
            unpublished = superseded(draft, superseded);
            throw unknown;
        } finally {
            discard(destination, unpublished);
        }
    }

    private static List<PreparedFile> superseded(Commit draft, Map<PartitionName, String> superseded) {
        return draft.files().stream()
                .filter(file -> superseded.containsKey(file.key().partitionName()))
                .toList();
    }

    private boolean put(int number, Commit commit) throws DecisionUnknownException {
        try {
            return log.decide(number, commit.at(Instant.now()));
        } catch (IOException | RuntimeException unanswered) {
            throw new DecisionUnknownException(unanswered);
        }
    }

    /// Finds the partitions that another run has decided from a newer snapshot since this one began.
    private static void findSuperseded(
            List<LogEntry> entries, RunRecord run, Commit draft, Map<PartitionName, String> superseded) {
        for (LogEntry entry : entries.subList(Math.min(run.base(), entries.size()), entries.size())) {
            Commit other = entry.commit();
            for (CommittedPartition partition : draft.partitions()) {
                PartitionName name = partition.name();
                if (other.decides(name) || bothIncrements(name.table(), other, draft)) {
                    if (!isNewer(entry, draft, name.table())) {
                        throw overtaken(name, entry);
                    }
                    superseded.put(name, other.runId());
                }
            }
            for (CommittedTable said : draft.tables()) {
                PartitionName none = new PartitionName(said.table(), "");
                if (!draft.lists(said.table()) && bothIncrements(said.table(), other, draft)) {
                    if (!isNewer(entry, draft, said.table())) {
                        throw overtaken(none, entry);
                    }
                    superseded.put(none, other.runId());
                }
            }
            for (CommittedPartition partition : other.partitions()) {
                // This run found no rows there, and its snapshot is the newer one: it has to say so.
                PartitionName name = partition.name();
                if (draft.table(name.table()).speaksFor(name) && !isNewer(entry, draft, name.table())) {
                    throw overtaken(name, entry);
                }
            }
        }
    }

    private static boolean isNewer(LogEntry entry, Commit draft, String table) {
        return !entry.undone() && entry.commit().snapshotOf(table).compareTo(draft.snapshotOf(table)) >= 0;
    }

    /// What others have published since the run began stays, though it be old.
    private static Set<PartitionName> publishedSince(List<LogEntry> entries, RunRecord run, Commit draft) {
        return entries.subList(Math.min(run.base(), entries.size()), entries.size()).stream()
                .filter(entry -> !entry.undone())
                .flatMap(entry -> entry.commit().partitions().stream())
                .map(CommittedPartition::name)
                .filter(name -> draft.table(name.table()).drops(name))
                .collect(Collectors.toSet());
    }

    /// Two increments from one watermark have rows in common, whatever partitions they are in.
    private static boolean bothIncrements(String table, Commit one, Commit other) {
        return one.table(table).window().isPresent()
                && other.table(table).window().isPresent();
    }

    private static EtlException overtaken(PartitionName name, LogEntry entry) {
        return new EtlException(
                ExitCode.SUPERSEDED,
                "%s: run %s %s since this run began. Nothing was published by this one; run it again."
                        .formatted(
                                name,
                                entry.commit().runId(),
                                entry.undone()
                                        ? "tried to publish it and was taken back"
                                        : "published it from an older snapshot"));
    }

    /// Another run removes only uploads whose partition it finds published. If nobody has published it, somebody else did.
    private static void requireFiles(Commit commit) {
        for (CommittedPartition partition : commit.partitions()) {
            if (partition.files().isEmpty()) {
                throw new EtlException(
                        ExitCode.DESTINATION_UNAVAILABLE,
                        "%s: uploads of this run were removed while it ran, by somebody or by a rule of the bucket. Nothing was published. A rule must leave incomplete uploads 7 days; run it again."
                                .formatted(partition.name()));
            }
        }
    }

    /// Carries a commit on until it is finished. Who did it, and how often, makes no difference.
    public CommitLog.Done materialise(int number) throws IOException {
        return new Materialisation(destination, catalog, log, listener).carryOn(number);
    }
}
