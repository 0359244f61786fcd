package etl.tasks.file;

import etl.parquet.column.PostgresType;
import java.util.List;

/// CSV in UTF-8, as RFC 4180 has it.
///
/// @param header whether the first line names the columns; otherwise they are those declared, in their order
/// @param delimiter what stands between two fields
/// @param quote what stands around a field that holds delimiters, quotes or ends of lines
/// @param nullText the text that stands for null, quoted or not
/// @param columns the columns that may be read; others of the header are passed over
public record CsvFormat(boolean header, char delimiter, char quote, String nullText, List<Declared> columns)
        implements FileFormat {

    /// A column and the Postgres type of its values.
    public record Declared(String name, PostgresType type) {}

    public CsvFormat {
        columns = List.copyOf(columns);
    }
}
