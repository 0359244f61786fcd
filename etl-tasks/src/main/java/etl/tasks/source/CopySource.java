package etl.tasks.source;

import etl.parquet.CopyRow;
import etl.parquet.ReplacedCounts;
import etl.parquet.RowReader;
import etl.parquet.ValueException;
import etl.parquet.column.ColumnType;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Typed rows of rows in the layout of COPY's binary format.
public final class CopySource<R extends Record> implements RowSource<R> {
    private final WireRows copy;
    private final RowReader<R> reader;
    private int count;
    private int position;

    /// @param reader makes a record of a row
    public CopySource(WireRows copy, RowReader<R> reader) {
        this.copy = copy;
        this.reader = reader;
    }

    @Override
    public @Nullable R next() throws SQLException {
        if (position == count) {
            position = 0;
            try {
                count = copy.nextBatch();
            } catch (ValueException refused) {
                // The row that it is about can be named.
                position = refused.row() + 1;
                throw refused;
            }
            if (count == 0) {
                return null;
            }
        }
        CopyRow row = copy.rows()[position++];
        return reader.read(row);
    }

    @Override
    public ReplacedCounts replaced() {
        return copy.replaced();
    }

    @Override
    public CopyRow row() {
        return copy.rows()[position - 1];
    }

    @Override
    public Object value(ColumnType type, int place) {
        return CopyReader.value(row(), type, place);
    }

    @Override
    public void close() throws SQLException {
        copy.close();
    }
}
