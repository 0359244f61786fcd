package etl.tasks.file;

import etl.parquet.Column;
import etl.parquet.RowShape;
import etl.parquet.inspect.ParquetTable;
import etl.parquet.inspect.SeekableFile;
import etl.tasks.source.ForeignRows;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a Parquet file.
final class ParquetRows extends ForeignRows {
    private final DataFile file;
    private final SeekableFile bytes;
    private final ParquetTable table;
    private final List<Integer> places;

    private ParquetRows(DataFile file, SeekableFile bytes, ParquetTable table, RowShape shape) {
        super(shape, true);
        this.file = file;
        this.bytes = bytes;
        this.table = table;
        List<String> names = table.names();
        this.places = shape.columns().stream()
                .map(Column::sourceName)
                .map(names::indexOf)
                .toList();
    }

    static ParquetRows open(DataFile file, RowShape shape) {
        try {
            SeekableFile bytes = file.opener().open();
            boolean opened = false;
            try {
                ParquetRows rows = new ParquetRows(file, bytes, ParquetTable.open(bytes), shape);
                opened = true;
                return rows;
            } finally {
                if (!opened) {
                    bytes.close();
                }
            }
        } catch (IOException failed) {
            throw file.unreadable(failed);
        }
    }

    @Override
    protected boolean advance() {
        try {
            return table.next();
        } catch (IOException failed) {
            throw file.unreadable(failed);
        }
    }

    @Override
    protected @Nullable Object value(int field) {
        return table.value(places.get(field));
    }

    @Override
    protected boolean isRead(int field) {
        return false;
    }

    @Override
    public void close() {
        try (bytes;
                table) {
            // Both are only closed.
        } catch (IOException failed) {
            throw file.unreadable(failed);
        }
    }
}
