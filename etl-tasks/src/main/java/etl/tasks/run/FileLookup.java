package etl.tasks.run;

import etl.parquet.Column;
import etl.parquet.RecordBinder;
import etl.parquet.RowShape;
import etl.parquet.SourceColumn;
import etl.parquet.TypeChoices;
import etl.schemas.Table;
import etl.schemas.Table.FromFile;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Nearest;
import etl.tasks.Task;
import etl.tasks.file.DataFile;
import etl.tasks.file.DataFile.Described;
import etl.tasks.schema.Comparison;
import etl.tasks.source.CopySource;
import etl.tasks.source.RowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A lookup's table that is a file: it is opened, and its columns agree with the table's record.
///
/// @param file the file
/// @param record the record's shape
/// @param shape the same columns as the file has them
record FileLookup(DataFile file, RowShape record, RowShape shape) {

    /// Looks at the file; no row is read.
    ///
    /// @throws EtlException when it isn't there, can't be read, or its columns aren't the record's: all of them
    static FileLookup of(RunSettings settings, Task task, Table<?> table, FromFile named) {
        DataFile file = settings.sources().file(named);
        if (table.where().isPresent()) {
            throw EtlException.usage(
                    "%s: the lookup %s has a condition in SQL, and files.%s is a file. Leave rows out in the transform."
                            .formatted(task.name(), table.name(), named.file()));
        }
        TypeChoices types = settings.types().task(task.name());
        RowShape record = RowShape.ofRecord(table.row(), types);
        Described described = file.describe();
        List<SourceColumn> columns = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Column wanted : record.columns()) {
            Optional<SourceColumn> found = described.columns().stream()
                    .filter(column -> column.name().equals(wanted.sourceName()))
                    .findFirst();
            // The record says where a null may be, and a row that has one is named by its line.
            found.ifPresentOrElse(
                    column -> columns.add(new SourceColumn(column.name(), column.type(), wanted.nullable())),
                    () -> lines.add(missing(wanted, described)));
        }
        if (lines.isEmpty()) {
            Comparison comparison = Comparison.of(record, columns, types);
            if (comparison.lines().isEmpty()) {
                return new FileLookup(file, record, comparison.shape());
            }
            lines.addAll(comparison.lines());
        }
        String where = "%s (record %s): files.%s: %s: "
                .formatted(task.name(), table.row().getName(), file.name(), file.location());
        throw new EtlException(
                ExitCode.SCHEMA_DRIFT,
                lines.stream()
                        .map(line -> where + line.replace("the database says", "the file says"))
                        .collect(Collectors.joining("\n")));
    }

    private static String missing(Column wanted, Described described) {
        List<String> names =
                described.columns().stream().map(SourceColumn::name).toList();
        String unreadable = described.unreadable().stream()
                .filter(column -> column.startsWith(wanted.sourceName() + " ("))
                .findFirst()
                .map(column -> " The column " + column + " can't be read into a record.")
                .orElse("");
        return "there is no column '%s'.%s%s It has %s."
                .formatted(
                        wanted.sourceName(),
                        unreadable,
                        Nearest.question(wanted.sourceName(), names),
                        String.join(", ", names));
    }

    /// The file's rows.
    <R extends Record> RowSource<R> rows(Class<R> row) {
        return new CopySource<>(file.rows(shape), RecordBinder.of(row, record).wireReader(shape));
    }
}
