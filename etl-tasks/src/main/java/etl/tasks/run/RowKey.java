package etl.tasks.run;

import etl.parquet.Column;
import etl.parquet.CopyRow;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.source.CopyReader;
import etl.tasks.source.RowSource;
import java.util.ArrayList;
import java.util.List;

/// Names a row in a message by its primary key, such as `row id=77`; nothing else of the row is shown.
final class RowKey {
    private RowKey() {}

    /// The key of a row on the wire; empty when the task's rows have none.
    static String of(TaskPlan task, CopyRow row) {
        return of(task, (column, place) -> CopyReader.value(row, column.type(), place));
    }

    /// The key of the row that a source stands on; empty when the task's rows have none.
    static String of(TaskPlan task, RowSource<?> source) {
        return of(task, (column, place) -> source.value(column.type(), place));
    }

    private interface Values {
        Object of(Column column, int place);
    }

    private static String of(TaskPlan task, Values values) {
        List<String> parts = new ArrayList<>();
        for (int place : task.key()) {
            Column column = task.source().columns().get(place);
            parts.add(column.sourceName() + "=" + values.of(column, place));
        }
        return parts.isEmpty() ? "" : "row " + String.join(", ", parts);
    }
}
