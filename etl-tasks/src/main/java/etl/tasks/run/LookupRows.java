package etl.tasks.run;

import etl.parquet.RecordBinder;
import etl.parquet.RowShape;
import etl.parquet.TypeChoices;
import etl.parquet.ValueException;
import etl.schemas.Table;
import etl.schemas.Table.FromFile;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Lookup;
import etl.tasks.Lookups;
import etl.tasks.Task;
import etl.tasks.run.HeldSource.Whole;
import etl.tasks.run.RunReport.InputReport;
import etl.tasks.source.RowSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the lookups of a run's transforms, under its snapshots and before its first row.
final class LookupRows {
    private final RunSettings settings;
    private final HeldSources sources;

    LookupRows(RunSettings settings, HeldSources sources) {
        this.settings = settings;
        this.sources = sources;
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
                Map<Lookup<?, ?>, Map<?, ?>> rows = new HashMap<>();
                List<InputReport> replaced = new ArrayList<>();
                for (Lookup<?, ?> lookup : transform.lookups()) {
                    rows.put(lookup, read(task, lookup, replaced));
                }
                inputs.put(task.name(), replaced);
                byTask.put(task.name(), new Lookups(rows));
            }
        }
        return new Read(byTask, inputs);
    }

    private <K, V extends Record> Map<K, V> read(Task task, Lookup<K, V> lookup, List<InputReport> replaced)
            throws SQLException {
        if (lookup.table().rows() instanceof FromFile named) {
            FileLookup file = FileLookup.of(settings, task, lookup.table(), named);
            return read(
                    task, lookup, file.shape(), () -> file.rows(lookup.table().row()), replaced);
        }
        HeldSource source = sources.of(Sources.name(task, lookup));
        Connection session = source.connect();
        boolean done = false;
        try {
            source.enter(session);
            Whole whole = source.whole(session, task, lookup.table());
            RowShape record =
                    RowShape.ofRecord(lookup.table().row(), settings.types().task(task.name()));
            RecordBinder<V> binder = RecordBinder.of(lookup.table().row(), record);
            Map<K, V> rows = read(
                    task,
                    lookup,
                    whole.shape(),
                    () -> source.records(session, binder, whole.shape(), whole.sql()),
                    replaced);
            done = true;
            return rows;
        } finally {
            if (done) {
                source.release(session);
            } else {
                source.discard(session);
            }
        }
    }

    private interface Opening<V extends Record> {
        RowSource<V> open() throws SQLException;
    }

    private <K, V extends Record> Map<K, V> read(
            Task task, Lookup<K, V> lookup, RowShape source, Opening<V> opening, List<InputReport> replaced)
            throws SQLException {
        Table<V> table = lookup.table();
        TypeChoices types = settings.types().task(task.name());
        Map<K, V> rows = new HashMap<>();
        try (RowSource<V> values = opening.open()) {
            long count = 0;
            for (@Nullable V row = values.next(); row != null; row = values.next()) {
                count++;
                if (count > lookup.maxRows()) {
                    // The others are only counted.
                    rows.clear();
                    continue;
                }
                K key = lookup.key().apply(row);
                if (rows.put(key, row) != null) {
                    throw EtlException.usage(
                            "%s: the lookup %s has two rows with the key %s. A lookup's key must be unique."
                                    .formatted(task.name(), table.name(), key));
                }
            }
            if (count > lookup.maxRows()) {
                throw EtlException.usage(
                        "%s: the lookup %s has %d rows, more than the %d that it declares. Declare %d in its Lookup (they count as %s of memory), or join it in the task's SQL."
                                .formatted(
                                        task.name(),
                                        table.name(),
                                        count,
                                        lookup.maxRows(),
                                        count,
                                        Memory.mib(count * Memory.LOOKUP_ROW_BYTES)));
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
