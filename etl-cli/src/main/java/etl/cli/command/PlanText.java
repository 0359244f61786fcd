package etl.cli.command;

import etl.cli.output.Quantity;
import etl.cli.output.TextTable;
import etl.tasks.run.RunPlan;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What a run would do, for `--dry-run`.
///
/// @param plan the plan
/// @param logicalTime what the run is for
/// @param time where that comes from, and the date
record PlanText(RunPlan plan, String logicalTime, LogicalTime time) {

    /// @param estimatedRows absent when the planner has no guess
    record TaskDocument(String task, String kind, String sql, int columns, int splits, Optional<Long> estimatedRows) {}

    record PlanDocument(
            String runId,
            String logicalTime,
            LocalDate date,
            String server,
            int workers,
            long memoryBytes,
            List<TaskDocument> tasks) {}

    PlanDocument document() {
        return new PlanDocument(
                plan.runId(),
                logicalTime,
                time.date(),
                plan.snapshot().server(),
                plan.workers(),
                plan.memoryBytes(),
                plan.tasks().stream()
                        .map(task -> new TaskDocument(
                                task.task().name(),
                                TaskText.of(task.task()).kind(),
                                task.sql(),
                                task.output().columns().size(),
                                task.splits().size(),
                                Optional.of(task.estimatedRows()).filter(rows -> rows >= 0)))
                        .toList());
    }

    void print(PrintStream out) {
        TextTable table = new TextTable("task", "kind", "rows, about#", "columns#", "splits#");
        for (RunPlan.TaskPlan task : plan.tasks()) {
            table.row(
                    task.task().name(),
                    TaskText.of(task.task()).kind(),
                    task.estimatedRows() < 0 ? "?" : Quantity.count(task.estimatedRows()),
                    Quantity.count(task.output().columns().size()),
                    Quantity.count(task.splits().size()));
        }
        table.print(out, "");
        out.println();
        out.println("Logical time %s, partition dt=%s: %s.".formatted(logicalTime, time.date(), time.why()));
        out.println("%d workers would need %s of memory. Nothing was read and nothing was written."
                .formatted(plan.workers(), Quantity.bytes(plan.memoryBytes())));
    }
}
