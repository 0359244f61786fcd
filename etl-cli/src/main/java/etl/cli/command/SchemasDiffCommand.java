package etl.cli.command;

import etl.aws.GlueCrawler;
import etl.aws.GlueTables;
import etl.cli.Session;
import etl.cli.config.CatalogConfig;
import etl.cli.config.Configuration;
import etl.cli.config.Settings;
import etl.parquet.inspect.GlueColumn;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.publish.Destination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.publish.NoDestination;
import etl.tasks.run.RunSettings;
import etl.tasks.run.SchemaDiff;
import etl.tasks.run.SchemaDiff.Between;
import etl.tasks.run.SchemaDiff.Difference;
import etl.tasks.run.SchemaDiff.Judgement;
import etl.tasks.run.SchemaDiff.TaskDiff;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `etl schemas diff`
@Command(
        name = "diff",
        description = {
            "Shows how the columns that a run would write differ from what there is.",
            "Each task (all by default) is compared with its record, with the files published last at the destination, and "
                    + "with its Glue table where a catalog is configured; each difference is judged by whether Athena survives "
                    + "it. The exit code is 20 when one breaks queries or stops a run."
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  etl schemas diff --dest s3://bucket/prefix/ --catalog-database shop",
            "  etl schemas diff --table public.orders --dest file:warehouse --output json"
        })
final class SchemasDiffCommand extends ConfiguredCommand {
    @ArgGroup(validate = false, heading = "%nTasks:%n")
    private TaskSelection tasks = new TaskSelection();

    @Mixin
    private final OutputOption output = new OutputOption();

    SchemasDiffCommand(Session session) {
        super(session, SettingGroup.DATABASE, SettingGroup.DESTINATION, SettingGroup.TYPES);
    }

    /// @param between `database_and_record`, `file` or `glue`
    /// @param judgement `survives`, `breaks` or `run_stops`
    record DifferenceDocument(String between, String what, String judgement, Optional<String> advice) {}

    record TaskDocument(String task, List<String> compared, List<DifferenceDocument> differences) {}

    record DiffDocument(List<TaskDocument> tasks) {}

    @Override
    ExitCode run(Configuration configuration) throws IOException {
        if (tasks.isEmpty()) {
            tasks.addAll();
        }
        Targets targets = new Targets(configuration);
        try (Destination destination =
                configuration.values().find(Settings.DESTINATION).isPresent()
                        ? targets.destination(configuration.destination())
                        : new NoDestination()) {
            List<TaskDiff> diffs = compare(configuration, targets, settings(configuration, destination));
            DiffDocument document = new DiffDocument(
                    diffs.stream().map(SchemasDiffCommand::document).toList());
            output.print(session(), document, () -> diffs.forEach(this::print));
            return diffs.stream()
                            .flatMap(diff -> diff.differences().stream())
                            .allMatch(difference -> difference.judgement() == Judgement.SURVIVES)
                    ? ExitCode.DONE
                    : ExitCode.SCHEMA_DRIFT;
        }
    }

    private static List<TaskDiff> compare(Configuration configuration, Targets targets, RunSettings settings) {
        Optional<String> database = database(configuration, targets);
        if (database.isEmpty()) {
            return compare(settings, table -> Optional.empty());
        }
        try (GlueTables glue = GlueTables.open(database.get(), configuration.aws())) {
            return compare(settings, glue::columns);
        }
    }

    private static List<TaskDiff> compare(RunSettings settings, Function<String, Optional<List<GlueColumn>>> glue) {
        return new SchemaDiff(settings, glue).compare();
    }

    /// The database that is named, or the one that the crawler writes to.
    private static Optional<String> database(Configuration configuration, Targets targets) {
        Optional<String> named = configuration.values().find(Settings.CATALOG_DATABASE);
        if (named.isEmpty() && configuration.catalog() instanceof CatalogConfig.Crawler config) {
            try (GlueCrawler crawler = targets.crawler(config)) {
                return Optional.of(crawler.status().database()).filter(database -> !database.isEmpty());
            }
        }
        return named;
    }

    private RunSettings settings(Configuration configuration, Destination destination) {
        List<Task> selected = tasks.select(configuration);
        return new RunSettings(
                new Targets(configuration).sources(selected),
                selected,
                LocalDate.EPOCH,
                destination,
                new NoCatalog(),
                1,
                configuration.values().get(Settings.READER),
                Optional.empty(),
                configuration.parquet(),
                configuration.types(selected),
                Runtime.getRuntime().maxMemory(),
                configuration.values().get(Settings.ON_DRIFT),
                RunSettings.Guards.DEFAULT,
                RunSettings.Publishing.DEFAULT);
    }

    private static TaskDocument document(TaskDiff diff) {
        return new TaskDocument(
                diff.task(),
                diff.compared().stream().map(SchemasDiffCommand::name).toList(),
                diff.differences().stream()
                        .map(difference -> new DifferenceDocument(
                                name(difference.between()),
                                difference.what(),
                                name(difference.judgement()),
                                Optional.of(difference.advice()).filter(advice -> !advice.isEmpty())))
                        .toList());
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void print(TaskDiff diff) {
        String compared = diff.compared().isEmpty()
                ? "there is nothing to compare with"
                : diff.compared().stream().map(Between::text).collect(Collectors.joining(", ", "compared with ", ""));
        shell().out().println(diff.task() + ": " + compared);
        for (Difference difference : diff.differences()) {
            shell().out()
                    .println("  %-16s  %-8s  %s%s"
                            .formatted(
                                    judgement(difference.judgement()),
                                    difference.between() == Between.DATABASE_AND_RECORD
                                            ? "record"
                                            : name(difference.between()),
                                    difference.what(),
                                    difference.advice().isEmpty() ? "" : ": " + difference.advice()));
        }
        if (diff.differences().isEmpty() && !diff.compared().isEmpty()) {
            shell().out().println("  no difference");
        }
    }

    private static String judgement(Judgement judgement) {
        return switch (judgement) {
            case SURVIVES -> "Athena survives";
            case BREAKS -> "Athena breaks";
            case RUN_STOPS -> "a run stops";
        };
    }
}
