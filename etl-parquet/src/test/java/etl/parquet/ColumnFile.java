package etl.parquet;

import etl.parquet.column.ColumnType;
import etl.parquet.page.ColumnEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/// A file of one column, written by the code under test and taken apart by parquet-java.
public final class ColumnFile {
    private ColumnFile() {}

    /// A column chunk.
    ///
    /// @param pages its data pages with their values
    public record Chunk(
            ColumnDescriptor column,
            List<Page> pages,
            boolean hasDictionary,
            Statistics<?> statistics,
            @Nullable ColumnIndex columnIndex,
            OffsetIndex offsetIndex,
            ColumnChunkMetaData metadata) {
        public PrimitiveType type() {
            return column.getPrimitiveType();
        }

        public List<@Nullable Object> values() {
            List<@Nullable Object> values = new ArrayList<>();
            pages.forEach(page -> values.addAll(page.values()));
            return values;
        }
    }

    /// A data page: values are Boolean, Integer, Long, Float, Double or Binary. For each of them, null or not, there are
    /// a repetition and a definition level.
    public record Page(
            Encoding encoding,
            List<@Nullable Object> values,
            List<Integer> repetitionLevels,
            List<Integer> definitionLevels) {
        public long rows() {
            return repetitionLevels.stream().filter(level -> level == 0).count();
        }
    }

    /// Writes a column from the wire; a null field is SQL's null.
    public static FileSummary write(
            ColumnType type, boolean nullable, List<byte @Nullable []> fields, WriteOptions options, Path file) {
        RowShape shape = new RowShape(List.of(new Column("c", "c", type, nullable)));
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, shape, options, Map.of())) {
            CopyRow[] batch = new CopyRow[TableFileWriter.BATCH_ROWS];
            int count = 0;
            for (byte[] field : fields) {
                batch[count++] = Wire.row(field);
                if (count == batch.length) {
                    writer.copy(batch, count);
                    count = 0;
                }
            }
            writer.copy(batch, count);
            return writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a column of Java values that aren't null, as records' components are written.
    public static FileSummary writeJava(ColumnType type, List<?> values, Path file) throws Throwable {
        RowShape shape = new RowShape(List.of(new Column("c", "c", type, false)));
        MethodHandle write = type.writer();
        MethodHandle encoder = MethodHandles.insertArguments(
                        MethodHandles.arrayElementGetter(ColumnEncoder[].class), 1, 0)
                .asType(MethodType.methodType(write.type().parameterType(1), ColumnEncoder[].class));
        try (OutputStream out = Files.newOutputStream(file);
                TableFileWriter writer = TableFileWriter.open(out, shape, WriteOptions.DEFAULT, Map.of())) {
            for (Object value : values) {
                MethodHandle add =
                        MethodHandles.filterArguments(MethodHandles.insertArguments(write, 0, value), 0, encoder);
                writer.write(MethodHandles.dropArguments(add, 0, Record.class), new Row());
            }
            return writer.finish();
        }
    }

    private record Row() {}

    /// The column's chunks, one a row group.
    public static List<Chunk> read(Path file) {
        return read(file, 0);
    }

    /// The chunks of one leaf of the schema, one a row group.
    public static List<Chunk> read(Path file, int leaf) {
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            MessageType schema = reader.getFileMetaData().getSchema();
            ColumnDescriptor column = schema.getColumns().get(leaf);
            List<Chunk> chunks = new ArrayList<>();
            for (int i = 0; i < reader.getRowGroups().size(); i++) {
                ColumnChunkMetaData metadata =
                        reader.getRowGroups().get(i).getColumns().get(leaf);
                List<Page> pages = new ArrayList<>();
                List<DataPageV1> headers = headers(reader.readRowGroup(i), column);
                ColumnReader values = new ColumnReadStoreImpl(
                                reader.readRowGroup(i),
                                new GroupRecordConverter(schema).getRootConverter(),
                                schema,
                                "test")
                        .getColumnReader(column);
                for (DataPageV1 header : headers) {
                    pages.add(take(values, column, header));
                }
                chunks.add(new Chunk(
                        column,
                        pages,
                        metadata.hasDictionaryPage(),
                        metadata.getStatistics(),
                        reader.readColumnIndex(metadata),
                        reader.readOffsetIndex(metadata),
                        metadata));
            }
            return chunks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<DataPageV1> headers(PageReadStore rowGroup, ColumnDescriptor column) {
        List<DataPageV1> headers = new ArrayList<>();
        var pages = rowGroup.getPageReader(column);
        for (DataPage page = pages.readPage(); page != null; page = pages.readPage()) {
            headers.add((DataPageV1) page);
        }
        return headers;
    }

    private static Page take(ColumnReader reader, ColumnDescriptor column, DataPageV1 header) {
        Page page = new Page(header.getValueEncoding(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < header.getValueCount(); i++) {
            page.repetitionLevels().add(reader.getCurrentRepetitionLevel());
            page.definitionLevels().add(reader.getCurrentDefinitionLevel());
            page.values()
                    .add(
                            reader.getCurrentDefinitionLevel() < column.getMaxDefinitionLevel()
                                    ? null
                                    : switch (column.getPrimitiveType().getPrimitiveTypeName()) {
                                        case BOOLEAN -> reader.getBoolean();
                                        case INT32 -> reader.getInteger();
                                        case INT64 -> reader.getLong();
                                        case FLOAT -> reader.getFloat();
                                        case DOUBLE -> reader.getDouble();
                                        default -> reader.getBinary().copy();
                                    });
            reader.consume();
        }
        return page;
    }
}
