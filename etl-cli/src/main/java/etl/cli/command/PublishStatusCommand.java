package etl.cli.command;

import etl.cli.Session;
import etl.cli.config.Configuration;
import etl.cli.output.Quantity;
import etl.tasks.ExitCode;
import etl.tasks.publish.CommitLog;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.Destination;
import etl.tasks.publish.LogEntry;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.RunRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `etl publish status`
@Command(
        name = "status",
        description =
                "Shows the last commit, commits that aren't finished, runs under way or dead, and unfinished files. Changes nothing.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExample:%n",
        footer = "  etl publish status --dest s3://bucket/prefix/ --output json")
final class PublishStatusCommand extends ConfiguredCommand {
    @Mixin
    private final OutputOption output = new OutputOption();

    PublishStatusCommand(Session session) {
        super(session, SettingGroup.LOG);
    }

    /// @param commits how many commits the log has
    /// @param last the newest one
    /// @param unfinished those that are decided and not finished: the next run carries them on
    /// @param runs runs that are under way, or died before their decision
    /// @param unfinishedFiles uploads or staged files that are neither visible nor removed
    record StatusDocument(
            String destination,
            int commits,
            Optional<CommitDocument> last,
            List<CommitDocument> unfinished,
            List<RunDocument> runs,
            int unfinishedFiles) {}

    record CommitDocument(int number, String runId, Instant decidedAt, Optional<String> catalog) {}

    record RunDocument(String runId, Instant startedAt, String logicalTime, List<String> partitions) {}

    @Override
    ExitCode run(Configuration configuration) throws IOException {
        Targets targets = new Targets(configuration);
        try (Destination destination = targets.destination(configuration.destination())) {
            Dataset dataset = targets.readOnly(destination);
            List<LogEntry> entries = dataset.log();
            Optional<CommitDocument> last = entries.isEmpty()
                    ? Optional.empty()
                    : Optional.of(document(entries.getLast(), dataset.done(entries.getLast())));
            StatusDocument document = new StatusDocument(
                    destination.uri(),
                    entries.size(),
                    last,
                    entries.stream()
                            .filter(entry -> !entry.finished())
                            .map(entry -> document(entry, Optional.empty()))
                            .toList(),
                    dataset.runs().stream().map(PublishStatusCommand::document).toList(),
                    dataset.unfinished().size());
            output.print(session(), document, () -> print(document, shell().out()));
            return ExitCode.DONE;
        }
    }

    private static CommitDocument document(LogEntry entry, Optional<CommitLog.Done> done) {
        return new CommitDocument(
                entry.number(),
                entry.commit().runId(),
                entry.commit().decidedAt(),
                done.map(finished -> CatalogText.word(finished.catalog())));
    }

    private static RunDocument document(RunRecord run) {
        return new RunDocument(
                run.runId(),
                run.startedAt(),
                run.logicalTime(),
                run.partitions().stream().map(PartitionName::toString).toList());
    }

    private static void print(StatusDocument status, PrintStream out) {
        out.println("%s: %s".formatted(status.destination(), Quantity.of(status.commits(), "commit")));
        status.last()
                .ifPresent(commit -> out.println("Last: %d by run %s, decided %s%s"
                        .formatted(
                                commit.number(),
                                commit.runId(),
                                commit.decidedAt(),
                                commit.catalog()
                                        .map(state -> ", catalog " + state)
                                        .orElse(""))));
        for (CommitDocument commit : status.unfinished()) {
            out.println("Not finished: %d by run %s. The next run carries it on, or 'etl publish recover' does."
                    .formatted(commit.number(), commit.runId()));
        }
        for (RunDocument run : status.runs()) {
            out.println("Under way, or dead: run %s since %s, for %s"
                    .formatted(run.runId(), run.startedAt(), String.join(", ", run.partitions())));
        }
        if (status.unfinishedFiles() > 0) {
            out.println("Unfinished: %s. Runs under way need theirs; those of dead runs are removed by later runs."
                    .formatted(Quantity.of(status.unfinishedFiles(), "file")));
        }
    }
}
