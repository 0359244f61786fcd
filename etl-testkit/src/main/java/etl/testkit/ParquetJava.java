package etl.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// parquet-java, the reference reader. Its rows have the text forms of [TestDatabase#rows], so that `assertEquals`
/// compares them.
public final class ParquetJava {
    private ParquetJava() {}

    /// All rows of a file, in the file's order.
    public static List<List<@Nullable String>> rows(Path file) {
        try (var reader = ParquetFileReader.open(new LocalInputFile(file))) {
            var schema = reader.getFileMetaData().getSchema();
            var columns = new ColumnIOFactory().getColumnIO(schema);
            var rows = new ArrayList<List<@Nullable String>>();
            for (var pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                var records = columns.getRecordReader(pages, new GroupRecordConverter(schema));
                for (var i = 0L; i < pages.getRowCount(); i++) {
                    rows.add(row(records.read()));
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The file's schema as parquet-java prints it.
    public static String schema(Path file) {
        try (var reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return reader.getFileMetaData().getSchema().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The number of rows of each row group.
    public static List<Long> rowGroupRows(Path file) {
        try (var reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return reader.getRowGroups().stream()
                    .map(BlockMetaData::getRowCount)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The keys and values of the footer.
    public static Map<String, String> metadata(Path file) {
        try (var reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return reader.getFileMetaData().getKeyValueMetaData();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Name and Glue type of each column, as a crawler tells them from the footer: `id int`, `amount decimal(12,2)`.
    static List<String> glueColumns(Path file) {
        try (var reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return reader.getFileMetaData().getSchema().getFields().stream()
                    .map(field -> field.getName().toLowerCase(Locale.ROOT) + " " + glueType(field))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String glueType(Type field) {
        if (!field.isPrimitive()) {
            return field.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation ? "array" : "struct";
        }
        var logical = field.getLogicalTypeAnnotation();
        if (logical == null) {
            return physicalGlueType(field.asPrimitiveType());
        }
        return switch (logical) {
            case DecimalLogicalTypeAnnotation decimal ->
                "decimal(%d,%d)".formatted(decimal.getPrecision(), decimal.getScale());
            case DateLogicalTypeAnnotation date -> "date";
            case TimestampLogicalTypeAnnotation timestamp -> "timestamp";
            case StringLogicalTypeAnnotation text -> "string";
            case JsonLogicalTypeAnnotation json -> "string";
            case EnumLogicalTypeAnnotation label -> "string";
            case IntLogicalTypeAnnotation number ->
                switch (number.getBitWidth()) {
                    case 8 -> "tinyint";
                    case 16 -> "smallint";
                    case 32 -> "int";
                    default -> "bigint";
                };
            default -> physicalGlueType(field.asPrimitiveType());
        };
    }

    private static String physicalGlueType(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> "boolean";
            case INT32 -> "int";
            case INT64 -> "bigint";
            case FLOAT -> "float";
            case DOUBLE -> "double";
            case INT96 -> "timestamp";
            case BINARY, FIXED_LEN_BYTE_ARRAY -> "binary";
        };
    }

    private static List<@Nullable String> row(Group group) {
        var schema = group.getType();
        var row = new ArrayList<@Nullable String>(schema.getFieldCount());
        for (var i = 0; i < schema.getFieldCount(); i++) {
            var type = schema.getType(i);
            if (!type.isPrimitive()) {
                throw new IllegalArgumentException("no text form for " + type + " yet");
            }
            row.add(
                    group.getFieldRepetitionCount(i) == 0
                            ? null
                            : TextForm.of(value(group, i, type.asPrimitiveType())));
        }
        return Collections.unmodifiableList(row);
    }

    private static Object value(Group group, int field, PrimitiveType type) {
        var logical = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> group.getBoolean(field, 0);
            case FLOAT -> group.getFloat(field, 0);
            case DOUBLE -> group.getDouble(field, 0);
            case INT32 -> number(group.getInteger(field, 0), logical);
            case INT64 -> number(group.getLong(field, 0), logical);
            case INT96 -> throw new IllegalArgumentException("INT96 is deprecated: " + type);
            case BINARY, FIXED_LEN_BYTE_ARRAY ->
                binary(group.getBinary(field, 0).getBytes(), logical);
        };
    }

    private static Object number(long number, @Nullable LogicalTypeAnnotation logical) {
        if (logical == null) {
            return number;
        }
        return switch (logical) {
            case DateLogicalTypeAnnotation date -> LocalDate.ofEpochDay(number);
            case DecimalLogicalTypeAnnotation decimal -> BigDecimal.valueOf(number, decimal.getScale());
            case TimeLogicalTypeAnnotation time -> LocalTime.MIDNIGHT.plus(number, unit(time.getUnit()));
            case TimestampLogicalTypeAnnotation timestamp -> {
                var instant = Instant.EPOCH.plus(number, unit(timestamp.getUnit()));
                yield timestamp.isAdjustedToUTC() ? instant : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            }
            default -> number;
        };
    }

    private static ChronoUnit unit(LogicalTypeAnnotation.TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> ChronoUnit.MILLIS;
            case MICROS -> ChronoUnit.MICROS;
            case NANOS -> ChronoUnit.NANOS;
        };
    }

    private static Object binary(byte[] bytes, @Nullable LogicalTypeAnnotation logical) {
        if (logical == null) {
            return bytes;
        }
        return switch (logical) {
            case DecimalLogicalTypeAnnotation decimal -> new BigDecimal(new BigInteger(bytes), decimal.getScale());
            case UUIDLogicalTypeAnnotation uuid -> {
                var buffer = ByteBuffer.wrap(bytes);
                yield new UUID(buffer.getLong(), buffer.getLong());
            }
            case StringLogicalTypeAnnotation text -> new String(bytes, StandardCharsets.UTF_8);
            case JsonLogicalTypeAnnotation json -> new String(bytes, StandardCharsets.UTF_8);
            case EnumLogicalTypeAnnotation label -> new String(bytes, StandardCharsets.UTF_8);
            default -> bytes;
        };
    }
}
