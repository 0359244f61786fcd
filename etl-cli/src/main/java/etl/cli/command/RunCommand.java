package etl.cli.command;

import etl.cli.Session;
import etl.cli.config.CatalogConfig;
import etl.cli.config.Configuration;
import etl.cli.config.Settings;
import etl.cli.log.LogStyle;
import etl.cli.report.ReportDocument;
import etl.cli.report.ReportFile;
import etl.cli.telemetry.Telemetry;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.publish.Catalog;
import etl.tasks.publish.Destination;
import etl.tasks.run.Reach;
import etl.tasks.run.Run;
import etl.tasks.run.RunEvent;
import etl.tasks.run.RunReport;
import etl.tasks.run.RunSettings;
import etl.tasks.run.Sources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `etl run`
@Command(
        name = "run",
        description = {
            "Exports tasks and tables.",
            "Reads all of them under one snapshot, writes Parquet files, makes these visible together, and tells the catalog. What an earlier run has decided and not finished is carried on first."
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  etl run --task orders --dest s3://bucket/prefix/",
            "  etl run --all --exclude 'tmp_*' --dest s3://bucket/prefix/ --crawler nightly --report report.json",
            "  etl run --all-tables --exclude 'audit.*' --dest s3://bucket/prefix/",
            "  etl run --table 'sales.\"Order Items\"' --where \"created_at >= '2026-01-01'\" --dest file:warehouse",
            "  etl run --query 'select id, kind from public.events' --name kinds --dest file:warehouse",
            "  etl run --task events --from 2026-01-01 --to 2026-01-31 --dest s3://bucket/prefix/",
            "  etl run --task orders --dest s3://bucket/prefix/ --dry-run"
        })
final class RunCommand extends ConfiguredCommand {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @ArgGroup(validate = false, heading = "%nTasks:%n")
    private TaskSelection tasks = new TaskSelection();

    @Option(names = "--where", paramLabel = "SQL", description = "A condition on the rows of every task of this run.")
    private @Nullable String where;

    @Option(
            names = "--date",
            paramLabel = "YYYY-MM-DD",
            description =
                    "The logical date: the files' partition dt (that of the CronJob's scheduled time in a pod, else today; time-zone names the zone, UTC by default).")
    private @Nullable String date;

    @Option(
            names = "--from",
            paramLabel = "YYYY-MM-DD",
            description =
                    "Fill the partitions of the days from this one on: tasks with day(…), month(…) or year(…) in partition-by. Each is replaced as a whole, and no other.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "YYYY-MM-DD", description = "The last of the days that --from begins.")
    private @Nullable String to;

    @Option(
            names = "--per-day",
            description =
                    "With --from and --to: publish each day by itself, in order, and stop at the first that fails. The report is the last day's.")
    private boolean perDay;

    @Option(
            names = "--force",
            description =
                    "Publish tasks again that are published for this date or scheduled time already; a run without either is always new.")
    private boolean force;

    @Option(
            names = "--full",
            description =
                    "Tasks with incremental start over: everything is read again and replaces all that is published of them.")
    private boolean full;

    @Option(names = "--dry-run", description = "Plan, show the plan, and end without reading a row.")
    private boolean dryRun;

    @Option(names = "--no-catalog", description = "Tell no catalog, whatever the configuration says.")
    private boolean noCatalog;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write the report, one JSON document, to this file; also when the run fails.")
    private @Nullable Path report;

    @Mixin
    private final OutputOption output = new OutputOption();

    RunCommand(Session session) {
        super(
                session,
                SettingGroup.DATABASE,
                SettingGroup.DESTINATION,
                SettingGroup.READING,
                SettingGroup.GUARDS,
                SettingGroup.FILES,
                SettingGroup.TYPES);
    }

    @Override
    LogStyle logStyleWithoutTerminal() {
        return LogStyle.JSON;
    }

    @Override
    ExitCode run(Configuration configuration) throws InterruptedException, IOException {
        LogicalTime time = LogicalTime.of(
                Optional.ofNullable(date),
                configuration.values().find(Settings.SCHEDULE_JOB),
                configuration.values().get(Settings.TIME_ZONE),
                shell().clock().instant());
        List<Task> selected = tasks.select(configuration);
        Optional<DayRange> range = DayRange.of(
                Optional.ofNullable(from), Optional.ofNullable(to), perDay, Optional.ofNullable(date), selected);
        if (range.isEmpty()) {
            return run(configuration, selected, time, Reach.EVERYTHING);
        }
        if (!perDay || dryRun) {
            return run(
                    configuration,
                    selected,
                    range.get().logicalTime(time, selected),
                    range.get().reach());
        }
        return perDay(configuration, selected, time, range.get());
    }

    private ExitCode perDay(Configuration configuration, List<Task> selected, LogicalTime time, DayRange range)
            throws InterruptedException, IOException {
        ExitCode last = ExitCode.DONE;
        for (DayRange day : range.days()) {
            try {
                session().phase(Session.Phase.UNDECIDED);
                if (Thread.interrupted()) {
                    throw new InterruptedException("stopped between two days");
                }
                last = run(configuration, selected, day.logicalTime(time, selected), day.reach());
            } catch (EtlException failed) {
                String published = day.from().equals(range.from())
                        ? "No day was published by this command."
                        : "Published are %s to %s."
                                .formatted(range.from(), day.from().minusDays(1));
                throw new EtlException(
                        failed.exitCode(),
                        "%s: %s %s Go on with --from %1$s --to %s --per-day."
                                .formatted(day.from(), failed.getMessage(), published, range.to()),
                        failed);
            }
        }
        return last;
    }

    /// @param reach which rows are read
    private ExitCode run(Configuration configuration, List<Task> selected, LogicalTime time, Reach reach)
            throws InterruptedException, IOException {
        Optional<ReportFile> reportFile = Optional.ofNullable(report)
                .map(file -> new ReportFile(shell().directory().resolve(file)));
        RunAttempt attempt = new RunAttempt(
                session(), time, reportFile, dryRun ? Telemetry.NONE : Telemetry.of(shell().environment(), LOG::warn));
        Targets targets = new Targets(configuration);
        try (Destination destination = targets.destination(configuration.destination());
                Catalog catalog = targets.catalog(catalogConfig(configuration), destination.uri())) {
            Sources sources = targets.sources(selected);
            attempt.between(sources.of(selected.get(0)).display(), destination.uri());
            RunSettings settings = new RunSettings(
                            sources,
                            selected,
                            time.date(),
                            destination,
                            catalog,
                            configuration.values().get(Settings.WORKERS),
                            configuration.values().get(Settings.READER),
                            Optional.ofNullable(where),
                            configuration.parquet(),
                            configuration.types(selected),
                            Runtime.getRuntime().maxMemory(),
                            configuration.values().get(Settings.ON_DRIFT),
                            configuration.guards(),
                            new RunSettings.Publishing(
                                    time.text(),
                                    force,
                                    full,
                                    configuration.values().find(Settings.MAX_DROP),
                                    configuration.values().get(Settings.LONGEST_RUN),
                                    configuration.values().get(Settings.KEEP_SUPERSEDED)))
                    .reaching(reach);
            if (dryRun) {
                Run run = new Run(settings, this::warnings);
                PlanText plan = new PlanText(run.plan(), run.logicalTime(), time);
                output.print(session(), plan.document(), () -> plan.print(shell().out()));
                return ExitCode.DONE;
            }
            return finish(execute(settings, attempt), attempt);
        }
    }

    private RunReport execute(RunSettings settings, RunAttempt attempt) throws InterruptedException {
        try (ShownRun shown = new ShownRun(session())) {
            Run run = new Run(settings, event -> {
                attempt.on(event);
                if (event instanceof RunEvent.Publishing) {
                    session().phase(Session.Phase.PUBLISHING);
                }
                shown.on(event);
            });
            attempt.begins(run);
            return run.execute();
        }
    }

    /// The run has published. Nothing that fails from here on may look as if it hadn't.
    private ExitCode finish(RunReport result, RunAttempt attempt) {
        ExitCode code = CatalogText.exitCode(result.catalog().state());
        ReportDocument document = ReportDocument.of(result, code.code());
        ReportText text = new ReportText(document);
        attempt.ended(document, text.summary());
        text.log();
        // In a pod stdout and stderr are one stream, and a table would stand among its JSON lines.
        if (output.asked().isPresent()
                || session().logStyle() != LogStyle.JSON
                || shell().terminal().out()) {
            output.print(session(), document, () -> text.print(shell().out()));
        }
        if (code != ExitCode.DONE && session().logStyle() != LogStyle.JSON) {
            shell().err()
                    .println("etl: The files are published, but the catalog is not current: "
                            + result.catalog().detail());
        }
        return code;
    }

    private CatalogConfig catalogConfig(Configuration configuration) {
        if (!noCatalog) {
            return configuration.catalog();
        }
        if (configuration.values().origin(Settings.CATALOG_CRAWLER).equals(etl.cli.config.Origin.flag("--crawler"))) {
            throw EtlException.usage("--no-catalog and --crawler were both given. Keep one of the two.");
        }
        return new CatalogConfig.None();
    }

    private void warnings(RunEvent event) {
        if (event instanceof RunEvent.Warned warned) {
            LOG.warn("{}", warned.message());
        }
    }
}
