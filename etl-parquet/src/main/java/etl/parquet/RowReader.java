package etl.parquet;

/// Makes a record of one row of `COPY … (FORMAT binary)`.
@FunctionalInterface
public interface RowReader<R extends Record> {
    /// @throws ValueException when a value has no place in the record
    R read(CopyRow row);
}
