package etl.cli.command;

import etl.cli.Session;
import etl.cli.config.Configuration;
import etl.cli.config.Settings;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.Catalog;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.Commit;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.Destination;
import etl.tasks.publish.LogEntry;
import etl.tasks.publish.PublishListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `etl publish recover`
@Command(
        name = "recover",
        description = "Carries on what dead runs decided and removes what they left, as every run does first.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExample:%n",
        footer = "  etl publish recover --dest s3://bucket/prefix/ --crawler nightly")
final class PublishRecoverCommand extends ConfiguredCommand {
    @Mixin
    private final OutputOption output = new OutputOption();

    PublishRecoverCommand(Session session) {
        super(session, SettingGroup.DATASET);
    }

    /// @param done what was done, one sentence each
    /// @param undone the runs whose commits were taken back
    record RecoveryDocument(String destination, List<String> done, List<String> undone) {}

    @Override
    ExitCode run(Configuration configuration) throws IOException {
        Targets targets = new Targets(configuration);
        try (Destination destination = targets.destination(configuration.destination());
                Catalog catalog = targets.catalog(configuration.catalog(), destination.uri())) {
            destination.check();
            Told told = new Told();
            catalog.check(List.of()).forEach(shell().err()::println);
            Dataset dataset = new Dataset(
                    destination,
                    catalog,
                    configuration.values().get(Settings.LONGEST_RUN),
                    configuration.values().get(Settings.KEEP_SUPERSEDED),
                    told);
            List<String> undone = dataset.recover().stream()
                    .map(LogEntry::commit)
                    .map(Commit::runId)
                    .toList();
            Optional<CatalogOutcome> unused = dataset.showPending();
            RecoveryDocument document = new RecoveryDocument(destination.uri(), told.sentences, undone);
            output.print(session(), document, () -> {
                document.done().forEach(shell().out()::println);
                if (document.done().isEmpty()) {
                    shell().out().println("Nothing to do: every commit is finished.");
                }
            });
            if (!undone.isEmpty()) {
                throw new EtlException(
                        ExitCode.UNDONE,
                        "Taken back, since uploads of theirs were removed before they were visible: %s. What was published before is as it was; run them again."
                                .formatted(String.join(", ", undone)));
            }
            return told.outcomes.stream()
                    .map(outcome -> CatalogText.exitCode(outcome.state()))
                    .filter(code -> code != ExitCode.DONE)
                    .findFirst()
                    .orElse(ExitCode.DONE);
        } catch (IOException failed) {
            throw new EtlException(
                    ExitCode.DESTINATION_UNAVAILABLE,
                    "The recovery stopped: %s It can be run again at any time.".formatted(failed.getMessage()),
                    failed);
        }
    }

    /// Keeps what recovery says.
    private static final class Told implements PublishListener {
        private final List<String> sentences = new ArrayList<>();
        private final List<CatalogOutcome> outcomes = new ArrayList<>();

        @Override
        public void recovered(String sentence) {
            sentences.add(sentence);
        }

        @Override
        public void visible(Commit commit) {
            sentences.add("Visible: %s."
                    .formatted(commit.partitions().stream()
                            .map(partition -> partition.name().toString())
                            .collect(Collectors.joining(", "))));
        }

        @Override
        public void shown(Commit commit, CatalogOutcome outcome) {
            outcomes.add(outcome);
            sentences.add("Catalog: " + outcome.detail());
        }
    }
}
