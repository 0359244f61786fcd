package etl.parquet.inspect;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What a Parquet file's footer and indexes say.
///
/// @param bytes the size of the file
/// @param rows the rows of all row groups
/// @param createdBy the library that wrote it
/// @param metadata the footer's keys and values
public record FileInspection(
        long bytes,
        long rows,
        String createdBy,
        Map<String, String> metadata,
        List<Field> columns,
        List<RowGroup> rowGroups) {

    /// A column of the schema.
    ///
    /// @param type such as `INT64 DECIMAL(12,2)`
    public record Field(String name, String type, boolean nullable) {}

    /// A row group.
    public record RowGroup(long rows, long compressedBytes, long uncompressedBytes, List<Chunk> chunks) {
        public RowGroup {
            chunks = List.copyOf(chunks);
        }
    }

    /// One column of one row group.
    ///
    /// @param column the column's path in the schema
    /// @param encodings such as `RLE_DICTIONARY`, in the order of their names
    /// @param nulls the number of nulls, where the statistics know
    /// @param min the least value as text, where the statistics know
    /// @param max the greatest value as text, where the statistics know
    /// @param pages the number of data pages, by the offset index; empty where there is none
    /// @param columnIndex whether pages have statistics of their own
    public record Chunk(
            String column,
            String codec,
            List<String> encodings,
            OptionalLong nulls,
            Optional<String> min,
            Optional<String> max,
            long compressedBytes,
            long uncompressedBytes,
            OptionalLong pages,
            boolean columnIndex) {
        public Chunk {
            encodings = List.copyOf(encodings);
        }
    }

    public FileInspection {
        metadata = Map.copyOf(metadata);
        columns = List.copyOf(columns);
        rowGroups = List.copyOf(rowGroups);
    }
}
