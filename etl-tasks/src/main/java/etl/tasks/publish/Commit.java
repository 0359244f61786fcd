package etl.tasks.publish;

import etl.parquet.inspect.GlueColumn;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One run's decision: everything that it publishes, and all that anybody needs to make it visible.
///
/// @param version the version of this document
/// @param runId the run
/// @param program the program's version
/// @param snapshot what the run read; of several databases the first
/// @param logicalTime what the run is for, such as `2026-11-22`; a task is published once for each
/// @param startedAt when the run began, by its own clock
/// @param decidedAt when it decided
/// @param partitions what it publishes
/// @param tables what it says of tables beyond that; a table about which there is nothing to say isn't named
public record Commit(
        int version,
        String runId,
        String program,
        SnapshotTime snapshot,
        String logicalTime,
        Instant startedAt,
        Instant decidedAt,
        List<CommittedPartition> partitions,
        List<CommittedTable> tables) {
    /// The version that this program writes. The first one had no tables; it reads that too.
    public static final int VERSION = 2;

    public Commit {
        partitions = List.copyOf(Objects.requireNonNull(partitions, "it has no partitions"));
        tables = tables == null
                ? List.of()
                : tables.stream().filter(table -> !table.isSilent()).toList();
    }

    /// What the commit says of a partition.
    Optional<CommittedPartition> partition(PartitionName name) {
        return partitions.stream()
                .filter(partition -> partition.name().equals(name))
                .findFirst();
    }

    /// What the commit says of a table beyond its partitions.
    public CommittedTable table(String name) {
        return tables.stream()
                .filter(table -> table.table().equals(name))
                .findFirst()
                .orElseGet(() -> CommittedTable.of(name));
    }

    /// When the rows of a table were read, by the clock of its database: runs are newer and older by this.
    SnapshotTime snapshotOf(String table) {
        return table(table).snapshot().orElse(snapshot);
    }

    /// Whether it publishes or takes away anything of a table.
    public boolean concerns(String table) {
        return tables.stream().anyMatch(said -> said.table().equals(table))
                || partitions.stream()
                        .anyMatch(partition -> partition.name().table().equals(table));
    }

    /// Whether it publishes a partition of a table.
    boolean lists(String table) {
        return partitions.stream()
                .anyMatch(partition -> partition.name().table().equals(table));
    }

    /// The last partition of a table that the commit names, in the order of their directories.
    public Optional<CommittedPartition> newestOf(String table) {
        return partitions.stream()
                .filter(partition -> partition.name().table().equals(table))
                .max(Comparator.comparing(partition -> partition.name().partition()));
    }

    /// Whether it changes what readers find in a partition.
    boolean changes(PartitionName name) {
        return partition(name).isPresent() || table(name.table()).drops(name);
    }

    /// Whether it says what a partition holds from now on: lists it, speaks for all that is where it lies, or takes it
    /// away.
    boolean decides(PartitionName name) {
        return changes(name) || table(name.table()).speaksFor(name);
    }

    /// All files of all partitions.
    public List<PreparedFile> files() {
        return partitions.stream()
                .flatMap(partition -> partition.files().stream())
                .toList();
    }

    /// The same without some partitions. Of a table of which nothing is left nothing is said.
    public Commit without(Set<PartitionName> names) {
        List<CommittedPartition> left = partitions.stream()
                .filter(partition -> !names.contains(partition.name()))
                .toList();
        Set<String> before = tablesOf(partitions);
        Set<String> after = tablesOf(left);
        return new Commit(
                version,
                runId,
                program,
                snapshot,
                logicalTime,
                startedAt,
                decidedAt,
                left,
                tables.stream()
                        .filter(table -> after.contains(table.table())
                                || (!before.contains(table.table())
                                        && !names.contains(new PartitionName(table.table(), ""))))
                        .toList());
    }

    /// The same, taking away all but these.
    Commit leaving(Set<PartitionName> names) {
        if (names.isEmpty()) {
            return this;
        }
        return new Commit(
                version,
                runId,
                program,
                snapshot,
                logicalTime,
                startedAt,
                decidedAt,
                partitions,
                tables.stream()
                        .map(table -> table.dropping(table.dropped().stream()
                                .filter(directory -> !names.contains(new PartitionName(table.table(), directory)))
                                .toList()))
                        .toList());
    }

    /// Whether it publishes nothing and says nothing.
    boolean isEmpty() {
        return partitions.isEmpty() && tables.isEmpty();
    }

    private static Set<String> tablesOf(List<CommittedPartition> partitions) {
        return partitions.stream().map(partition -> partition.name().table()).collect(Collectors.toSet());
    }

    /// The same without what only the completion of files needs: a long log fits into memory.
    Commit slim() {
        // Thousands of partitions have the columns of their one table.
        Map<List<GlueColumn>, List<GlueColumn>> shared = new HashMap<>();
        return with(
                decidedAt,
                partitions.stream()
                        .map(partition ->
                                partition.slim(runId, shared.computeIfAbsent(partition.columns(), columns -> columns)))
                        .toList());
    }

    /// The same, decided at another time.
    Commit at(Instant time) {
        return with(time, partitions);
    }

    private Commit with(Instant decided, List<CommittedPartition> others) {
        return new Commit(version, runId, program, snapshot, logicalTime, startedAt, decided, others, tables);
    }
}
