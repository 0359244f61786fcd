package etl.tasks.run;

import etl.parquet.Column;
import etl.parquet.CopyRow;
import etl.tasks.run.RunPlan.TaskPlan;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/// Names a row in a message by its primary key, such as `row id=77`; nothing else of the row is shown.
final class RowKey {
    private RowKey() {}

    /// The key of a row on the wire; empty when the task's rows have none.
    static String of(TaskPlan task, CopyRow row) {
        List<String> parts = new ArrayList<>();
        for (int place : task.key()) {
            Column column = task.source().columns().get(place);
            parts.add(column.sourceName() + "=" + value(column, row, place));
        }
        return named(parts);
    }

    private static Object value(Column column, CopyRow row, int place) {
        try {
            return column.type().wireReader().invoke(row, place);
        } catch (Throwable unreadable) {
            // The key itself may be the value that was refused; the message names that one already.
            return "?";
        }
    }

    /// The key of a record, whose components are the source's columns in order; empty when the task's rows have none.
    static String of(TaskPlan task, Record row) {
        RecordComponent[] components = row.getClass().getRecordComponents();
        List<String> parts = new ArrayList<>();
        for (int place : task.key()) {
            try {
                Object value = components[place].getAccessor().invoke(row);
                parts.add(task.source().columns().get(place).sourceName() + "=" + value);
            } catch (ReflectiveOperationException hidden) {
                throw new IllegalStateException(hidden);
            }
        }
        return named(parts);
    }

    private static String named(List<String> parts) {
        return parts.isEmpty() ? "" : "row " + String.join(", ", parts);
    }
}
