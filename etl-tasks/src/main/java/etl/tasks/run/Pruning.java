package etl.tasks.run;

import etl.tasks.Keep;
import etl.tasks.Version;
import etl.tasks.publish.Commit;
import etl.tasks.publish.CommitLog;
import etl.tasks.publish.CommittedTable;
import etl.tasks.publish.CurrentPartitions;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.OldDates;
import etl.tasks.publish.RunRecord;
import etl.tasks.publish.SnapshotTime;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Takes away the run dates that tasks don't keep, by a commit of its own that publishes nothing (`etl prune`). Every run
/// does the same for its tasks.
///
/// @param dataset where
/// @param keeps what each table keeps, by its name
public record Pruning(Dataset dataset, Map<String, Keep> keeps) {
    private static final String NO_POSITION = "0/0";

    public Pruning {
        keeps = Map.copyOf(keeps);
    }

    /// The partitions to take away, one entry a table that has any; nothing is changed.
    public List<CommittedTable> plan() throws IOException {
        var entries = dataset.log();
        return keeps.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(rule -> CommittedTable.of(rule.getKey())
                        .dropping(
                                OldDates.of(rule.getValue(), CurrentPartitions.of(entries, rule.getKey()), List.of())))
                .filter(table -> !table.dropped().isEmpty())
                .toList();
    }

    /// Takes them away: out of the catalog first, then the files.
    ///
    /// @return how the commit was finished; empty when there was nothing to take away
    /// @throws InterruptedException when the thread was interrupted before the decision
    /// @throws EtlException for what the user can mend
    public Optional<CommitLog.Done> execute() throws IOException, InterruptedException {
        dataset.recover();
        Instant now = Instant.now();
        RunRecord record =
                new RunRecord(RunId.next(now), dataset.log().size(), now.toString(), now, List.of(), List.of());
        List<CommittedTable> tables = plan();
        if (tables.isEmpty()) {
            return Optional.empty();
        }
        Commit commit = new Commit(
                Commit.VERSION,
                record.runId(),
                Version.PROGRAM,
                new SnapshotTime(now, NO_POSITION),
                record.logicalTime(),
                now,
                now,
                List.of(),
                tables);
        OptionalInt number = dataset.decide(record, commit, () -> {}).number();
        if (number.isEmpty()) {
            return Optional.empty();
        }
        CommitLog.Done done = dataset.materialise(number.getAsInt());
        dataset.tidy();
        return Optional.of(done);
    }
}
