package etl.parquet;

import java.io.Serializable;
import java.util.List;

/// What a finished file holds: rows and row groups by its own footer, columns as their encoders counted.
///
/// @param rows the rows of all row groups
/// @param bytes the size of the whole file
/// @param rowGroups how many row groups it has
/// @param columns one entry a column, in the order of the shape
public record FileSummary(long rows, long bytes, int rowGroups, List<ColumnSummary> columns) implements Serializable {

    /// @param name the column's name at the destination
    /// @param nulls how many of its values are null; of lists, maps and structs, how many are null as a whole
    /// @param truncated how many of its values lost digits by a declared rule, such as microseconds where milliseconds
    ///     are kept
    /// @param replaced how many special values that records gave were replaced by the declared policy
    public record ColumnSummary(String name, long nulls, long truncated, long replaced) implements Serializable {}
}
