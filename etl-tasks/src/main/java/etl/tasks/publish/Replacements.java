package etl.tasks.publish;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What newer commits have replaced or taken away, and whose files aren't deleted yet.
///
/// @param newest the commit of each partition that is there
/// @param older the commits of such partitions before it
/// @param dropped the partitions that were taken away, and aren't there again
record Replacements(
        Map<PartitionName, LogEntry> newest,
        Map<PartitionName, List<LogEntry>> older,
        Map<PartitionName, Dropped> dropped) {

    /// A partition that was taken away.
    ///
    /// @param by the commit that has done it
    /// @param files the commits whose files of it aren't deleted yet, at least one
    record Dropped(LogEntry by, List<LogEntry> files) {}

    static Replacements of(List<LogEntry> entries) {
        Replacements found = new Replacements(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (LogEntry entry : entries) {
            if (entry.visible()) {
                List<CommittedPartition> partitions = entry.commit().partitions();
                for (int place = 0; place < partitions.size(); place++) {
                    found.replace(partitions.get(place).name(), place, entry);
                }
                for (CommittedTable table : entry.commit().tables()) {
                    table.dropped()
                            .forEach(directory -> found.drop(new PartitionName(table.table(), directory), entry));
                }
            }
        }
        return found;
    }

    private void replace(PartitionName name, int place, LogEntry entry) {
        List<LogEntry> replaced = undeleted(name);
        if (!replaced.isEmpty()) {
            older.put(name, replaced);
        }
        if (!entry.gone().contains(place)) {
            newest.put(name, entry);
        }
    }

    private void drop(PartitionName name, LogEntry entry) {
        List<LogEntry> files = undeleted(name);
        if (!files.isEmpty()) {
            dropped.put(name, new Dropped(entry, files));
        }
    }

    /// The commits that have files of a partition, all of which are forgotten here.
    private List<LogEntry> undeleted(PartitionName name) {
        List<LogEntry> files = new ArrayList<>();
        Dropped before = dropped.remove(name);
        if (before != null) {
            files.addAll(before.files());
        }
        List<LogEntry> replaced = older.remove(name);
        if (replaced != null) {
            files.addAll(replaced);
        }
        LogEntry last = newest.remove(name);
        if (last != null) {
            files.add(last);
        }
        return files;
    }
}
