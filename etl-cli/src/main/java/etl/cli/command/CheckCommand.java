package etl.cli.command;

import etl.aws.S3Destination;
import etl.cli.Session;
import etl.cli.config.CatalogConfig;
import etl.cli.config.Configuration;
import etl.cli.config.DestinationUri;
import etl.cli.config.Settings;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.publish.Catalog;
import etl.tasks.publish.CatalogFinding;
import etl.tasks.publish.CatalogFinding.Weight;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.Destination;
import etl.tasks.publish.NoCatalog;
import etl.tasks.publish.NoDestination;
import etl.tasks.publish.TableKeys;
import etl.tasks.run.Finding;
import etl.tasks.run.Finding.State;
import etl.tasks.run.RunSettings;
import etl.tasks.run.SourceCheck;
import etl.tasks.run.Sources;
import etl.tasks.schema.CommittedDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `etl check`
@Command(
        name = "check",
        description = {
            "Looks at everything that a run needs, and reads no row.",
            "The database and the role, each task's SQL and record against the database (all tasks by default), the "
                    + "destination, the catalog. It shows one line for each and every problem at once; the exit code is 0, or "
                    + "that of the first problem."
        },
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  etl check --dest s3://bucket/prefix/ --crawler nightly",
            "  etl check --task orders --output json",
            "  etl check --write-descriptions src/main/resources"
        })
final class CheckCommand extends ConfiguredCommand {
    @ArgGroup(validate = false, heading = "%nTasks:%n")
    private TaskSelection tasks = new TaskSelection();

    @Option(
            names = "--write-descriptions",
            paramLabel = "FOLDER",
            description = "Write what the database says of each typed task into this folder of resources, to be "
                    + "committed beside its record.")
    private @Nullable Path descriptions;

    /// A date that no run has published, and that comes after all that were: an increment goes on where the last one ended.
    private static final LocalDate AFTER_ALL = LocalDate.of(9999, 12, 31);

    @Mixin
    private final OutputOption output = new OutputOption();

    /// What a run would publish; empty while nobody knows.
    private List<TableKeys> tables = List.of();

    CheckCommand(Session session) {
        super(
                session,
                SettingGroup.DATABASE,
                SettingGroup.DESTINATION,
                SettingGroup.READING,
                SettingGroup.FILES,
                SettingGroup.TYPES);
    }

    /// @param state `ok`, `note` or `problem`
    /// @param exitCode what a run would end with; absent where there is no problem
    record FindingDocument(String subject, String name, String state, List<String> lines, Optional<Integer> exitCode) {}

    record CheckDocument(List<FindingDocument> findings, int exitCode) {}

    @Override
    ExitCode run(Configuration configuration) throws IOException {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                Finding.ok("configuration", configuration.file().orElse("no file"), "Every setting is understood"));
        Finding destination = destination(configuration);
        // What was published last is compared with where it can be read.
        boolean named =
                configuration.values().find(Settings.DESTINATION).isPresent() && destination.state() != State.PROBLEM;
        try (Destination published =
                named ? new Targets(configuration).destination(configuration.destination()) : new NoDestination()) {
            source(configuration, published, findings);
            findings.add(destination);
            catalog(configuration, published, findings);
        }
        ExitCode code = findings.stream()
                .flatMap(finding -> finding.exitCode().stream())
                .findFirst()
                .orElse(ExitCode.DONE);
        CheckDocument document =
                new CheckDocument(findings.stream().map(CheckCommand::document).toList(), code.code());
        output.print(session(), document, () -> print(findings));
        return code;
    }

    private void source(Configuration configuration, Destination published, List<Finding> findings) {
        List<Finding> databases = new ArrayList<>();
        for (String name : configuration.sourceNames()) {
            try {
                databases.addAll(SourceCheck.database(configuration.source(name).database()));
            } catch (EtlException problem) {
                databases.add(Finding.problem("database", name.equals(Sources.DEFAULT) ? "none" : name, problem));
            }
        }
        findings.addAll(databases);
        if (databases.stream().anyMatch(finding -> finding.state() == State.PROBLEM)) {
            return;
        }
        try {
            if (tasks.isEmpty()) {
                tasks.addAll();
            }
            List<Task> selected = tasks.select(configuration);
            tables = selected.stream().map(TableKeys::of).toList();
            SourceCheck.Tasks looked = SourceCheck.tasks(settings(configuration, published, selected));
            findings.addAll(looked.findings());
            write(configuration, looked.descriptions(), findings);
        } catch (EtlException problem) {
            findings.add(Finding.problem("task", "none", problem));
        }
    }

    private static RunSettings settings(Configuration configuration, Destination published, List<Task> selected) {
        return new RunSettings(
                new Targets(configuration).sources(selected),
                selected,
                AFTER_ALL,
                published,
                new NoCatalog(),
                configuration.values().get(Settings.WORKERS),
                configuration.values().get(Settings.READER),
                Optional.empty(),
                configuration.parquet(),
                configuration.types(selected),
                Runtime.getRuntime().maxMemory(),
                configuration.values().get(Settings.ON_DRIFT),
                RunSettings.Guards.DEFAULT,
                RunSettings.Publishing.DEFAULT);
    }

    private void write(Configuration configuration, List<CommittedDescription> described, List<Finding> findings) {
        if (descriptions == null) {
            return;
        }
        Path folder = configuration.directory().resolve(descriptions);
        if (described.isEmpty()) {
            findings.add(
                    Finding.note("descriptions", folder.toString(), "No task has a record that fits: none written"));
        }
        for (CommittedDescription description : described) {
            try {
                Path file = description.write(folder);
                findings.add(Finding.ok("description", description.table(), "Written to " + file));
            } catch (IOException e) {
                findings.add(Finding.problem(
                        "description",
                        description.table(),
                        EtlException.usage(
                                "It can't be written: " + e + ". Name another folder (--write-descriptions).")));
            }
        }
    }

    private static Finding destination(Configuration configuration) {
        Optional<DestinationUri> uri = configuration.values().find(Settings.DESTINATION);
        if (uri.isEmpty()) {
            return Finding.note(
                    "destination", "none", "None is named. A run needs one: --dest, or destination in etl.yaml.");
        }
        String name = uri.get().uri();
        try (Destination destination = new Targets(configuration).destination(uri.get())) {
            destination.check();
            Optional<String> unknown =
                    destination instanceof S3Destination bucket ? bucket.checkRules() : Optional.empty();
            return unknown.map(why -> Finding.note("destination", name, "It can be written. " + why))
                    .orElseGet(() -> Finding.ok("destination", name, "It can be written"));
        } catch (EtlException problem) {
            return Finding.problem("destination", name, problem);
        } catch (IOException failed) {
            return Finding.problem(
                    "destination",
                    name,
                    new EtlException(
                            ExitCode.DESTINATION_UNAVAILABLE,
                            "The destination %s can't be used: %s".formatted(name, failed.getMessage()),
                            failed));
        }
    }

    private void catalog(Configuration configuration, Destination published, List<Finding> findings) {
        String name = "none";
        try {
            CatalogConfig config = configuration.catalog();
            if (config instanceof CatalogConfig.None) {
                findings.add(Finding.ok("catalog", name, "No catalog is told"));
                return;
            }
            Optional<DestinationUri> destination = configuration.values().find(Settings.DESTINATION);
            if (destination.isEmpty()) {
                findings.add(Finding.note("catalog", name, "It is looked at when a destination is named."));
                return;
            }
            try (Catalog catalog =
                    new Targets(configuration).catalog(config, destination.get().uri())) {
                name = catalog.describe();
                List<CatalogFinding> found = new ArrayList<>(catalog.findings(tables));
                // What can't be used can't show anything; and nothing was published where nothing can be read.
                boolean comparable = !(published instanceof NoDestination)
                        && found.stream().noneMatch(finding -> finding.weight() == Weight.REFUSED);
                if (comparable) {
                    found.addAll(catalog.differences(Dataset.visible(Dataset.log(published), catalog.layout())));
                }
                for (CatalogFinding finding : found) {
                    findings.add(finding(name, finding));
                }
                if (found.stream().allMatch(finding -> finding.weight() == Weight.NOTE)) {
                    findings.add(Finding.ok(
                            "catalog", name, "Glue answers, nothing is in the way, and it shows what was published"));
                }
            }
        } catch (EtlException problem) {
            findings.add(Finding.problem("catalog", name, problem));
        } catch (IOException unread) {
            findings.add(Finding.note(
                    "catalog", name, "What was published can't be compared with it: " + unread.getMessage()));
        }
    }

    private static Finding finding(String name, CatalogFinding found) {
        return switch (found.weight()) {
            case REFUSED -> Finding.problem("catalog", name, EtlException.usage(found.message()));
            case HARMFUL -> Finding.problem("catalog", name, new EtlException(ExitCode.CATALOG_WRONG, found.message()));
            case NOTE -> Finding.note("catalog", name, found.message());
        };
    }

    private static FindingDocument document(Finding finding) {
        return new FindingDocument(
                finding.subject(),
                finding.name(),
                finding.state().name().toLowerCase(Locale.ROOT),
                finding.lines(),
                finding.exitCode().map(ExitCode::code));
    }

    private void print(List<Finding> findings) {
        for (Finding finding : findings) {
            String head = "%-7s  %s %s"
                    .formatted(finding.state().name().toLowerCase(Locale.ROOT), finding.subject(), finding.name());
            if (finding.lines().size() == 1 && finding.state() != State.PROBLEM) {
                shell().out().println(head + ": " + finding.lines().getFirst());
            } else {
                shell().out().println(head);
                finding.lines().forEach(line -> shell().out().println("           " + line));
            }
        }
        long problems = findings.stream()
                .filter(finding -> finding.state() == State.PROBLEM)
                .count();
        shell().out().println();
        shell().out()
                .println(
                        problems == 0
                                ? "Everything that a run needs is there. No row was read."
                                : problems + (problems == 1 ? " problem." : " problems.") + " No row was read.");
    }
}
