package etl.parquet;

import etl.parquet.FileSummary.ColumnSummary;
import etl.parquet.column.FieldException;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.PageBuffer;
import etl.parquet.page.PageCompressors;
import etl.parquet.page.PositionedOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Writes one Parquet file: the column encoders of its shape, row groups closed by their compressed bytes, and the
/// footer. [#finish()] publishes what was written; [#close()] without it leaves bytes that no reader takes for a file.
/// The stream stays open: who opened it closes it. Not safe for use by several threads.
public final class TableFileWriter implements AutoCloseable {

    /// How many rows are best given to [#copy] at once: few enough for the fields' places to stay in the cache.
    public static final int BATCH_ROWS = 128;

    /// In the footer, the key `etl.source.<column>` holds a column's name in Postgres where that is another.
    public static final String SOURCE_NAME_KEY = "etl.source.";

    private static final String SCHEMA_NAME = "row";

    /// The native memory of a zstd context at the level in use, and the output arrays of compression, generously.
    private static final long COMPRESSOR_BYTES = 8L << 20;

    private enum State {
        WRITING,
        FAILED,
        FINISHED,
        CLOSED
    }

    private final RowShape shape;
    private final WriteOptions options;
    private final Map<String, String> metadata;
    private final MessageType schema;
    private final BytesInputCompressor compressor;
    private final ParquetFileWriter file;
    private final PageBuffer page;
    private final ColumnEncoder[] encoders;

    private @Nullable ColumnChunkPageWriteStore rowGroup;
    private long rows;
    private long rowGroupStart;
    private boolean pastTarget;
    private State state = State.WRITING;

    private TableFileWriter(OutputStream out, RowShape shape, WriteOptions options, Map<String, String> metadata)
            throws IOException {
        this.shape = shape;
        this.options = options;
        this.metadata = footerPairs(shape, metadata);
        this.schema = schema(shape);
        this.page = new PageBuffer(schema);
        this.file = new ParquetFileWriter(
                new PositionedOutput(out),
                schema,
                ParquetFileWriter.Mode.CREATE,
                options.rowGroupBytes(),
                0,
                ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
                ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
                ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
        this.encoders = schema.getFields().stream()
                .map(column -> ColumnEncoder.of(schema, column, page))
                .toArray(ColumnEncoder[]::new);
        file.start();
        this.compressor = PageCompressors.of(options.compression());
    }

    /// Begins a file.
    ///
    /// @param metadata pairs for the footer, beside those that say a column's original name
    public static TableFileWriter open(
            OutputStream out, RowShape shape, WriteOptions options, Map<String, String> metadata) throws IOException {
        return new TableFileWriter(out, shape, options, metadata);
    }

    /// The most memory, in bytes, that a writer of this shape holds, apart from single rows longer than a page (1
    /// MiB, or 20,000 values of a list).
    public static long maxMemoryBytes(RowShape shape, WriteOptions options) {
        MessageType schema = schema(shape);
        long columns = schema.getFields().stream()
                .mapToLong(column -> ColumnEncoder.maxMemoryBytes(schema, column))
                .sum();
        return options.rowGroupBytes() + columns + PageBuffer.maxMemoryBytes(schema) + COMPRESSOR_BYTES;
    }

    private static MessageType schema(RowShape shape) {
        List<Type> types = shape.columns().stream()
                .map(column -> column.type().parquetType(column.name(), column.nullable()))
                .toList();
        return new MessageType(SCHEMA_NAME, types);
    }

    private static Map<String, String> footerPairs(RowShape shape, Map<String, String> metadata) {
        Map<String, String> pairs = new TreeMap<>(metadata);
        for (Column column : shape.columns()) {
            if (!column.name().equals(column.sourceName())) {
                pairs.put(SOURCE_NAME_KEY + column.name(), column.sourceName());
            }
        }
        return pairs;
    }

    /// Copies the first `count` rows, field by field in the order of the shape, column after column.
    ///
    /// @throws ValueException when a value has no place in its column; the file can't be finished then
    public void copy(CopyRow[] batch, int count) throws IOException {
        if (count == 0) {
            return;
        }
        begin();
        for (int field = 0; field < encoders.length; field++) {
            copy(batch, count, field, encoders[field]);
        }
        end(count);
    }

    private void copy(CopyRow[] batch, int count, int field, ColumnEncoder encoder) {
        try {
            shape.columns().get(field).type().copy(batch, count, field, encoder);
        } catch (FieldException e) {
            throw encoder.refused(e.refusal()).inRow((int) (encoder.rows() - rows));
        } catch (ValueException e) {
            throw e.inRow((int) (encoder.rows() - rows));
        }
    }

    /// Writes one row by a handle of type `(Record, ColumnEncoder[])void`.
    void write(MethodHandle writeRow, Record row) throws IOException {
        begin();
        try {
            writeRow.invokeExact(row, encoders);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("A component of " + row.getClass() + " can't be read", e);
        }
        end(1);
    }

    /// Until the rows are in all columns, the file is one that failed.
    private void begin() {
        if (state != State.WRITING) {
            throw new IllegalStateException("Rows came for a file that is " + state);
        }
        state = State.FAILED;
        if (rowGroup == null) {
            rowGroup = new ColumnChunkPageWriteStore(
                    compressor,
                    schema,
                    HeapByteBufferAllocator.getInstance(),
                    ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
                    ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
            for (ColumnEncoder encoder : encoders) {
                encoder.beginChunk(rowGroup);
            }
            rowGroupStart = rows;
        }
    }

    private void end(int count) throws IOException {
        rows += count;
        if (page.takePagesEnded() && chunkBytes() >= options.rowGroupBytes()) {
            endRowGroup();
        }
        state = State.WRITING;
    }

    private long chunkBytes() {
        long bytes = 0;
        for (ColumnEncoder encoder : encoders) {
            bytes += encoder.chunkBytes();
        }
        return bytes;
    }

    private void endRowGroup() throws IOException {
        if (rowGroup == null) {
            return;
        }
        for (ColumnEncoder encoder : encoders) {
            encoder.endChunk();
            if (encoder.rows() != rows) {
                throw new IllegalStateException(
                        encoder.name() + " has " + encoder.rows() + " rows in a file of " + rows + " rows");
            }
        }
        file.startBlock(rows - rowGroupStart);
        rowGroup.flushToFileWriter(file);
        file.endBlock();
        rowGroup.close();
        rowGroup = null;
        pastTarget = file.getPos() >= options.targetFileBytes();
    }

    /// The rows written so far.
    public long rows() {
        return rows;
    }

    /// The file's size so far, the compressed pages of the open row group included. Pages that aren't full don't count
    /// yet.
    public long bytes() throws IOException {
        return file.getPos() + chunkBytes();
    }

    /// Whether a row group has ended past the size that files should have: the time to finish this file and begin
    /// another.
    public boolean isPastTarget() {
        return pastTarget && rowGroup == null;
    }

    /// The memory that pages and dictionaries hold now, in bytes.
    public long memoryBytes() {
        long bytes = page.memoryBytes() + chunkBytes() + COMPRESSOR_BYTES;
        for (ColumnEncoder encoder : encoders) {
            bytes += encoder.memoryBytes();
        }
        return bytes;
    }

    /// Writes what is left and the footer. A file without rows is a valid file.
    ///
    /// @throws IllegalStateException when a row failed before: a file with missing rows is never finished
    public FileSummary finish() throws IOException {
        if (state != State.WRITING) {
            throw new IllegalStateException("A file that is " + state + " can't be finished");
        }
        state = State.FAILED;
        endRowGroup();
        file.end(metadata);
        state = State.FINISHED;
        return summary();
    }

    private FileSummary summary() throws IOException {
        List<BlockMetaData> rowGroups = file.getFooter().getBlocks();
        List<ColumnSummary> columns = new ArrayList<>();
        for (ColumnEncoder encoder : encoders) {
            columns.add(new ColumnSummary(encoder.name(), encoder.nulls(), encoder.truncated(), encoder.replaced()));
        }
        long footerRows =
                rowGroups.stream().mapToLong(BlockMetaData::getRowCount).sum();
        return new FileSummary(footerRows, file.getPos(), rowGroups.size(), columns);
    }

    /// Frees the buffers. Without [#finish()] before it, no footer is written.
    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        if (state != State.FINISHED) {
            file.abort();
        }
        state = State.CLOSED;
        compressor.release();
        if (rowGroup != null) {
            rowGroup.close();
            rowGroup = null;
        }
    }
}
