package etl.cli.command;

import etl.cli.Session;
import etl.cli.config.Configuration;
import etl.cli.output.TextTable;
import etl.tasks.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `etl list`
@Command(
        name = "list",
        description = "Lists the tasks: name, kind, what it reads, partitioning.",
        abbreviateSynopsis = true,
        footerHeading = "%nExamples:%n",
        footer = {"  etl list", "  etl list --output json"})
final class ListCommand extends ConfiguredCommand {
    @Mixin
    private final OutputOption output = new OutputOption();

    ListCommand(Session session) {
        super(session);
    }

    record TaskDocument(String name, String kind, String source, String partitioning) {}

    record ListDocument(List<TaskDocument> tasks) {}

    @Override
    ExitCode run(Configuration configuration) {
        List<TaskDocument> tasks = configuration.registry().all().stream()
                .map(task -> {
                    TaskText text = TaskText.of(task);
                    return new TaskDocument(task.name(), text.kind(), text.source(), "dt");
                })
                .toList();
        output.print(shell().out(), new ListDocument(tasks), () -> {
            if (tasks.isEmpty()) {
                shell().err()
                        .println(
                                "There is no task. Declare one in etl.yaml, or run a table with etl run --table SCHEMA.TABLE.");
                return;
            }
            TextTable table = new TextTable("task", "kind", "source", "partitioning");
            tasks.forEach(task -> table.row(task.name(), task.kind(), task.source(), task.partitioning()));
            table.print(shell().out(), "");
        });
        return ExitCode.DONE;
    }
}
