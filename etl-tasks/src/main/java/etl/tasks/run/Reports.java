package etl.tasks.run;

import etl.parquet.Column;
import etl.parquet.FileSummary;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.PublishedPartition;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.run.RunReport.ColumnReport;
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
            RunPlan plan,
            Instant startedAt,
            Map<TaskPlan, TaskResult> results,
            List<PublishedPartition> published,
            CatalogOutcome catalog) {
        List<TaskReport> tasks = new ArrayList<>();
        for (PublishedPartition partition : published) {
            TaskResult result = results.values().stream()
                    .filter(candidate -> candidate.plan().task().name().equals(partition.table()))
                    .findFirst()
                    .orElseThrow();
            tasks.add(new TaskReport(
                    partition.table(),
                    partition.table(),
                    partition.partition(),
                    result.rowsRead(),
                    result.rowsWritten(),
                    result.bytes(),
                    result.took(),
                    result.splits().size(),
                    partition.files(),
                    columns(result)));
        }
        return new RunReport(
                RunReport.VERSION,
                plan.runId(),
                settings.date(),
                startedAt,
                Duration.between(startedAt, Instant.now()),
                plan.snapshot(),
                settings.source().display(),
                settings.destination().uri(),
                plan.workers(),
                tasks,
                catalog);
    }

    private static List<ColumnReport> columns(TaskResult result) {
        List<ColumnReport> columns = new ArrayList<>();
        List<Column> shape = result.plan().output().columns();
        for (int i = 0; i < shape.size(); i++) {
            long nulls = 0;
            long truncated = 0;
            for (SplitReport.WrittenFile file : result.written()) {
                FileSummary.ColumnSummary summary = file.summary().columns().get(i);
                nulls += summary.nulls();
                truncated += summary.truncated();
            }
            columns.add(
                    new ColumnReport(shape.get(i).name(), shape.get(i).type().glueType(), nulls, truncated));
        }
        return columns;
    }
}
