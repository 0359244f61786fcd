package etl.tasks.file;

import etl.parquet.Column;
import etl.parquet.RowShape;
import etl.parquet.column.FieldException;
import etl.tasks.source.ForeignRows;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows of a CSV file.
final class CsvRows extends ForeignRows {
    private final CsvInput input;
    private final List<Column> columns;

    /// @param input is closed with the rows
    CsvRows(CsvInput input, RowShape shape) {
        super(shape, true);
        this.input = input;
        this.columns = shape.columns();
    }

    @Override
    protected boolean advance() {
        return input.next();
    }

    @Override
    protected @Nullable Object value(int field) {
        return input.text(columns.get(field).sourceName());
    }

    @Override
    protected boolean isRead(int field) {
        return true;
    }

    @Override
    protected Optional<RuntimeException> told(FieldException refused) {
        Column column = columns.get(refused.field());
        return Optional.of(input.refused(
                column.sourceName(),
                column.type().postgresName(),
                refused.refusal().problem()));
    }

    @Override
    public void close() {
        input.close();
    }
}
