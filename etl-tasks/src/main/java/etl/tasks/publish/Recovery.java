package etl.tasks.publish;

import etl.tasks.FailPoint;
import etl.tasks.publish.CatalogOutcome.State;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What every run does first: carries on what dead runs decided, and removes what they left. Several may do it at once.
final class Recovery {
    private final Destination destination;
    private final Catalog catalog;
    private final CommitLog log;
    private final PublishingTimes times;
    private final PublishListener listener;
    private final Materialisation materialisation;

    Recovery(Destination destination, Catalog catalog, CommitLog log, PublishingTimes times, PublishListener listener) {
        this.destination = destination;
        this.catalog = catalog;
        this.log = log;
        this.times = times;
        this.listener = listener;
        this.materialisation = new Materialisation(destination, catalog, log, listener);
    }

    /// @return the commits that were taken back, since files of theirs were lost before they were visible
    List<LogEntry> recover() throws IOException {
        List<LogEntry> undone = new ArrayList<>();
        for (LogEntry entry : log.read()) {
            if (!entry.finished()) {
                CommitLog.Done done = materialisation.carryOn(entry.number());
                listener.recovered("Run %s had decided and not finished: it is %s now."
                        .formatted(entry.commit().runId(), done.undone() ? "taken back" : "published"));
                if (done.undone()) {
                    undone.add(log.read(entry.number()));
                }
            }
        }
        if (catalog.layout() == FileKey.Layout.RUN_AS_FOLDER) {
            // A crawler finds them with whatever it is started for next.
            Optional<CatalogOutcome> unused = showPending();
            removeSuperseded();
        }
        removeDropped();
        removeUnfinished();
        return undone;
    }

    /// Tells the catalog of commits that it couldn't be told of when they were finished.
    ///
    /// @return how it took the last of them; empty when it is behind with none
    Optional<CatalogOutcome> showPending() throws IOException {
        Optional<CatalogOutcome> last = Optional.empty();
        for (LogEntry entry : log.read()) {
            if (entry.finished() && entry.pending()) {
                last = Optional.of(materialisation.showAgain(entry));
            }
        }
        return last;
    }

    /// Deletes the files of runs that a newer one has replaced in a catalog that is told locations, once nobody can be
    /// reading them.
    private void removeSuperseded() throws IOException {
        Replacements replaced = Replacements.of(log.read());
        List<VisiblePartition> current = replaced.newest().entrySet().stream()
                .filter(found -> replaced.older().containsKey(found.getKey()))
                .map(found -> VisiblePartition.of(
                        found.getValue().commit(),
                        found.getValue().commit().partition(found.getKey()).orElseThrow(),
                        catalog.layout()))
                .toList();
        if (current.isEmpty()) {
            return;
        }
        // A process that was stalled may have pointed one of them back: each is pointed at the newest again first.
        int last = log.read().size() - 1;
        CatalogOutcome outcome = catalog.show(current, new LogTurn(log, last, List.of()));
        if (outcome.state() != State.CURRENT) {
            return;
        }
        for (VisiblePartition settled : catalog.settled(current, times.keepSuperseded())) {
            for (LogEntry entry : replaced.older().getOrDefault(settled.name(), List.of())) {
                delete(entry, settled.name());
            }
        }
    }

    /// Takes out of the catalog what finished commits took away, and deletes its files: at once where others' files lie
    /// beside them, otherwise when nobody can be reading them any more.
    void removeDropped() throws IOException {
        List<LogEntry> entries = log.read();
        Map<Integer, Map<PartitionName, List<LogEntry>>> byCommit = new TreeMap<>();
        Replacements.of(entries)
                .dropped()
                .forEach((name, dropped) -> byCommit.computeIfAbsent(
                                dropped.by().number(), number -> new LinkedHashMap<>())
                        .put(name, dropped.files()));
        for (Map.Entry<Integer, Map<PartitionName, List<LogEntry>>> dropping : byCommit.entrySet()) {
            int number = dropping.getKey();
            Optional<CommitLog.Done> done = log.done(number);
            // As long as the catalog doesn't know what came instead, readers are left what there was.
            if (done.isEmpty() || entries.get(number).pending()) {
                continue;
            }
            catalog.drop(List.copyOf(dropping.getValue().keySet()), new LogTurn(log, number, List.of()));
            FailPoint.DROPPED.reach();
            boolean unread = catalog.layout() == FileKey.Layout.RUN_IN_NAME
                    || done.get().at().plus(times.keepSuperseded()).isBefore(Instant.now());
            if (unread) {
                for (Map.Entry<PartitionName, List<LogEntry>> files :
                        dropping.getValue().entrySet()) {
                    for (LogEntry entry : files.getValue()) {
                        delete(entry, files.getKey());
                    }
                }
            }
        }
    }

    private static int place(LogEntry entry, PartitionName name) {
        return entry.commit().partitions().stream()
                .map(CommittedPartition::name)
                .toList()
                .indexOf(name);
    }

    private void delete(LogEntry entry, PartitionName name) throws IOException {
        List<PreparedFile> files = entry.commit().partition(name).orElseThrow().files();
        for (PreparedFile file : files) {
            destination.delete(file.published());
            FailPoint.SUPERSEDED_DELETED.reach();
        }
        log.markGone(entry.number(), place(entry, name));
    }

    /// Removes uploads and records of runs that can't publish any more. The order matters: a run is written down before
    /// its first upload, and decides before it forgets itself.
    void removeUnfinished() throws IOException {
        List<UnfinishedUpload> uploads = destination.unfinished();
        Map<String, RunRecord> runs = log.runs().stream().collect(Collectors.toMap(RunRecord::runId, run -> run));
        List<LogEntry> entries = log.read();
        Set<String> unfinished = entries.stream()
                .filter(entry -> !entry.finished())
                .map(entry -> entry.commit().runId())
                .collect(Collectors.toSet());
        Instant dead = Instant.now().minus(times.longestRun());
        int removed = 0;
        for (UnfinishedUpload upload : uploads) {
            RunRecord run = runs.get(upload.key().runId());
            boolean mayDecide = run != null
                    && !replaced(run, upload.key().partitionName(), entries)
                    && upload.begun().isAfter(dead);
            if (!mayDecide && !unfinished.contains(upload.key().runId())) {
                destination.discard(upload.key(), upload.uploadId());
                removed++;
            }
        }
        if (removed > 0) {
            listener.recovered("Removed %d unfinished %s of runs that can't publish any more."
                    .formatted(removed, removed == 1 ? "file" : "files"));
        }
        for (RunRecord run : runs.values()) {
            boolean mayDecide = run.startedAt().isAfter(dead)
                    && !(run.partitions().stream().allMatch(name -> replaced(run, name, entries))
                            && run.unknown().stream()
                                    .allMatch(some -> since(run, entries).stream()
                                            .anyMatch(entry -> some.isOvertakenBy(entry.commit()))));
            if (!mayDecide && !unfinished.contains(run.runId())) {
                log.forget(run.runId());
            }
        }
    }

    /// Whether a commit is in the way of the run's partition.
    private static boolean replaced(RunRecord run, PartitionName name, List<LogEntry> entries) {
        return since(run, entries).stream().anyMatch(entry -> entry.commit().decides(name));
    }

    /// The commits that may be in a run's way.
    private static List<LogEntry> since(RunRecord run, List<LogEntry> entries) {
        return entries.subList(Math.min(run.base(), entries.size()), entries.size());
    }

    /// The times that recovery goes by.
    ///
    /// @param longestRun how long a run may take until it decides
    /// @param keepSuperseded how long replaced files stay after the catalog points elsewhere
    record PublishingTimes(Duration longestRun, Duration keepSuperseded) {}
}
