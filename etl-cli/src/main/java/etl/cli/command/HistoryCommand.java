package etl.cli.command;

import etl.cli.Session;
import etl.cli.config.Configuration;
import etl.cli.output.Quantity;
import etl.cli.output.TextTable;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.Commit;
import etl.tasks.publish.CommitLog;
import etl.tasks.publish.CommittedPartition;
import etl.tasks.publish.CommittedTable;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.Destination;
import etl.tasks.publish.LogEntry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `etl history`
@Command(
        name = "history",
        description = "Lists what was published, from the log of commits: newest first.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  etl history --dest s3://bucket/prefix/",
            "  etl history --dest file:warehouse --task orders --last 100 --output json"
        })
final class HistoryCommand extends ConfiguredCommand {
    private static final int DEFAULT_LAST = 20;

    @Option(names = "--task", paramLabel = "NAME", description = "Only what was published of this task.")
    private @Nullable String task;

    @Option(names = "--last", paramLabel = "N", description = "How many commits at most (20).")
    private int last = DEFAULT_LAST;

    @Mixin
    private final OutputOption output = new OutputOption();

    HistoryCommand(Session session) {
        super(session, SettingGroup.LOG);
    }

    /// @param commits newest first
    record HistoryDocument(String destination, List<CommitDocument> commits) {}

    /// @param number the commit's place in the log
    /// @param state `published`, `undone`, or `decided` while it isn't visible yet
    /// @param catalog `none`, `current`, `pending` or `wrong`, by when the commit was finished; empty while it isn't
    /// @param seconds from the run's start to its decision
    record CommitDocument(
            int number,
            String runId,
            String logicalTime,
            Instant snapshotAt,
            Instant decidedAt,
            double seconds,
            String state,
            Optional<String> catalog,
            String program,
            List<PartitionDocument> partitions,
            List<DroppedDocument> dropped,
            List<WindowDocument> windows) {}

    /// A partition that the commit takes away.
    record DroppedDocument(String task, String partition) {}

    /// The rows that a task with `incremental` had read.
    ///
    /// @param after the lower end, which isn't among them; empty: from the first row on
    /// @param upTo the upper end, which is among them
    record WindowDocument(String task, String column, Optional<String> after, String upTo) {}

    record PartitionDocument(String task, String partition, long rows, int files, long bytes) {}

    @Override
    ExitCode run(Configuration configuration) throws IOException {
        if (last < 1) {
            throw EtlException.usage("--last: " + last + " is not a number of commits. Write 1 or more.");
        }
        Targets targets = new Targets(configuration);
        try (Destination destination = targets.destination(configuration.destination())) {
            Dataset dataset = targets.readOnly(destination);
            List<CommitDocument> commits = new ArrayList<>();
            for (LogEntry entry : dataset.log().reversed()) {
                List<PartitionDocument> partitions = entry.commit().partitions().stream()
                        .filter(partition ->
                                task == null || partition.name().table().equals(task))
                        .map(HistoryCommand::document)
                        .toList();
                List<DroppedDocument> dropped = entry.commit().tables().stream()
                        .filter(table -> task == null || table.table().equals(task))
                        .flatMap(table -> table.dropped().stream()
                                .map(directory -> new DroppedDocument(table.table(), directory)))
                        .toList();
                List<WindowDocument> windows = entry.undone() ? List.of() : windows(entry.commit());
                if (!(partitions.isEmpty() && dropped.isEmpty() && windows.isEmpty()) && commits.size() < last) {
                    commits.add(document(entry, partitions, dropped, windows, dataset.done(entry)));
                }
            }
            HistoryDocument document = new HistoryDocument(destination.uri(), commits);
            output.print(session(), document, () -> print(document));
            return ExitCode.DONE;
        }
    }

    private List<WindowDocument> windows(Commit commit) {
        List<WindowDocument> windows = new ArrayList<>();
        for (CommittedTable table : commit.tables()) {
            if (task == null || table.table().equals(task)) {
                table.window()
                        .ifPresent(window -> windows.add(
                                new WindowDocument(table.table(), window.column(), window.after(), window.upTo())));
            }
        }
        return windows;
    }

    private static CommitDocument document(
            LogEntry entry,
            List<PartitionDocument> partitions,
            List<DroppedDocument> dropped,
            List<WindowDocument> windows,
            Optional<CommitLog.Done> done) {
        return new CommitDocument(
                entry.number(),
                entry.commit().runId(),
                entry.commit().logicalTime(),
                entry.commit().snapshot().takenAt(),
                entry.commit().decidedAt(),
                Duration.between(entry.commit().startedAt(), entry.commit().decidedAt())
                                .toMillis()
                        / 1000.0,
                entry.undone() ? "undone" : entry.visible() ? "published" : "decided",
                done.map(finished -> CatalogText.word(finished.catalog())),
                entry.commit().program(),
                partitions,
                dropped,
                windows);
    }

    private static PartitionDocument document(CommittedPartition partition) {
        return new PartitionDocument(
                partition.name().table(),
                partition.name().partition(),
                partition.rows(),
                partition.files().size(),
                partition.bytes());
    }

    private void print(HistoryDocument document) {
        if (document.commits().isEmpty()) {
            session()
                    .tell("Nothing is published at " + document.destination()
                            + (task == null ? "" : " of the task '" + task + "'")
                            + ".");
            return;
        }
        TextTable table = new TextTable(
                "#", "date", "task", "partition", "rows#", "files#", "bytes#", "seconds#", "state", "run");
        for (CommitDocument commit : document.commits()) {
            for (PartitionDocument partition : commit.partitions()) {
                table.row(
                        String.valueOf(commit.number()),
                        commit.logicalTime(),
                        partition.task(),
                        partition.partition(),
                        Quantity.count(partition.rows()),
                        Quantity.count(partition.files()),
                        Quantity.bytes(partition.bytes()),
                        "%.1f".formatted(commit.seconds()),
                        commit.state()
                                + commit.catalog()
                                        .filter(state -> state.equals("pending") || state.equals("wrong"))
                                        .map(state -> ", catalog " + state)
                                        .orElse(""),
                        commit.runId());
            }
            for (DroppedDocument dropped : commit.dropped()) {
                table.row(
                        String.valueOf(commit.number()),
                        commit.logicalTime(),
                        dropped.task(),
                        dropped.partition(),
                        "",
                        "",
                        "",
                        "",
                        commit.state().equals("published") ? "taken away" : commit.state(),
                        commit.runId());
            }
        }
        table.print(shell().out(), "");
        for (CommitDocument commit : document.commits()) {
            for (WindowDocument window : commit.windows()) {
                shell().out()
                        .println("#%d %s: %s%s up to %s"
                                .formatted(
                                        commit.number(),
                                        window.task(),
                                        window.column(),
                                        window.after()
                                                .map(after -> " after " + after)
                                                .orElse(" from the first row"),
                                        window.upTo()));
            }
        }
    }
}
