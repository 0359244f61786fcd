package etl.tasks.publish;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// One run's decision: everything that it publishes, and all that anybody needs to make it visible.
///
/// @param version the version of this document
/// @param runId the run
/// @param program the program's version
/// @param snapshot what the run read
/// @param logicalTime what the run is for, such as `2026-11-22`; a task is published once for each
/// @param startedAt when the run began, by its own clock
/// @param decidedAt when it decided
/// @param partitions what it publishes
public record Commit(
        int version,
        String runId,
        String program,
        SnapshotTime snapshot,
        String logicalTime,
        Instant startedAt,
        Instant decidedAt,
        List<CommittedPartition> partitions) {
    public static final int VERSION = 1;

    public Commit {
        partitions = List.copyOf(Objects.requireNonNull(partitions, "it has no partitions"));
    }

    /// What the commit says of a partition.
    Optional<CommittedPartition> partition(PartitionName name) {
        return partitions.stream()
                .filter(partition -> partition.name().equals(name))
                .findFirst();
    }

    /// The last partition of a table that the commit names, in the order of their directories.
    public Optional<CommittedPartition> newestOf(String table) {
        return partitions.stream()
                .filter(partition -> partition.name().table().equals(table))
                .max(Comparator.comparing(partition -> partition.name().partition()));
    }

    boolean names(PartitionName name) {
        return partition(name).isPresent();
    }

    /// All files of all partitions.
    public List<PreparedFile> files() {
        return partitions.stream()
                .flatMap(partition -> partition.files().stream())
                .toList();
    }

    /// The same without some partitions.
    public Commit without(Set<PartitionName> names) {
        return with(
                decidedAt,
                partitions.stream()
                        .filter(partition -> !names.contains(partition.name()))
                        .toList());
    }

    /// The same without what only the completion of files needs: a long log fits into memory.
    Commit slim() {
        return with(
                decidedAt,
                partitions.stream().map(partition -> partition.slim(runId)).toList());
    }

    /// The same, decided at another time.
    Commit at(Instant time) {
        return with(time, partitions);
    }

    private Commit with(Instant decided, List<CommittedPartition> others) {
        return new Commit(version, runId, program, snapshot, logicalTime, startedAt, decided, others);
    }
}
