package etl.tasks.run;

import etl.parquet.CopyRow;
import etl.parquet.RecordBinder;
import etl.parquet.ReplacedCounts;
import etl.parquet.RowShape;
import etl.parquet.TableFileWriter;
import etl.parquet.TypeChoices;
import etl.parquet.ValueException;
import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Lookups;
import etl.tasks.Task;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.run.SplitReport.WrittenFile;
import etl.tasks.source.RowSource;
import etl.tasks.source.Split;
import etl.tasks.source.WireRows;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs one split on a connection that has imported the snapshot: rows from the server into prepared files.
final class SplitRunner {
    private final RunSettings settings;
    private final RunPlan plan;
    private final Map<String, Lookups> lookups;
    private final RunListener listener;
    private final FileNumbers numbers;

    /// @param lookups the rows of each transform's lookups, by the task's name
    SplitRunner(
            RunSettings settings,
            RunPlan plan,
            Map<String, Lookups> lookups,
            RunListener listener,
            FileNumbers numbers) {
        this.settings = settings;
        this.plan = plan;
        this.lookups = lookups;
        this.listener = listener;
        this.numbers = numbers;
    }

    /// @throws EtlException with exit code 22 when a value can't be represented, naming the row
    SplitReport run(HeldSource from, Connection connection, TaskPlan task, Split split)
            throws IOException, SQLException {
        long start = System.nanoTime();
        Progress progress = new Progress(split, listener);
        listener.on(new RunEvent.SplitStarted(split.task(), split.number(), split.description()));
        try (OutputFiles files = new OutputFiles(settings, plan, task, numbers)) {
            Counts counts = switch (task.task()) {
                case Task.Extract<?> extract -> extract(from, connection, extract, task, split, files, progress);
                case Task.Transform<?, ?> transform ->
                    transform(from, connection, transform, task, split, files, progress);
                case Task.Relation relation -> copy(from, connection, task, split, files, progress);
            };
            List<WrittenFile> written = files.finish();
            SplitReport report = new SplitReport(
                    split,
                    counts.read,
                    counts.written,
                    written,
                    Duration.ofNanos(System.nanoTime() - start),
                    counts.replaced.all());
            progress.finished(report);
            return report;
        }
    }

    /// The rows that the task reads, of a transform those of its input, as the database counts them.
    long count(HeldSource from, Connection connection, TaskPlan task) throws SQLException {
        return from.count(connection, task.sql());
    }

    private record Counts(long read, long written, ReplacedCounts replaced) {}

    /// A relation goes from the wire into the columns, column after column of a batch, without records.
    private Counts copy(
            HeldSource from, Connection connection, TaskPlan task, Split split, OutputFiles files, Progress progress)
            throws IOException, SQLException {
        try (WireRows copy = from.rows(connection, split.sql(), task.source())) {
            CopyRow[] rows = copy.rows();
            Optional<RowPartition> partition = partition(task);
            long written = 0;
            try {
                for (int count = copy.nextBatch(); count > 0; count = copy.nextBatch()) {
                    if (partition.isPresent()) {
                        copy(rows, count, partition.get(), files);
                    } else {
                        files.current().copy(rows, count);
                    }
                    written += count;
                    progress.at(copy.rowsRead(), files);
                }
            } catch (ValueException refused) {
                throw refused(task, split, written, RowKey.of(task, rows[refused.row()]), refused);
            }
            return new Counts(copy.rowsRead(), written, copy.replaced());
        }
    }

    private static Optional<RowPartition> partition(TaskPlan task) {
        return task.partitions().map(partitions -> new RowPartition(task, partitions));
    }

    /// Most batches are of one partition.
    private static void copy(CopyRow[] rows, int count, RowPartition partition, OutputFiles files) throws IOException {
        int to;
        for (int from = 0; from < count; from = to) {
            if (!partition.continues(rows[from])) {
                files.moveTo(partition.moveTo(rows[from]));
            }
            to = from + 1;
            while (to < count && partition.continues(rows[to])) {
                to++;
            }
            CopyRow[] same = from == 0 ? rows : Arrays.copyOfRange(rows, from, to);
            try {
                files.current().copy(same, to - from);
            } catch (ValueException refused) {
                throw refused.inRow(from + refused.row());
            }
        }
    }

    private <R extends Record> Counts extract(
            HeldSource from,
            Connection connection,
            Task.Extract<R> extract,
            TaskPlan task,
            Split split,
            OutputFiles files,
            Progress progress)
            throws IOException, SQLException {
        RowShape whole =
                RowShape.ofRecord(extract.table().row(), settings.types().task(extract.name()));
        RecordBinder<R> binder = RecordBinder.of(extract.table().row(), whole, task.output());
        return typed(from, connection, extract.table(), Function.identity(), binder, task, split, files, progress);
    }

    private <I extends Record, O extends Record> Counts transform(
            HeldSource from,
            Connection connection,
            Task.Transform<I, O> transform,
            TaskPlan task,
            Split split,
            OutputFiles files,
            Progress progress)
            throws IOException, SQLException {
        Lookups tables = lookups.getOrDefault(transform.name(), Lookups.NONE);
        RecordBinder<O> binder = RecordBinder.of(transform.output(), task.output());
        Function<I, @Nullable O> function = row -> transform.function().apply(row, tables);
        return typed(from, connection, transform.input(), function, binder, task, split, files, progress);
    }

    private <I extends Record, O extends Record> Counts typed(
            HeldSource from,
            Connection connection,
            Table<I> table,
            Function<I, @Nullable O> function,
            RecordBinder<O> binder,
            TaskPlan task,
            Split split,
            OutputFiles files,
            Progress progress)
            throws IOException, SQLException {
        long read = 0;
        long written = 0;
        Optional<RowPartition> partition = partition(task);
        try (RowSource<I> source = source(from, connection, table, task, split.sql())) {
            try {
                for (I row = source.next(); row != null; row = source.next()) {
                    read++;
                    O output = function.apply(row);
                    if (output != null) {
                        if (partition.isPresent() && !partition.get().continues(source.row())) {
                            files.moveTo(partition.get().moveTo(source.row()));
                        }
                        binder.write(output, files.current());
                        written++;
                    }
                    if (read % TableFileWriter.BATCH_ROWS == 0) {
                        progress.at(read, files);
                    }
                }
                return new Counts(read, written, source.replaced());
            } catch (ValueException refused) {
                throw refused(task, split, read, RowKey.of(task, source), refused);
            }
        }
    }

    private <I extends Record> RowSource<I> source(
            HeldSource from, Connection connection, Table<I> table, TaskPlan task, String sql) throws SQLException {
        TypeChoices types = settings.types().task(task.task().name());
        RecordBinder<I> binder = RecordBinder.of(table.row(), RowShape.ofRecord(table.row(), types));
        return from.records(connection, binder, task.source(), sql);
    }

    private static EtlException refused(
            TaskPlan task, Split split, long rowsBefore, String which, ValueException refused) {
        String row =
                which.isEmpty() ? "one of the rows after %d of %s".formatted(rowsBefore, split.description()) : which;
        return new EtlException(
                ExitCode.VALUE_NOT_REPRESENTABLE,
                "%s.%s (%s). %s"
                        .formatted(task.task().name(), refused.getMessage(), row, TaskColumns.remedy(task, refused))
                        .strip(),
                refused);
    }
}
