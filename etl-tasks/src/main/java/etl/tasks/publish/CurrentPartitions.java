package etl.tasks.publish;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The partitions of one table as the log has them: what each holds is what the newest commit says that lists it or
/// takes it away.
///
/// @param byDirectory the commit of each partition that is there, by the partition's directory, in order
public record CurrentPartitions(String table, Map<String, LogEntry> byDirectory) {

    /// @param entries the log, or its beginning; commits that were taken back count for nothing
    public static CurrentPartitions of(List<LogEntry> entries, String table) {
        Map<String, LogEntry> current = new TreeMap<>();
        for (LogEntry entry : entries) {
            if (entry.undone()) {
                continue;
            }
            for (CommittedPartition partition : entry.commit().partitions()) {
                if (partition.name().table().equals(table)) {
                    current.put(partition.name().partition(), entry);
                }
            }
            current.keySet().removeAll(entry.commit().table(table).dropped());
        }
        return new CurrentPartitions(table, current);
    }

    /// Whether a commit has taken away since all that another one published of the table.
    public boolean lack(LogEntry entry) {
        List<String> published = entry.commit().partitions().stream()
                .map(CommittedPartition::name)
                .filter(name -> name.table().equals(table))
                .map(PartitionName::partition)
                .toList();
        return !published.isEmpty() && published.stream().noneMatch(byDirectory::containsKey);
    }

    /// The directories of those that don't lie in a date's.
    ///
    /// @param date a date's directory: `dt=2026-11-22`
    public List<String> otherDates(String date) {
        return byDirectory.keySet().stream()
                .filter(directory -> !new PartitionName(table, directory).isIn(date))
                .toList();
    }

    /// What the log says of each partition, by its directory, in order.
    public Map<String, CommittedPartition> committed() {
        Map<Integer, LogEntry> commits = new TreeMap<>();
        byDirectory.values().forEach(entry -> commits.put(entry.number(), entry));
        Map<String, CommittedPartition> committed = new TreeMap<>();
        // A later commit's word comes after an earlier one's.
        commits.values()
                .forEach(entry -> entry.commit().partitions().stream()
                        .filter(partition -> partition.name().table().equals(table)
                                && byDirectory.containsKey(partition.name().partition()))
                        .forEach(partition -> committed.put(partition.name().partition(), partition)));
        return committed;
    }
}
