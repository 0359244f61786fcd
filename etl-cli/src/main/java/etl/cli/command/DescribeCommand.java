package etl.cli.command;

import etl.cli.Session;
import etl.cli.config.Configuration;
import etl.cli.config.Settings;
import etl.cli.output.Quantity;
import etl.cli.output.TextTable;
import etl.parquet.Column;
import etl.parquet.inspect.ParquetTypes;
import etl.tasks.ExitCode;
import etl.tasks.publish.LocalDestination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.run.Run;
import etl.tasks.run.RunPlan;
import etl.tasks.run.RunSettings;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `etl describe`
@Command(
        name = "describe",
        description = "Shows a task's SQL, its columns from Postgres to Glue, and the splits that it would be read in.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExamples:%n",
        footer = {"  etl describe orders", "  etl describe --table public.orders --output json"})
final class DescribeCommand extends ConfiguredCommand {
    @Parameters(paramLabel = "TASK", arity = "0..*", description = "Tasks to describe.")
    private List<String> names = new ArrayList<>();

    @ArgGroup(validate = false, heading = "%nTasks:%n")
    private TaskOptions tasks = new TaskOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    DescribeCommand(Session session) {
        super(session, SettingGroup.DATABASE, SettingGroup.READING, SettingGroup.TYPES);
    }

    /// @param source the column's name in Postgres, when the row that is written comes straight from it
    record ColumnDocument(
            String name,
            Optional<String> source,
            String postgres,
            String java,
            String parquet,
            String glue,
            boolean nullable) {}

    record SplitDocument(int number, String description) {}

    record TaskDocument(
            String name,
            String kind,
            String sql,
            Optional<Long> estimatedRows,
            List<ColumnDocument> columns,
            List<SplitDocument> splits) {}

    record DescribeDocument(List<TaskDocument> tasks) {}

    @Override
    ExitCode run(Configuration configuration) {
        names.forEach(tasks::add);
        RunPlan plan = new Run(settings(configuration), event -> {}).plan();
        DescribeDocument document = new DescribeDocument(
                plan.tasks().stream().map(DescribeCommand::document).toList());
        output.print(shell().out(), document, () -> document.tasks().forEach(task -> print(task, shell().out())));
        return ExitCode.DONE;
    }

    private RunSettings settings(Configuration configuration) {
        return new RunSettings(
                configuration.source().settings(),
                tasks.select(configuration),
                LocalDate.now(shell().clock()),
                // Planning writes nothing, so any destination will do.
                new LocalDestination(configuration.directory()),
                new NoCatalog(),
                configuration.values().get(Settings.WORKERS),
                configuration.values().get(Settings.READER),
                Optional.empty(),
                configuration.parquet(),
                configuration.types(),
                Runtime.getRuntime().maxMemory());
    }

    private static TaskDocument document(RunPlan.TaskPlan plan) {
        return new TaskDocument(
                plan.task().name(),
                TaskText.of(plan.task()).kind(),
                plan.sql(),
                Optional.of(plan.estimatedRows()).filter(rows -> rows >= 0),
                plan.output().columns().stream().map(DescribeCommand::document).toList(),
                plan.splits().stream()
                        .map(split -> new SplitDocument(split.number(), split.description()))
                        .toList());
    }

    private static ColumnDocument document(Column column) {
        return new ColumnDocument(
                column.name(),
                Optional.of(column.sourceName()),
                column.type().postgresName(),
                column.type().javaType().getSimpleName(),
                ParquetTypes.text(column),
                column.type().glueType(),
                column.nullable());
    }

    private static void print(TaskDocument task, PrintStream out) {
        out.println(task.name() + " (" + task.kind() + ")");
        out.println();
        task.sql().lines().forEach(line -> out.println("  " + line));
        out.println();
        TextTable columns = new TextTable("column", "Postgres", "Java", "Parquet", "Glue");
        for (ColumnDocument column : task.columns()) {
            columns.row(
                    column.name(),
                    column.postgres() + (column.nullable() ? "" : " not null"),
                    column.java(),
                    column.parquet(),
                    column.glue());
        }
        columns.print(out, "  ");
        out.println();
        out.println("  %d splits%s"
                .formatted(
                        task.splits().size(),
                        task.estimatedRows()
                                .map(rows -> ", about " + Quantity.count(rows) + " rows")
                                .orElse("")));
        task.splits().forEach(split -> out.println("    " + split.number() + "  " + split.description()));
        out.println();
    }
}
