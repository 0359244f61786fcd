package etl.tasks.run;

import etl.tasks.publish.CommittedPartition;
import etl.tasks.publish.CurrentPartitions;
import etl.tasks.publish.LogEntry;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.PreparedFile;
import etl.tasks.run.SplitReport.WrittenFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The partitions of which a run says that they have no rows: one file of no rows each, in the place of what is there.
///
/// @param numbers those of the run's files
record EmptyPartitions(RunSettings settings, RunPlan plan, FileNumbers numbers) {

    /// Writes the files of a task's empty partitions.
    ///
    /// @param entries what was published before
    /// @param prepared is given each file as soon as it is there, to be discarded when the run fails
    List<WrittenFile> write(TaskResult result, List<LogEntry> entries, List<PreparedFile> prepared) throws IOException {
        if (result.plan().partitions().isEmpty()) {
            return List.of();
        }
        List<WrittenFile> written = new ArrayList<>();
        for (PartitionName name : of(result, result.plan().partitions().get(), entries)) {
            try (OutputFiles files = new OutputFiles(settings, plan, result.plan(), numbers)) {
                files.moveTo(name.partition());
                List<WrittenFile> one = files.finish();
                one.forEach(file -> prepared.add(file.prepared()));
                written.addAll(one);
            }
        }
        return written;
    }

    /// The partitions in the run's reach that it found no rows for: those that have some by the log, and those that the
    /// run names, unless they are empty already.
    private static Set<PartitionName> of(TaskResult result, RowPartitions partitions, List<LogEntry> entries) {
        String table = partitions.common().table();
        Map<String, CommittedPartition> current =
                CurrentPartitions.of(entries, table).committed();
        Set<PartitionName> empty = new LinkedHashSet<>(partitions.named());
        Set<String> scope = new HashSet<>(partitions.scope());
        current.values().stream()
                .map(CommittedPartition::name)
                .filter(name -> name.isInAny(scope))
                .forEach(empty::add);
        empty.removeIf(name -> {
            CommittedPartition now = current.get(name.partition());
            return now != null && now.rows() == 0;
        });
        result.written().forEach(file -> empty.remove(file.prepared().key().partitionName()));
        return empty;
    }
}
