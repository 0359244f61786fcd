package etl.tasks.run;

import etl.parquet.Column;
import etl.parquet.FileSummary;
import etl.parquet.TypeChoices;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.tasks.Task;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.Commit;
import etl.tasks.publish.CommittedPartition;
import etl.tasks.publish.PreparedFile;
import etl.tasks.publish.RepeatedCalls;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.run.RunReport.ColumnReport;
import etl.tasks.run.RunReport.InputReport;
import etl.tasks.run.RunReport.Skipped;
import etl.tasks.run.RunReport.TaskReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes the report of a run from what its parts say.
final class Reports {
    private Reports() {}

    static RunReport of(
            RunSettings settings,
            String logicalTime,
            Instant startedAt,
            Reading.Result read,
            Map<TaskPlan, TaskResult> results,
            Run.Published published,
            List<Skipped> skipped) {
        List<TaskReport> tasks = new ArrayList<>();
        for (TaskResult result : results.values()) {
            String name = result.plan().task().name();
            published
                    .commit()
                    .filter(commit -> commit.concerns(name))
                    .ifPresent(commit -> tasks.add(task(settings, read, result, commit)));
        }
        return new RunReport(
                RunReport.VERSION,
                read.plan().runId(),
                logicalTime,
                settings.date(),
                startedAt,
                Duration.between(startedAt, Instant.now()),
                read.plan().sources(),
                read.plan().sources().get(0).display(),
                settings.destination().uri(),
                read.plan().workers(),
                tasks,
                skipped,
                read.retried(),
                repeated(settings),
                published.catalog());
    }

    private static TaskReport task(RunSettings settings, Reading.Result read, TaskResult result, Commit commit) {
        String name = result.plan().task().name();
        List<CommittedPartition> partitions = commit.partitions().stream()
                .filter(partition -> partition.name().table().equals(name))
                .toList();
        List<PreparedFile> files = partitions.stream()
                .flatMap(partition -> partition.files().stream())
                .toList();
        return new TaskReport(
                name,
                name,
                partitions.size() == 1
                        ? partitions.getFirst().name().partition()
                        : settings.partition(result.plan().task()).partition(),
                partitions.size(),
                result.rowsRead(),
                result.rowsWritten(),
                result.bytes(),
                result.took(),
                result.splits().size(),
                files.size(),
                files.stream()
                        .limit(RunReport.LISTED_FILES)
                        .map(PreparedFile::published)
                        .toList(),
                columns(result, settings.types().task(name)),
                inputs(settings, result, read.lookups().getOrDefault(name, List.of())),
                commit.table(name).dropped(),
                result.plan().window());
    }

    /// Every task is published already.
    static RunReport nothingDue(
            RunSettings settings,
            String runId,
            String logicalTime,
            Instant startedAt,
            List<Skipped> skipped,
            CatalogOutcome catalog) {
        return new RunReport(
                RunReport.VERSION,
                runId,
                logicalTime,
                settings.date(),
                startedAt,
                Duration.between(startedAt, Instant.now()),
                List.of(),
                settings.sources().main().display(),
                settings.destination().uri(),
                settings.workers(),
                List.of(),
                skipped,
                List.of(),
                repeated(settings),
                catalog);
    }

    private static List<RepeatedCalls> repeated(RunSettings settings) {
        List<RepeatedCalls> repeated = new ArrayList<>(settings.destination().repeated());
        repeated.addAll(settings.catalog().repeated());
        return repeated;
    }

    private static List<ColumnReport> columns(TaskResult result, TypeChoices types) {
        List<ColumnReport> columns = new ArrayList<>();
        List<Column> shape = result.plan().output().columns();
        for (int i = 0; i < shape.size(); i++) {
            Column column = shape.get(i);
            long nulls = 0;
            long truncated = 0;
            long replaced = result.replaced(column.name());
            for (SplitReport.WrittenFile file : result.written()) {
                FileSummary.ColumnSummary summary = file.summary().columns().get(i);
                nulls += summary.nulls();
                truncated += summary.truncated();
                replaced += summary.replaced();
            }
            TypeOptions options = types.column(column.name());
            String type = column.type().glueType();
            columns.add(new ColumnReport(
                    column.name(),
                    type,
                    nulls,
                    truncated,
                    // Times of day have microseconds in any case.
                    type.contains("timestamp") ? options.timestamps() : TimestampUnit.MICROS,
                    replaced,
                    options.onSpecial()));
        }
        return columns;
    }

    private static List<InputReport> inputs(RunSettings settings, TaskResult result, List<InputReport> lookups) {
        List<InputReport> inputs = new ArrayList<>();
        if (result.plan().task() instanceof Task.Transform<?, ?> transform) {
            TypeChoices types = settings.types().task(transform.name());
            for (Column column : result.plan().source().columns()) {
                long replaced = result.replaced(column.name());
                if (replaced > 0 && result.plan().output().column(column.name()).isEmpty()) {
                    inputs.add(new InputReport(
                            transform.input().name(),
                            column.name(),
                            replaced,
                            types.column(column.name()).onSpecial()));
                }
            }
        }
        inputs.addAll(lookups);
        return inputs;
    }
}
