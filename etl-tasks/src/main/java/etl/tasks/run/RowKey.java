package etl.tasks.run;

import etl.parquet.Column;
import etl.parquet.CopyRow;
import etl.tasks.run.RunPlan.TaskPlan;
import java.util.ArrayList;
import java.util.List;

/// Names a row in a message by its primary key: `row id=77`.
final class RowKey {
    private RowKey() {}

    /// The key of a row on the wire; empty when the task's rows have none.
    static String of(TaskPlan task, CopyRow row) {
        List<String> parts = new ArrayList<>();
        for (int place : task.key()) {
            Column column = task.source().columns().get(place);
            parts.add(column.sourceName() + "=" + column.type().text(row, place));
        }
        return parts.isEmpty() ? "" : "row " + String.join(", ", parts);
    }

    /// A record as it is: its components name the row better than its place would.
    static String of(TaskPlan task, Record row) {
        List<String> parts = new ArrayList<>();
        return parts.isEmpty() ? "row " + row : "";
    }
}
