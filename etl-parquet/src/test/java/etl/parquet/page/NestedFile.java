package etl.parquet.page;

import etl.parquet.WriteOptions.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;

/// A file of any columns, written by the encoders and read by parquet-java. Its values are those of [NestedValues].
final class NestedFile implements AutoCloseable {
    private final MessageType schema;
    private final ParquetFileWriter file;
    private final PageBuffer page = new PageBuffer();
    private final List<ColumnEncoder> columns;
    private @Nullable ColumnChunkPageWriteStore rowGroup;
    private long rowsBefore;

    NestedFile(MessageType schema, Path path) throws IOException {
        this.schema = schema;
        this.columns = schema.getFields().stream()
                .map(column -> ColumnEncoder.of(schema, column, page))
                .toList();
        this.file = new ParquetFileWriter(
                new PositionedOutput(Files.newOutputStream(path)),
                schema,
                ParquetFileWriter.Mode.CREATE,
                Long.MAX_VALUE,
                0,
                ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
                ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
                true);
        file.start();
        beginRowGroup();
    }

    /// A schema of one column `c`, of lists that may be null.
    static MessageType listOf(String element) {
        return MessageTypeParser.parseMessageType(
                "message row { optional group c (LIST) { repeated group list { " + element + " } } }");
    }

    /// Writes rows of one value a column.
    static void write(MessageType schema, List<List<@Nullable Object>> rows, int rowGroupRows, Path path) {
        try (NestedFile file = new NestedFile(schema, path)) {
            for (int row = 0; row < rows.size(); row++) {
                if (row > 0 && row % rowGroupRows == 0) {
                    file.nextRowGroup();
                }
                for (int column = 0; column < file.columns.size(); column++) {
                    NestedValues.add(rows.get(row).get(column), file.column(column));
                }
            }
            file.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The rows as parquet-java assembles them.
    static List<List<@Nullable Object>> read(Path path) {
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(path))) {
            MessageType schema = reader.getFileMetaData().getSchema();
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (var pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<Group> records = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(pages, new GroupRecordConverter(schema));
                for (long i = 0; i < pages.getRowCount(); i++) {
                    rows.add(NestedValues.fields(records.read()));
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ColumnEncoder column(int index) {
        return columns.get(index);
    }

    /// What the encoders and their page buffer hold, in bytes.
    long memoryBytes() {
        return page.memoryBytes()
                + columns.stream().mapToLong(ColumnEncoder::memoryBytes).sum();
    }

    private void beginRowGroup() {
        ColumnChunkPageWriteStore store = new ColumnChunkPageWriteStore(
                PageCompressors.of(Compression.UNCOMPRESSED),
                schema,
                HeapByteBufferAllocator.getInstance(),
                ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
                true);
        columns.forEach(column -> column.beginChunk(store));
        rowGroup = store;
    }

    void nextRowGroup() throws IOException {
        endRowGroup();
        beginRowGroup();
    }

    private void endRowGroup() throws IOException {
        if (rowGroup != null) {
            columns.forEach(ColumnEncoder::endChunk);
            file.startBlock(columns.getFirst().rows() - rowsBefore);
            rowGroup.flushToFileWriter(file);
            file.endBlock();
            rowGroup.close();
            rowGroup = null;
            rowsBefore = columns.getFirst().rows();
        }
    }

    void finish() throws IOException {
        endRowGroup();
        file.end(Map.of());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
