package etl.tasks.file;

import etl.parquet.RowShape;
import etl.parquet.SourceColumn;
import etl.parquet.inspect.ParquetTable;
import etl.parquet.inspect.SeekableFile;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.source.WireRows;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A file of rows that lookups read.
///
/// @param name its name in the configuration
/// @param location where it is, for messages
/// @param format how it is read
/// @param opener opens it, each time anew
public record DataFile(String name, String location, FileFormat format, Opener opener) {

    /// Opens a file.
    @FunctionalInterface
    public interface Opener {
        SeekableFile open() throws IOException;
    }

    /// Something that is done with an open file.
    private interface Work<T> {
        T with(SeekableFile file) throws IOException;
    }

    /// What the file has.
    ///
    /// @param columns the columns that can be read
    /// @param unreadable those that can't: each with its type in the file's words
    public record Described(List<SourceColumn> columns, List<String> unreadable) {}

    /// The file's columns: of a CSV file those declared, which its header must name.
    ///
    /// @throws EtlException when the file can't be read, or isn't what is declared
    public Described describe() {
        return switch (format) {
            case CsvFormat csv -> {
                // Its header is compared with the declaration.
                CsvInput.open(this, csv).close();
                yield new Described(
                        csv.columns().stream()
                                .map(column -> new SourceColumn(column.name(), column.type(), true))
                                .toList(),
                        List.of());
            }
            case ParquetFormat parquet -> describeParquet();
        };
    }

    private Described describeParquet() {
        return with(file -> {
            try (ParquetTable table = ParquetTable.open(file)) {
                List<SourceColumn> columns = new ArrayList<>();
                List<String> unreadable = new ArrayList<>();
                for (int i = 0; i < table.names().size(); i++) {
                    Optional<SourceColumn> column = table.column(i);
                    if (column.isPresent()) {
                        columns.add(column.get());
                    } else {
                        unreadable.add(table.names().get(i) + " (" + table.describe(i) + ")");
                    }
                }
                return new Described(columns, unreadable);
            }
        });
    }

    private <T> T with(Work<T> work) {
        try (SeekableFile file = opener.open()) {
            return work.with(file);
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    /// The file's rows.
    ///
    /// @param shape the columns to read, by the names that the file has
    /// @throws EtlException when the file can't be read, or isn't what is declared
    public WireRows rows(RowShape shape) {
        return switch (format) {
            case CsvFormat csv -> new CsvRows(CsvInput.open(this, csv), shape);
            case ParquetFormat parquet -> ParquetRows.open(this, shape);
        };
    }

    /// A message about the file: where, what is wrong and what to do.
    EtlException problem(ExitCode code, String what) {
        return new EtlException(code, "files.%s: %s%s".formatted(name, location, what));
    }

    EtlException unreadable(IOException failed) {
        String why = failed instanceof NoSuchFileException ? " isn't there" : " can't be read: " + failed.getMessage();
        return new EtlException(
                ExitCode.USAGE,
                "files.%s: %s%s. Check its path, and who may read it.".formatted(name, location, why),
                failed);
    }
}
