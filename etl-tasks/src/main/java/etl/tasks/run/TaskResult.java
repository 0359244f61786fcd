package etl.tasks.run;

import etl.parquet.Column;
import etl.parquet.inspect.GlueColumn;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.publish.CommittedPartition;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.Destination;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.PreparedFile;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.run.SplitReport.WrittenFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// All splits of one task together: the files that will be published, and counts that agree.
///
/// @param written the files to publish; of a task whose rows say which partition they are in perhaps none
record TaskResult(TaskPlan plan, List<SplitReport> splits, List<WrittenFile> written) {

    /// Puts the splits' reports together by task.
    ///
    /// A table with rows publishes no empty file; a table without rows publishes one, so that "empty" and "not run"
    /// differ.
    ///
    /// @param destination where the files that aren't published are discarded
    /// @throws EtlException when rows read, rows written and rows in the footers differ
    static Map<TaskPlan, TaskResult> of(List<TaskPlan> tasks, List<SplitReport> reports, Destination destination) {
        Map<TaskPlan, TaskResult> results = new LinkedHashMap<>();
        List<PreparedFile> surplus = new ArrayList<>();
        for (TaskPlan task : tasks) {
            List<SplitReport> splits = reports.stream()
                    .filter(report -> report.split().task().equals(task.task().name()))
                    .sorted(Comparator.comparingInt(report -> report.split().number()))
                    .toList();
            List<WrittenFile> all =
                    splits.stream().flatMap(report -> report.files().stream()).toList();
            List<WrittenFile> full =
                    all.stream().filter(file -> file.summary().rows() > 0).toList();
            List<WrittenFile> empty =
                    all.stream().filter(file -> file.summary().rows() == 0).toList();
            // Which partitions are empty isn't known here when rows say which they are in.
            int keptEmpty = full.isEmpty() && task.partitions().isEmpty() ? 1 : 0;
            List<WrittenFile> kept = keptEmpty == 0 ? full : empty.subList(0, 1);
            empty.stream().skip(keptEmpty).map(WrittenFile::prepared).forEach(surplus::add);
            results.put(task, new TaskResult(task, splits, kept));
        }
        results.values().forEach(TaskResult::requireEqualCounts);
        Dataset.discard(destination, surplus);
        return results;
    }

    private void requireEqualCounts() {
        if (splits.size() != plan.splits().size()) {
            throw counts("%d of %d splits were read"
                    .formatted(splits.size(), plan.splits().size()));
        }
        boolean transforms = plan.task() instanceof Task.Transform;
        for (SplitReport split : splits) {
            long read = split.rowsRead();
            long written = split.rowsWritten();
            long inFooters = split.rowsInFooters();
            if (written != inFooters || (transforms ? written > read : written != read)) {
                throw counts("split %d: %d rows read, %d written, %d in the footers"
                        .formatted(split.split().number(), read, written, inFooters));
            }
        }
    }

    private EtlException counts(String what) {
        return new EtlException(
                ExitCode.SOURCE_UNAVAILABLE,
                plan.task().name() + ": " + what + ". Nothing was published; run it again, and report it if it stays.");
    }

    /// The same with further files.
    TaskResult with(List<WrittenFile> more) {
        return new TaskResult(
                plan, splits, Stream.concat(written.stream(), more.stream()).toList());
    }

    List<PreparedFile> files() {
        return written.stream().map(WrittenFile::prepared).toList();
    }

    long rowsRead() {
        return splits.stream().mapToLong(SplitReport::rowsRead).sum();
    }

    long rowsWritten() {
        return splits.stream().mapToLong(SplitReport::rowsWritten).sum();
    }

    /// How many special values of a column of the source were replaced while rows were read; 0 when it has none of that
    /// name.
    long replaced(String column) {
        List<String> names = plan.source().columns().stream().map(Column::name).toList();
        int place = names.indexOf(column);
        return place < 0
                ? 0
                : splits.stream()
                        .mapToLong(split -> split.replaced().get(place))
                        .sum();
    }

    long bytes() {
        return written.stream().mapToLong(file -> file.summary().bytes()).sum();
    }

    /// The time that workers spent on the task's splits, added up.
    Duration took() {
        return splits.stream().map(SplitReport::took).reduce(Duration.ZERO, Duration::plus);
    }

    /// What the run's commit says of this task's partitions.
    List<CommittedPartition> committed() {
        Map<PartitionName, List<WrittenFile>> files = new LinkedHashMap<>();
        for (WrittenFile file : written) {
            files.computeIfAbsent(file.prepared().key().partitionName(), unused -> new ArrayList<>())
                    .add(file);
        }
        List<GlueColumn> columns = GlueColumn.of(plan.output());
        List<CommittedPartition> partitions = new ArrayList<>();
        files.forEach((name, some) -> {
            long rows = some.stream().mapToLong(file -> file.summary().rows()).sum();
            partitions.add(new CommittedPartition(
                    name,
                    columns,
                    // Rows that a transform leaves out have no partition.
                    files.size() == 1 ? rowsRead() : rows,
                    rows,
                    some.stream().map(WrittenFile::prepared).toList()));
        });
        return partitions;
    }
}
