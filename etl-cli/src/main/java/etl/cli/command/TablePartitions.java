package etl.cli.command;

import etl.cli.output.Quantity;
import etl.cli.output.TextTable;
import etl.tasks.publish.CommittedPartition;
import etl.tasks.publish.CurrentPartitions;
import etl.tasks.publish.LogEntry;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The partitions of a table at the destination, by the log of commits.
///
/// @param count how many there are
/// @param rows the rows of all
/// @param bytes the size of the files of all
/// @param last the last of them in the order of their directories, backwards
record TablePartitions(int count, long rows, long bytes, List<Partition> last) {

    /// @param partition its directory; empty for a table without partitions
    /// @param run the run that published it
    /// @param publishedAt when that one decided
    record Partition(String partition, long rows, long bytes, String run, Instant publishedAt) {}

    /// @param most how many are listed
    static TablePartitions of(List<LogEntry> log, String table, int most) {
        CurrentPartitions current = CurrentPartitions.of(log, table);
        Map<String, CommittedPartition> committed = current.committed();
        List<Partition> last = new ArrayList<>();
        for (String directory : List.copyOf(committed.keySet()).reversed()) {
            CommittedPartition partition = committed.get(directory);
            LogEntry entry = current.byDirectory().get(directory);
            if (last.size() < most && partition != null && entry != null) {
                last.add(new Partition(
                        directory,
                        partition.rows(),
                        partition.bytes(),
                        entry.commit().runId(),
                        entry.commit().decidedAt()));
            }
        }
        return new TablePartitions(
                committed.size(),
                committed.values().stream().mapToLong(CommittedPartition::rows).sum(),
                committed.values().stream().mapToLong(CommittedPartition::bytes).sum(),
                last);
    }

    void print(PrintStream out) {
        out.println("  %s at the destination, %s, %s"
                .formatted(Quantity.of(count, "partition"), Quantity.of(rows, "row"), Quantity.bytes(bytes)));
        if (!last.isEmpty()) {
            TextTable table = new TextTable("partition", "rows#", "bytes#", "published", "run");
            last.forEach(partition -> table.row(
                    partition.partition().isEmpty() ? "(the whole table)" : partition.partition(),
                    Quantity.count(partition.rows()),
                    Quantity.bytes(partition.bytes()),
                    partition.publishedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                    partition.run()));
            table.print(out, "    ");
        }
        if (last.size() < count) {
            out.println("    … %d more; --partitions %d shows all".formatted(count - last.size(), count));
        }
    }
}
