package etl.parquet;

import java.io.IOException;

/// Binds a record type to columns by two composed method handles: wire → canonical constructor, and accessors → column encoders.
/// The type of the column in the source reads a value, the type of the record's column writes it.
/// A binder is immutable and may be shared by threads.
public final class RecordBinder<R extends Record> {

    private RecordBinder() {}

    /// @param recordShape the shape of the record, by [RowShape#ofRecord]
    public static <R extends Record> RecordBinder<R> of(Class<R> row, RowShape recordShape) {
        throw new UnsupportedOperationException();
    }

    /// A reader of rows that are sent as `source` describes them. Columns are matched by name.
    ///
    /// @throws ShapeException when the shapes don't match: what [RowShape#mismatches] says
    public RowReader<R> wireReader(RowShape source) {
        throw new UnsupportedOperationException();
    }

    /// A reader of result sets whose columns are those of `source`, in its order.
    ///
    /// @throws ShapeException when the shapes don't match: what [RowShape#mismatches] says
    public CursorReader<R> cursorReader(RowShape source) {
        throw new UnsupportedOperationException();
    }

    /// Writes one row to a file of this record's shape.
    ///
    /// @throws ValueException when a value has no place in its column; the file can't be finished then
    public void write(R row, TableFileWriter file) throws IOException {
        throw new UnsupportedOperationException();
    }
}
