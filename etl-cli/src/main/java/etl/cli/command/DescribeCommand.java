package etl.cli.command;

import etl.cli.Session;
import etl.cli.config.Configuration;
import etl.cli.config.DestinationUri;
import etl.cli.config.Settings;
import etl.cli.output.Quantity;
import etl.cli.output.TextTable;
import etl.parquet.Column;
import etl.parquet.column.TypeOptions.Target;
import etl.parquet.inspect.ParquetTypes;
import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Partitioning;
import etl.tasks.Task;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.Destination;
import etl.tasks.publish.LogEntry;
import etl.tasks.publish.NoCatalog;
import etl.tasks.publish.NoDestination;
import etl.tasks.run.Run;
import etl.tasks.run.RunPlan;
import etl.tasks.run.RunSettings;
import etl.tasks.run.Sources;
import etl.tasks.schema.AthenaDdl;
import etl.tasks.schema.Comments;
import etl.tasks.source.Connections;
import etl.tasks.source.Database;
import etl.tasks.source.SourceErrors;
import etl.tasks.source.SourceSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `etl describe`
@Command(
        name = "describe",
        description =
                "Shows a task's SQL, its columns from Postgres to Glue, the splits that it would be read in, and its partitions at the destination.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  etl describe orders",
            "  etl describe orders --ddl --dest s3://bucket/prefix/",
            "  etl describe --table public.orders --output json"
        })
final class DescribeCommand extends ConfiguredCommand {
    @Parameters(paramLabel = "TASK", arity = "0..*", description = "Tasks to describe.")
    private List<String> names = new ArrayList<>();

    @ArgGroup(validate = false, heading = "%nTasks:%n")
    private TaskSelection tasks = new TaskSelection();

    @Option(
            names = "--ddl",
            description =
                    "Show only the statement that makes the table in Athena, below the destination if it is on S3.")
    private boolean ddl;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many partitions at the destination are shown, the last in order first; 10 by default.")
    private int partitions;

    @Mixin
    private final OutputOption output = new OutputOption();

    DescribeCommand(Session session) {
        super(session, SettingGroup.DATABASE, SettingGroup.LOCATION, SettingGroup.READING, SettingGroup.TYPES);
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

    /// @param partitions those at the destination; empty when none is named
    record TaskDocument(
            String name,
            String kind,
            String partitioning,
            String sql,
            Optional<Long> estimatedRows,
            List<ColumnDocument> columns,
            List<SplitDocument> splits,
            Optional<TablePartitions> partitions) {}

    record DescribeDocument(List<TaskDocument> tasks) {}

    /// @param latest the view of the newest run date, when the table has such
    record DdlDocument(String name, String ddl, Optional<String> latest) {}

    record DdlsDocument(List<DdlDocument> tasks) {}

    @Override
    ExitCode run(Configuration configuration) throws IOException {
        names.forEach(tasks::add);
        if (ddl && configuration.types().target() == Target.PARQUET) {
            throw EtlException.usage(
                    "--ddl is for Athena, which can't read all types of types.target: parquet. Describe it"
                            + " with --target athena.");
        }
        RunPlan plan = new Run(settings(configuration), event -> {}).plan();
        if (ddl) {
            DdlsDocument statements = new DdlsDocument(ddls(configuration, plan));
            output.print(
                    session(),
                    statements,
                    () -> statements.tasks().forEach(statement -> {
                        shell().out().println(statement.ddl() + ";\n");
                        statement.latest().ifPresent(view -> shell().out().println(view + ";\n"));
                    }));
            return ExitCode.DONE;
        }
        Optional<List<LogEntry>> log = log(configuration);
        DescribeDocument document = new DescribeDocument(plan.tasks().stream()
                .map(task -> document(
                        task,
                        log.map(entries ->
                                TablePartitions.of(entries, task.task().name(), partitions))))
                .toList());
        output.print(session(), document, () -> document.tasks().forEach(task -> print(task, shell().out())));
        return ExitCode.DONE;
    }

    /// What is published at the destination, if one is named and its log can be read: the rest is worth seeing without.
    private Optional<List<LogEntry>> log(Configuration configuration) {
        Optional<DestinationUri> uri = configuration.values().find(Settings.DESTINATION);
        if (uri.isEmpty()) {
            return Optional.empty();
        }
        try (Destination destination = new Targets(configuration).destination(uri.get())) {
            return Optional.of(Dataset.log(destination));
        } catch (IOException | EtlException unreadable) {
            session()
                    .tell("The partitions at %s can't be shown: %s"
                            .formatted(uri.get().uri(), unreadable.getMessage()));
            return Optional.empty();
        }
    }

    private static List<DdlDocument> ddls(Configuration configuration, RunPlan plan) {
        String prefix = configuration
                .values()
                .find(Settings.DESTINATION)
                .filter(DestinationUri.S3.class::isInstance)
                .map(DestinationUri::uri)
                .orElse("s3://BUCKET/PREFIX/");
        List<DdlDocument> ddls = new ArrayList<>();
        for (RunPlan.TaskPlan task : plan.tasks()) {
            String name = task.task().name();
            AthenaDdl table =
                    new AthenaDdl(configuration.values().find(Settings.CATALOG_DATABASE), name, prefix + name + "/");
            Partitioning partitioning = task.task().options().partitioning();
            ddls.add(new DdlDocument(
                    name,
                    table.of(task.output(), partitioning, comments(configuration, task.task())),
                    table.latest(partitioning)));
        }
        return ddls;
    }

    /// What Postgres has been told of a table; other databases aren't asked.
    private static Comments comments(Configuration configuration, Task task) {
        Database database = configuration.source(Sources.name(task)).database();
        if (!(database instanceof SourceSettings postgres)) {
            return Comments.NONE;
        }
        try (Connections connections = Connections.open(postgres, 1, "etl/describe");
                Connection connection = connections.connect()) {
            Comments comments = comments(connection, task);
            connection.rollback();
            return comments;
        } catch (SQLException error) {
            throw SourceErrors.of("reading comments", error);
        }
    }

    private static Comments comments(Connection connection, Task task) throws SQLException {
        Table.Rows rows = switch (task) {
            case Task.Extract<?> extract -> extract.table().rows();
            case Task.Relation relation -> relation.rows();
            // Its columns are made by a function.
            case Task.Transform<?, ?> transform -> new Table.FromQuery("", Optional.empty());
        };
        return rows instanceof Table.FromRelation relation ? Comments.of(connection, relation) : Comments.NONE;
    }

    private RunSettings settings(Configuration configuration) {
        List<Task> selected = tasks.select(configuration);
        return new RunSettings(
                new Targets(configuration).sources(selected),
                selected,
                LocalDate.now(shell().clock()),
                // Planning writes nothing.
                new NoDestination(),
                new NoCatalog(),
                configuration.values().get(Settings.WORKERS),
                configuration.values().get(Settings.READER),
                Optional.empty(),
                configuration.parquet(),
                configuration.types(selected),
                Runtime.getRuntime().maxMemory(),
                RunSettings.OnDrift.FAIL,
                RunSettings.Guards.DEFAULT,
                RunSettings.Publishing.DEFAULT);
    }

    private static TaskDocument document(RunPlan.TaskPlan plan, Optional<TablePartitions> partitions) {
        TaskText text = TaskText.of(plan.task());
        return new TaskDocument(
                plan.task().name(),
                text.kind(),
                text.partitioning(),
                plan.sql(),
                Optional.of(plan.estimatedRows()).filter(rows -> rows >= 0),
                plan.output().columns().stream().map(DescribeCommand::document).toList(),
                plan.splits().stream()
                        .map(split -> new SplitDocument(split.number(), split.description()))
                        .toList(),
                partitions);
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
        out.println(task.name() + " (" + task.kind() + ", partition-by " + task.partitioning() + ")");
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
        out.println("  %s%s"
                .formatted(
                        Quantity.of(task.splits().size(), "split"),
                        task.estimatedRows()
                                .map(rows -> ", about " + Quantity.count(rows) + " rows")
                                .orElse("")));
        task.splits().forEach(split -> out.println("    " + split.number() + "  " + split.description()));
        out.println();
        task.partitions().ifPresent(partitions -> {
            partitions.print(out);
            out.println();
        });
    }
}
