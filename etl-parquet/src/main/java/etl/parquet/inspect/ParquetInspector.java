package etl.parquet.inspect;

import etl.parquet.column.GlueTypes;
import etl.parquet.inspect.FileInspection.Chunk;
import etl.parquet.inspect.FileInspection.Field;
import etl.parquet.inspect.FileInspection.RowGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveStringifier;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Reads what a Parquet file says of itself, by parquet-java.
public final class ParquetInspector implements AutoCloseable {
    private final long bytes;
    private final ParquetFileReader reader;

    private ParquetInspector(long bytes, ParquetFileReader reader) {
        this.bytes = bytes;
        this.reader = reader;
    }

    /// Reads the footer.
    ///
    /// @param file is closed by its owner, after this
    /// @throws IOException when it can't be read, or is no Parquet file
    public static ParquetInspector open(SeekableFile file) throws IOException {
        BlockInput input = new BlockInput(file);
        try {
            // Without Hadoop's configuration, whose loading takes longer than everything else here.
            return new ParquetInspector(
                    input.getLength(),
                    ParquetFileReader.open(
                            input,
                            ParquetReadOptions.builder(new PlainParquetConfiguration())
                                    .build()));
        } catch (RuntimeException e) {
            // parquet-java's way to say that the magic bytes are missing or the footer is broken.
            throw new IOException(file.name() + " is not a Parquet file, or not a whole one", e);
        }
    }

    /// What the footer and the indexes say.
    public FileInspection inspect() throws IOException {
        List<Field> fields = schema().getFields().stream()
                .map(field -> new Field(
                        field.getName(), ParquetTypes.describe(field), !field.isRepetition(Type.Repetition.REQUIRED)))
                .toList();
        List<RowGroup> rowGroups = new ArrayList<>();
        for (BlockMetaData block : reader.getRowGroups()) {
            List<Chunk> chunks = new ArrayList<>();
            for (ColumnChunkMetaData column : block.getColumns()) {
                chunks.add(chunk(column));
            }
            rowGroups.add(
                    new RowGroup(block.getRowCount(), block.getCompressedSize(), block.getTotalByteSize(), chunks));
        }
        return new FileInspection(
                bytes,
                reader.getRecordCount(),
                String.valueOf(reader.getFileMetaData().getCreatedBy()),
                reader.getFileMetaData().getKeyValueMetaData(),
                fields,
                rowGroups);
    }

    /// The columns as a crawler tells them from the footer.
    public List<GlueColumn> glueColumns() {
        return schema().getFields().stream()
                .map(field -> new GlueColumn(field.getName().toLowerCase(Locale.ROOT), GlueTypes.of(field)))
                .toList();
    }

    /// The first rows, each value as text.
    public List<List<@Nullable String>> head(int count) throws IOException {
        List<List<@Nullable String>> rows = new ArrayList<>();
        ColumnIOFactory columns = new ColumnIOFactory();
        while (rows.size() < count) {
            PageReadStore pages = reader.readNextRowGroup();
            if (pages == null) {
                break;
            }
            RecordReader<Group> records =
                    columns.getColumnIO(schema()).getRecordReader(pages, new GroupRecordConverter(schema()));
            for (long row = 0; row < pages.getRowCount() && rows.size() < count; row++) {
                rows.add(texts(records.read()));
            }
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private MessageType schema() {
        return reader.getFileMetaData().getSchema();
    }

    private Chunk chunk(ColumnChunkMetaData column) throws IOException {
        Statistics<?> statistics = column.getStatistics();
        boolean values = statistics != null && statistics.hasNonNullValue();
        @Nullable OffsetIndex offsets = reader.readOffsetIndex(column);
        return new Chunk(
                column.getPath().toDotString(),
                column.getCodec().name().toLowerCase(Locale.ROOT),
                column.getEncodings().stream().map(Enum::name).sorted().toList(),
                statistics != null && statistics.isNumNullsSet()
                        ? OptionalLong.of(statistics.getNumNulls())
                        : OptionalLong.empty(),
                values ? Optional.of(statistics.minAsString()) : Optional.empty(),
                values ? Optional.of(statistics.maxAsString()) : Optional.empty(),
                column.getTotalSize(),
                column.getTotalUncompressedSize(),
                offsets == null ? OptionalLong.empty() : OptionalLong.of(offsets.getPageCount()),
                column.getColumnIndexReference() != null);
    }

    private static List<@Nullable String> texts(Group row) {
        List<@Nullable String> texts = new ArrayList<>();
        for (int field = 0; field < row.getType().getFieldCount(); field++) {
            Type type = row.getType().getType(field);
            if (row.getFieldRepetitionCount(field) == 0) {
                texts.add(null);
            } else if (type.isPrimitive()) {
                texts.add(text(row, field, type));
            } else {
                texts.add(row.getGroup(field, 0).toString().replace("\n", " ").strip());
            }
        }
        return Collections.unmodifiableList(texts);
    }

    private static String text(Group row, int field, Type type) {
        PrimitiveStringifier stringifier = type.asPrimitiveType().stringifier();
        return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> stringifier.stringify(row.getBoolean(field, 0));
            case INT32 -> stringifier.stringify(row.getInteger(field, 0));
            case INT64 -> stringifier.stringify(row.getLong(field, 0));
            case FLOAT -> stringifier.stringify(row.getFloat(field, 0));
            case DOUBLE -> stringifier.stringify(row.getDouble(field, 0));
            case INT96 -> stringifier.stringify(row.getInt96(field, 0));
            case BINARY, FIXED_LEN_BYTE_ARRAY -> stringifier.stringify(row.getBinary(field, 0));
        };
    }
}
