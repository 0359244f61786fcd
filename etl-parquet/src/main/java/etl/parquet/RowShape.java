package etl.parquet;

import etl.parquet.column.TypeOptions;
import java.util.List;

/// The columns of a row, each with its column type: resolved from a record's components or from the database's description of a relation.
/// The Parquet schema, the SELECT list, the readers, the writers and the Glue columns all come from it.
///
/// @param columns the columns in the order of the row; their names differ
public record RowShape(List<Column> columns) {
    public RowShape {
        columns = List.copyOf(columns);
    }

    /// The shape that a record declares. A component's column is its name in snake case, or what `@Name` says; a component whose
    /// type is marked JSpecify's `@Nullable` may be null.
    ///
    /// @throws ShapeException when components can't be columns: all of them, each with what to write instead
    public static RowShape ofRecord(Class<? extends Record> row, TypeOptions options) {
        throw new UnsupportedOperationException();
    }

    /// The shape of a relation, for copying it as it is.
    ///
    /// @throws ShapeException when columns can't be copied: all of them, each with what to do
    public static RowShape ofSource(List<SourceColumn> columns, TypeOptions options) {
        throw new UnsupportedOperationException();
    }

    /// The shape of a relation or query whose rows are read as records of the shape `record`. Where the database leaves a type open, as
    /// it does for a `numeric` without precision (every computed one), the record's column of the same name decides it.
    ///
    /// @throws ShapeException when columns can't be read: all of them, each with what to do
    public static RowShape ofSource(List<SourceColumn> columns, TypeOptions options, RowShape record) {
        throw new UnsupportedOperationException();
    }

    /// How the rows that `source` describes fail to be rows of this record's shape. Columns are matched by name.
    ///
    /// @return one line a difference: the column, what the record says, what the database says, what to do; empty when the rows fit
    public List<String> mismatches(RowShape source) {
        throw new UnsupportedOperationException();
    }
}
