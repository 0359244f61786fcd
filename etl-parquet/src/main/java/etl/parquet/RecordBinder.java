package etl.parquet;

import etl.parquet.column.FieldException;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// Binds a record type to columns by composed method handles: wire → canonical constructor, and accessors → column
/// encoders. The type of the column in the source reads a value, the type of the record's column writes it. A binder is
/// immutable and may be shared by threads.
public final class RecordBinder<R extends Record> {
    private final Class<R> row;
    private final RowShape shape;

    /// `(Record, ColumnEncoder[])void`
    private final MethodHandle writer;

    private RecordBinder(Class<R> row, RowShape shape, RowShape written) {
        this.row = row;
        this.shape = shape;
        this.writer = WriteHandles.of(row, shape, written);
    }

    /// @param recordShape the shape of the record, by [RowShape#ofRecord]
    public static <R extends Record> RecordBinder<R> of(Class<R> row, RowShape recordShape) {
        return of(row, recordShape, recordShape);
    }

    /// @param recordShape the shape of the record, by [RowShape#ofRecord]
    /// @param written the columns of it that files have, at least one
    public static <R extends Record> RecordBinder<R> of(Class<R> row, RowShape recordShape, RowShape written) {
        if (row.getRecordComponents().length != recordShape.columns().size()) {
            throw new IllegalArgumentException("The shape is not that of " + row);
        }
        return new RecordBinder<>(row, recordShape, written);
    }

    /// A reader of rows that are sent as `source` describes them. Columns are matched by name.
    ///
    /// @throws ShapeException when the shapes don't match: what [RowShape#mismatches] says
    public RowReader<R> wireReader(RowShape source) {
        checkMatch(source);
        MethodHandle reader = ReadHandles.of(row, shape, source);
        return fields -> {
            try {
                return cast((Record) reader.invokeExact(fields));
            } catch (FieldException e) {
                throw valueException(e, source);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw unexpected(e);
            }
        };
    }

    /// Writes one row to a file of this record's shape.
    ///
    /// @throws ValueException when a value has no place in its column; the file can't be finished then
    public void write(R record, TableFileWriter file) throws IOException {
        file.write(writer, record);
    }

    private void checkMatch(RowShape source) {
        List<String> mismatches = shape.mismatches(source);
        if (!mismatches.isEmpty()) {
            throw ShapeException.of(mismatches);
        }
    }

    /// The handle ends in the constructor of `row`: nothing is checked again for each row.
    @SuppressWarnings("unchecked")
    private R cast(Record record) {
        return (R) record;
    }

    private static ValueException valueException(FieldException e, RowShape source) {
        ValueException named =
                new ValueException(source.columns().get(e.field()).name(), e.refusal());
        named.initCause(e);
        return named;
    }

    private IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("A row can't be made into a " + row.getSimpleName(), e);
    }
}
