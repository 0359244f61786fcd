package etl.tasks.run;

import etl.parquet.RowShape;
import etl.parquet.ValueException;
import etl.parquet.column.Remedy;
import etl.schemas.Table;
import etl.tasks.Task;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.schema.CommittedDescription;
import java.util.LinkedHashMap;
import java.util.Map;

/// The columns of a task's records by their names at the destination, and whether they may hold nulls: of those that it
/// reads and of the one that it writes. A name that several have may hold nulls when one of them may.
record TaskColumns(Map<String, Boolean> names) {

    /// Of a relation, which has no record, none.
    static TaskColumns of(Task task) {
        Map<String, Boolean> names = new LinkedHashMap<>();
        for (Table<?> table : CommittedDescription.tables(task)) {
            RowShape.namesOfRecord(table.row())
                    .forEach((name, nullable) -> names.merge(name, nullable, Boolean::logicalOr));
        }
        if (task instanceof Task.Transform<?, ?> transform) {
            RowShape.namesOfRecord(transform.output())
                    .forEach((name, nullable) -> names.merge(name, nullable, Boolean::logicalOr));
        }
        return new TaskColumns(names);
    }

    /// What to do about a value of a task's row that can't be represented.
    static String remedy(TaskPlan plan, ValueException refused) {
        String column = refused.column();
        String sourceName =
                plan.source().column(column).map(source -> source.sourceName()).orElse(column);
        String key = TypeSettings.key(plan.task().name(), column);
        return plan.task() instanceof Task.Relation
                ? refused.refusal().remedy().ofRelation(key, sourceName)
                : of(plan.task())
                        .ofRecord(key, column, sourceName, refused.refusal().remedy());
    }

    /// What to do about a value of a lookup's row.
    static String remedyOfLookup(Task task, ValueException refused) {
        String column = refused.column();
        return of(task).ofRecord(
                        TypeSettings.key(task.name(), column),
                        column,
                        column,
                        refused.refusal().remedy());
    }

    private String ofRecord(String key, String column, String sourceName, Remedy remedy) {
        return remedy.ofRecord(key, sourceName, names.getOrDefault(column, false));
    }
}
