package etl.tasks.run;

import etl.tasks.Task;
import etl.tasks.Version;
import etl.tasks.publish.Commit;
import etl.tasks.publish.CommittedPartition;
import etl.tasks.publish.CommittedTable;
import etl.tasks.publish.CurrentPartitions;
import etl.tasks.publish.LogEntry;
import etl.tasks.publish.OldDates;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.SnapshotTime;
import etl.tasks.publish.UploadGoneException;
import etl.tasks.run.RunPlan.SnapshotInfo;
import etl.tasks.run.RunPlan.TaskPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What a run decides, as far as it is known when everything is read.
///
/// @param read what was read
/// @param entries what was published before
record CommitDraft(RunSettings settings, Reading.Result read, List<LogEntry> entries) {

    /// Partitions of abandoned tasks are in it without files: it is to be found out who published them.
    ///
    /// @param startedAt when the run began, by its own clock
    Commit commit(Collection<TaskResult> results, String logicalTime, Instant startedAt) {
        RunPlan plan = read.plan();
        List<CommittedPartition> partitions = new ArrayList<>();
        for (TaskResult result : results) {
            partitions.addAll(result.committed());
        }
        for (TaskPlan task : plan.tasks()) {
            UploadGoneException gone = read.abandoned().get(task.task().name());
            if (gone != null) {
                partitions.add(CommittedPartition.withoutFiles(gone.key().partitionName()));
            }
        }
        return new Commit(
                Commit.VERSION,
                plan.runId(),
                Version.PROGRAM,
                time(plan.snapshot()),
                logicalTime,
                startedAt,
                Instant.now(),
                partitions,
                plan.tasks().stream().map(task -> table(plan, task, partitions)).toList());
    }

    /// A run that reads all rows speaks for every partition of its date, or of the table.
    private CommittedTable table(RunPlan run, TaskPlan plan, List<CommittedPartition> partitions) {
        Task task = plan.task();
        SnapshotInfo snapshot = run.source(task).snapshot();
        List<String> coming = partitions.stream()
                .map(CommittedPartition::name)
                .filter(name -> name.table().equals(task.name()))
                .map(PartitionName::partition)
                .toList();
        CurrentPartitions current = CurrentPartitions.of(entries, task.name());
        String own = settings.partition(task).partition();
        return new CommittedTable(
                task.name(),
                plan.partitions()
                        .map(RowPartitions::scope)
                        .orElse(plan.window().isPresent() ? List.of(own) : List.of()),
                plan.window(),
                startsOver(plan)
                        ? current.otherDates(own)
                        : task.options()
                                .keep()
                                .map(keep -> OldDates.of(keep, current, coming))
                                .orElse(List.of()),
                snapshot.equals(run.snapshot()) ? Optional.empty() : Optional.of(time(snapshot)));
    }

    private static SnapshotTime time(SnapshotInfo snapshot) {
        return new SnapshotTime(Instant.parse(snapshot.takenAt()), snapshot.lsn());
    }

    /// Whether all rows are published under the run's date, and those of other dates would be there twice.
    private boolean startsOver(TaskPlan plan) {
        return plan.window().isPresent()
                && settings.publishing().full()
                && plan.task().options().partitioning().date();
    }
}
