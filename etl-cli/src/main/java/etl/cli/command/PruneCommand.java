package etl.cli.command;

import etl.cli.Session;
import etl.cli.config.Configuration;
import etl.cli.config.Settings;
import etl.cli.output.Quantity;
import etl.cli.output.TextTable;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Keep;
import etl.tasks.Task;
import etl.tasks.publish.Catalog;
import etl.tasks.publish.CommittedPartition;
import etl.tasks.publish.CommittedTable;
import etl.tasks.publish.CurrentPartitions;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.Destination;
import etl.tasks.publish.PublishListener;
import etl.tasks.run.Pruning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `etl prune`
@Command(
        name = "prune",
        description = "Takes away the run dates that tasks don't keep (keep), as every run does for its tasks.",
        sortOptions = false,
        abbreviateSynopsis = true,
        footerHeading = "%nExamples:%n",
        footer = {"  etl prune --all --dry-run", "  etl prune --task orders"})
final class PruneCommand extends ConfiguredCommand {
    private static final Logger LOG = LoggerFactory.getLogger("etl.prune");

    @Mixin
    private final TaskSelection tasks = new TaskSelection();

    @Option(names = "--dry-run", description = "Only says what would be taken away.")
    private boolean dryRun;

    @Mixin
    private final OutputOption output = new OutputOption();

    PruneCommand(Session session) {
        super(session, SettingGroup.DATASET);
    }

    /// @param dropped whether they were taken away, and not only found
    record PruneDocument(String destination, boolean dropped, List<OldPartition> partitions) {}

    /// @param keep what the task keeps, as it is declared
    record OldPartition(String task, String partition, String keep, long rows, int files, long bytes) {}

    @Override
    ExitCode run(Configuration configuration) throws IOException, InterruptedException {
        if (tasks.isEmpty()) {
            tasks.addAll();
        }
        Map<String, Keep> keeps = new LinkedHashMap<>();
        for (Task task : tasks.select(configuration)) {
            task.options().keep().ifPresent(keep -> keeps.put(task.name(), keep));
        }
        if (keeps.isEmpty()) {
            throw EtlException.usage(
                    "None of these tasks says what it keeps. Add to one in etl.yaml 'keep: 90d', or 'keep: 1' for the newest date alone.");
        }
        Targets targets = new Targets(configuration);
        try (Destination destination = targets.destination(configuration.destination());
                Catalog catalog = targets.catalog(configuration.catalog(), destination.uri())) {
            destination.check();
            Dataset dataset = new Dataset(
                    destination,
                    catalog,
                    configuration.values().get(Settings.LONGEST_RUN),
                    configuration.values().get(Settings.KEEP_SUPERSEDED),
                    new Heard());
            Pruning pruning = new Pruning(dataset, keeps);
            List<OldPartition> old = old(dataset, pruning.plan(), keeps);
            if (!dryRun) {
                catalog.check(List.of()).forEach(shell().err()::println);
                var unused = pruning.execute();
            }
            PruneDocument document = new PruneDocument(destination.uri(), !dryRun, old);
            output.print(session(), document, () -> print(document));
            return ExitCode.DONE;
        } catch (IOException failed) {
            throw new EtlException(
                    ExitCode.DESTINATION_UNAVAILABLE,
                    "Taking old dates away stopped: %s It can be run again at any time.".formatted(failed.getMessage()),
                    failed);
        }
    }

    private static List<OldPartition> old(Dataset dataset, List<CommittedTable> plan, Map<String, Keep> keeps)
            throws IOException {
        var entries = dataset.log();
        List<OldPartition> old = new ArrayList<>();
        for (CommittedTable table : plan) {
            Map<String, CommittedPartition> committed =
                    CurrentPartitions.of(entries, table.table()).committed();
            for (String directory : table.dropped()) {
                CommittedPartition partition = Objects.requireNonNull(committed.get(directory));
                old.add(new OldPartition(
                        table.table(),
                        directory,
                        Objects.requireNonNull(keeps.get(table.table())).toString(),
                        partition.rows(),
                        partition.files().size(),
                        partition.bytes()));
            }
        }
        return old;
    }

    private void print(PruneDocument document) {
        if (document.partitions().isEmpty()) {
            session().tell("Nothing to take away at " + document.destination() + ".");
            return;
        }
        TextTable table = new TextTable("task", "partition", "keep", "rows#", "files#", "bytes#");
        for (OldPartition partition : document.partitions()) {
            table.row(
                    partition.task(),
                    partition.partition(),
                    partition.keep(),
                    Quantity.count(partition.rows()),
                    Quantity.count(partition.files()),
                    Quantity.bytes(partition.bytes()));
        }
        table.print(shell().out(), "");
        shell().out().println();
        shell().out()
                .println("%s %s at %s."
                        .formatted(
                                Quantity.of(document.partitions().size(), "partition"),
                                document.dropped() ? "taken away" : "would be taken away",
                                document.destination()));
    }

    /// Says what was done for runs that died.
    private static final class Heard implements PublishListener {
        @Override
        public void recovered(String sentence) {
            LOG.warn(sentence);
        }
    }
}
