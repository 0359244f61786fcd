package etl.tasks.publish;

import etl.tasks.FailPoint;
import etl.tasks.publish.LogEntry.Mark;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes a decided commit visible, whoever decided it, from wherever it was left: all files in place and checked, what
/// they replace removed, the catalog told; or, when an upload is gone, takes the commit back. Every step may be taken
/// twice, and two may do this at once.
final class Materialisation {
    private final Destination destination;
    private final Catalog catalog;
    private final CommitLog log;
    private final PublishListener listener;

    Materialisation(Destination destination, Catalog catalog, CommitLog log, PublishListener listener) {
        this.destination = destination;
        this.catalog = catalog;
        this.log = log;
        this.listener = listener;
    }

    /// Carries a commit on until it is finished.
    ///
    /// @return how it was finished, by this or by another process
    CommitLog.Done carryOn(int number) throws IOException {
        LogEntry entry = log.read(number);
        if (!entry.has(Mark.FILES) && !entry.has(Mark.VOID)) {
            if (!completeFiles(entry)) {
                undo(number);
            }
            entry = log.read(number);
        }
        if (!entry.finished()) {
            finish(entry);
        }
        return log.done(number)
                .orElseThrow(() -> new IOException("commit %d is neither finished nor void".formatted(number)));
    }

    /// Up to `.files`.
    ///
    /// @return false when a file can't be completed, since its upload is gone
    private boolean completeFiles(LogEntry entry) throws IOException {
        Commit commit = entry.commit();
        Turn turn = new LogTurn(log, entry.number(), List.of(Mark.FILES, Mark.VOID));
        catalog.hide(commit.partitions().stream().map(CommittedPartition::name).toList(), turn);
        FailPoint.HIDDEN.reach();
        if (!turn.due()) {
            return true;
        }
        if (Parallel.each(commit.files(), this::complete).contains(false)) {
            return false;
        }
        FailPoint.ALL_COMPLETED.reach();
        if (Parallel.each(commit.files(), destination::verify).contains(false)) {
            return false;
        }
        FailPoint.ALL_VERIFIED.reach();
        if (catalog.layout() == FileKey.Layout.RUN_IN_NAME) {
            for (PreparedFile older : replaced(entry)) {
                if (!turn.due()) {
                    return true;
                }
                destination.delete(older.published());
                FailPoint.OLDER_DELETED.reach();
            }
        }
        FailPoint.ALL_OLDER_DELETED.reach();
        if (turn.due()) {
            log.mark(entry.number(), Mark.FILES);
        }
        FailPoint.FILES_RECORDED.reach();
        return true;
    }

    private boolean complete(PreparedFile file) throws IOException {
        boolean there = destination.complete(file);
        FailPoint.FILE_COMPLETED.reach();
        return there;
    }

    /// The files that the commit replaces: of each partition those of the newest commit before it. That one has removed
    /// those of the commits before.
    private List<PreparedFile> replaced(LogEntry entry) throws IOException {
        List<LogEntry> earlier = log.read().subList(0, entry.number());
        List<PreparedFile> replaced = new ArrayList<>();
        Set<PartitionName> left = entry.commit().partitions().stream()
                .map(CommittedPartition::name)
                .collect(Collectors.toSet());
        for (LogEntry candidate : earlier.reversed()) {
            if (candidate.visible()) {
                for (CommittedPartition partition : candidate.commit().partitions()) {
                    if (left.remove(partition.name())) {
                        replaced.addAll(partition.files());
                    }
                }
            }
        }
        return replaced;
    }

    /// Takes a commit back, unless somebody has found all its files since.
    private void undo(int number) throws IOException {
        Turn turn = new LogTurn(log, number, List.of(Mark.FILES, Mark.VOID));
        Commit commit = log.read(number).commit();
        if (!turn.due()) {
            return;
        }
        for (PreparedFile file : commit.files()) {
            destination.discard(file.key(), file.uploadId());
        }
        FailPoint.UNDO_ABORTED.reach();
        for (PreparedFile file : commit.files()) {
            if (!turn.due()) {
                return;
            }
            destination.delete(file.published());
        }
        FailPoint.UNDO_DELETED.reach();
        if (turn.due()) {
            log.mark(number, Mark.VOID);
        }
        FailPoint.VOID_RECORDED.reach();
    }

    /// From `.files` or `.void` up to `.done`.
    private void finish(LogEntry entry) throws IOException {
        Turn turn = new LogTurn(log, entry.number(), List.of(Mark.DONE));
        if (!entry.undone()) {
            listener.visible(entry.commit());
        }
        FailPoint.SHOWING.reach();
        CatalogOutcome outcome = tell(entry, turn);
        listener.shown(entry.commit(), outcome);
        FailPoint.SHOWN.reach();
        if (turn.due()) {
            if (outcome.state() == CatalogOutcome.State.PENDING) {
                log.mark(entry.number(), Mark.PENDING);
            }
            log.done(entry.number(), new CommitLog.Done(entry.undone(), outcome, Instant.now()));
        }
        FailPoint.DONE_RECORDED.reach();
        log.checkpoint(entry.number());
    }

    /// Tells the catalog of a finished commit that it couldn't be told of before.
    CatalogOutcome showAgain(LogEntry entry) throws IOException {
        Turn turn = new LogTurn(log, entry.number(), List.of(Mark.SHOWN));
        CatalogOutcome outcome =
                entry.undone() ? catalog.showAgain(turn) : catalog.show(turn.newest(visible(entry)), turn);
        listener.shown(entry.commit(), outcome);
        if (outcome.state() != CatalogOutcome.State.PENDING) {
            log.mark(entry.number(), Mark.SHOWN);
        }
        return outcome;
    }

    private CatalogOutcome tell(LogEntry entry, Turn turn) {
        if (entry.undone()) {
            return catalog.showAgain(turn);
        }
        return entry.commit().partitions().isEmpty()
                ? CatalogOutcome.nothingToTell()
                : catalog.show(visible(entry), turn);
    }

    private List<VisiblePartition> visible(LogEntry entry) {
        return entry.commit().partitions().stream()
                .map(partition -> VisiblePartition.of(entry.commit(), partition, catalog.layout()))
                .toList();
    }
}
