package etl.cli.command;

import etl.cli.Session;
import etl.cli.config.Configuration;
import etl.cli.config.DestinationUri;
import etl.cli.config.Settings;
import etl.cli.output.TextTable;
import etl.tasks.ExitCode;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.Destination;
import etl.tasks.publish.LogEntry;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `etl list`
@Command(
        name = "list",
        description =
                "Lists the tasks: name, kind, what it reads, partitioning, and when it was last published at the destination.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExamples:%n",
        footer = {"  etl list", "  etl list --dest s3://bucket/prefix/ --output json"})
final class ListCommand extends ConfiguredCommand {
    @Mixin
    private final OutputOption output = new OutputOption();

    ListCommand(Session session) {
        super(session, SettingGroup.LOG);
    }

    /// @param lastRun when it was last published; empty when it never was, or no destination is named
    record TaskDocument(String name, String kind, String source, String partitioning, Optional<Instant> lastRun) {}

    record ListDocument(List<TaskDocument> tasks) {}

    @Override
    ExitCode run(Configuration configuration) throws IOException {
        List<LogEntry> log = log(configuration);
        List<TaskDocument> tasks = configuration.registry().all().stream()
                .map(task -> {
                    TaskText text = TaskText.of(task);
                    return new TaskDocument(
                            task.name(), text.kind(), text.source(), text.partitioning(), lastRun(log, task.name()));
                })
                .toList();
        output.print(session(), new ListDocument(tasks), () -> {
            if (tasks.isEmpty()) {
                session()
                        .tell(
                                "There is no task. Declare one in etl.yaml, or run a table with etl run --table SCHEMA.TABLE.");
                return;
            }
            TextTable table = new TextTable("task", "kind", "source", "partitioning", "last run");
            tasks.forEach(task -> table.row(
                    task.name(),
                    task.kind(),
                    task.source(),
                    task.partitioning(),
                    task.lastRun()
                            .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                            .orElse("")));
            table.print(shell().out(), "");
        });
        return ExitCode.DONE;
    }

    private static List<LogEntry> log(Configuration configuration) throws IOException {
        Optional<DestinationUri> uri = configuration.values().find(Settings.DESTINATION);
        if (uri.isEmpty()) {
            return List.of();
        }
        try (Destination destination = new Targets(configuration).destination(uri.get())) {
            return Dataset.log(destination);
        }
    }

    private static Optional<Instant> lastRun(List<LogEntry> log, String task) {
        return Dataset.newest(log, task).map(entry -> entry.commit().decidedAt());
    }
}
