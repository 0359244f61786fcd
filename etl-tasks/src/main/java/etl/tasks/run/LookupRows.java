package etl.tasks.run;

import etl.parquet.RecordBinder;
import etl.parquet.RowShape;
import etl.parquet.TypeChoices;
import etl.parquet.ValueException;
import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Lookup;
import etl.tasks.Lookups;
import etl.tasks.Task;
import etl.tasks.run.RunReport.InputReport;
import etl.tasks.schema.Descriptions;
import etl.tasks.schema.Descriptions.Nulls;
import etl.tasks.source.Connections;
import etl.tasks.source.RowSource;
import etl.tasks.source.SelectList;
import etl.tasks.source.Snapshot;
import etl.tasks.source.SplitPlanner;
import etl.tasks.source.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the lookups of a run's transforms, under its snapshot and before its first row.
final class LookupRows {
    private final RunSettings settings;
    private final Connections connections;
    private final Snapshot snapshot;

    LookupRows(RunSettings settings, Connections connections, Snapshot snapshot) {
        this.settings = settings;
        this.connections = connections;
        this.snapshot = snapshot;
    }

    /// The most rows that the tasks' lookups may hold together, by their limits.
    static long most(List<Task> tasks) {
        long rows = 0;
        for (Task task : tasks) {
            if (task instanceof Task.Transform<?, ?> transform) {
                rows += transform.lookups().stream().mapToLong(Lookup::maxRows).sum();
            }
        }
        return rows;
    }

    /// What the lookups of the transforms hold.
    ///
    /// @param rows their rows by the task's name
    /// @param inputs their columns where special values were replaced, by the task's name
    record Read(Map<String, Lookups> rows, Map<String, List<InputReport>> inputs) {}

    Read read() throws SQLException {
        Map<String, Lookups> byTask = new HashMap<>();
        Map<String, List<InputReport>> inputs = new HashMap<>();
        for (Task task : settings.tasks()) {
            if (task instanceof Task.Transform<?, ?> transform
                    && !transform.lookups().isEmpty()) {
                try (Connection connection = snapshot.importInto(connections.connect())) {
                    Map<Lookup<?, ?>, Map<?, ?>> rows = new HashMap<>();
                    List<InputReport> replaced = new ArrayList<>();
                    for (Lookup<?, ?> lookup : transform.lookups()) {
                        rows.put(lookup, read(connection, task, lookup, replaced));
                    }
                    inputs.put(task.name(), replaced);
                    byTask.put(task.name(), new Lookups(rows));
                    connection.rollback();
                }
            }
        }
        return new Read(byTask, inputs);
    }

    private <K, V extends Record> Map<K, V> read(
            Connection connection, Task task, Lookup<K, V> lookup, List<InputReport> replaced) throws SQLException {
        Table<V> table = lookup.table();
        TypeChoices types = settings.types().task(task.name());
        RowShape record = RowShape.ofRecord(table.row(), types);
        List<String> names = record.columns().stream()
                .map(column -> Sql.identifier(column.sourceName()))
                .toList();
        List<String> conditions = table.where().stream().toList();
        RowShape source = RowShape.ofSource(
                Descriptions.describe(
                        connection, SplitPlanner.wholeSql(table.rows(), names, conditions), Nulls.LEFT_TO_RECORD),
                types,
                record);
        String sql = SplitPlanner.wholeSql(table.rows(), SelectList.of(source, connection), conditions);
        RecordBinder<V> binder = RecordBinder.of(table.row(), record);
        Map<K, V> rows = new HashMap<>();
        try (RowSource<V> values = TypedRows.open(connection, settings, binder, source, sql)) {
            for (@Nullable V row = values.next(); row != null; row = values.next()) {
                K key = lookup.key().apply(row);
                if (rows.put(key, row) != null) {
                    throw EtlException.usage(
                            "%s: the lookup %s has two rows with the key %s. A lookup's key must be unique."
                                    .formatted(task.name(), table.name(), key));
                }
                if (rows.size() > lookup.maxRows()) {
                    throw EtlException.usage(
                            "%s: the lookup %s has more than the %d rows that it declares. Raise its limit, or join %s in the task's SQL."
                                    .formatted(task.name(), table.name(), lookup.maxRows(), table.name()));
                }
            }
            List<Long> counts = values.replaced().all();
            for (int i = 0; i < counts.size(); i++) {
                String column = source.columns().get(i).name();
                if (counts.get(i) > 0) {
                    replaced.add(new InputReport(
                            table.name(),
                            column,
                            counts.get(i),
                            types.column(column).onSpecial()));
                }
            }
        } catch (ValueException refused) {
            throw new EtlException(
                    ExitCode.VALUE_NOT_REPRESENTABLE,
                    "%s: the lookup %s.%s. %s"
                            .formatted(
                                    task.name(),
                                    table.name(),
                                    refused.getMessage(),
                                    TaskColumns.remedyOfLookup(task, refused)),
                    refused);
        }
        return rows;
    }
}
