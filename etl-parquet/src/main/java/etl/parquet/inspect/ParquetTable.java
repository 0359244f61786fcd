package etl.parquet.inspect;

import etl.parquet.SourceColumn;
import etl.parquet.column.PostgresType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// The rows of a Parquet file as values of Java, each column with the Postgres type that holds its values. For small
/// tables: every row is an object. Columns that no Postgres type holds are there by name alone.
public final class ParquetTable implements AutoCloseable {
    private static final int SHORT_BITS = 16;
    private static final int INT_BITS = 32;
    private static final int UNSIGNED_LONG_DIGITS = 20;
    private static final long NANOS_A_MILLI = 1_000_000;
    private static final long NANOS_A_MICRO = 1_000;
    private static final long NANOS_A_SECOND = 1_000_000_000;

    private final ParquetFileReader reader;
    private final List<Type> fields;
    // Of a class that other modules don't see: such a field can't be marked @Nullable.
    private Optional<RecordReader<Group>> records = Optional.empty();
    private long rowsLeft;
    private Optional<Group> row = Optional.empty();

    private ParquetTable(ParquetFileReader reader) {
        this.reader = reader;
        this.fields = reader.getFileMetaData().getSchema().getFields();
    }

    /// Reads the footer.
    ///
    /// @param file is closed by its owner, after this
    /// @throws IOException when it can't be read, or is no Parquet file
    public static ParquetTable open(SeekableFile file) throws IOException {
        try {
            return new ParquetTable(ParquetFileReader.open(
                    new BlockInput(file),
                    ParquetReadOptions.builder(new PlainParquetConfiguration()).build()));
        } catch (RuntimeException e) {
            // parquet-java's way to say that the magic bytes are missing or the footer is broken.
            throw new IOException(file.name() + " is not a Parquet file, or not a whole one", e);
        }
    }

    /// The file's columns by name.
    public List<String> names() {
        return fields.stream().map(Type::getName).toList();
    }

    /// One of the columns; empty when no Postgres type holds its values.
    ///
    /// @param index its index in the file
    public Optional<SourceColumn> column(int index) {
        Type field = fields.get(index);
        return type(field)
                .map(type -> new SourceColumn(field.getName(), type, !field.isRepetition(Type.Repetition.REQUIRED)));
    }

    /// A column's type in Parquet's words.
    public String describe(int index) {
        return ParquetTypes.describe(fields.get(index));
    }

    private static Optional<PostgresType> type(Type field) {
        if (!field.isPrimitive() || field.isRepetition(Type.Repetition.REPEATED)) {
            return Optional.empty();
        }
        @Nullable LogicalTypeAnnotation logical = field.getLogicalTypeAnnotation();
        PrimitiveTypeName physical = field.asPrimitiveType().getPrimitiveTypeName();
        if (logical == null) {
            return Optional.ofNullable(physical(physical));
        }
        return Optional.ofNullable(
                switch (logical) {
                    case StringLogicalTypeAnnotation text -> PostgresType.of("text");
                    case EnumLogicalTypeAnnotation text -> PostgresType.of("text");
                    case JsonLogicalTypeAnnotation text -> PostgresType.of("json");
                    case DateLogicalTypeAnnotation date -> PostgresType.of("date");
                    case UUIDLogicalTypeAnnotation uuid -> PostgresType.of("uuid");
                    case TimeLogicalTypeAnnotation time -> PostgresType.of("time");
                    case TimestampLogicalTypeAnnotation timestamp ->
                        PostgresType.of(timestamp.isAdjustedToUTC() ? "timestamptz" : "timestamp");
                    case DecimalLogicalTypeAnnotation decimal ->
                        PostgresType.numeric(decimal.getPrecision(), decimal.getScale());
                    case IntLogicalTypeAnnotation integer -> integer(integer);
                    default -> null;
                });
    }

    private static @Nullable PostgresType physical(PrimitiveTypeName physical) {
        return switch (physical) {
            case BOOLEAN -> PostgresType.of("bool");
            case INT32 -> PostgresType.of("int4");
            case INT64 -> PostgresType.of("int8");
            case FLOAT -> PostgresType.of("float4");
            case DOUBLE -> PostgresType.of("float8");
            case BINARY, FIXED_LEN_BYTE_ARRAY -> PostgresType.of("bytea");
            case INT96 -> null;
        };
    }

    private static PostgresType integer(IntLogicalTypeAnnotation integer) {
        int bits = integer.getBitWidth() * (integer.isSigned() ? 1 : 2);
        if (bits <= SHORT_BITS) {
            return PostgresType.of("int2");
        }
        if (bits <= INT_BITS) {
            return PostgresType.of("int4");
        }
        return bits <= 2 * INT_BITS ? PostgresType.of("int8") : PostgresType.numeric(UNSIGNED_LONG_DIGITS, 0);
    }

    /// Goes to the next row.
    ///
    /// @return whether there is one
    public boolean next() throws IOException {
        while (rowsLeft == 0) {
            PageReadStore pages = reader.readNextRowGroup();
            if (pages == null) {
                return false;
            }
            var schema = reader.getFileMetaData().getSchema();
            records = Optional.of(
                    new ColumnIOFactory().getColumnIO(schema).getRecordReader(pages, new GroupRecordConverter(schema)));
            rowsLeft = pages.getRowCount();
        }
        rowsLeft--;
        row = records.map(RecordReader::read);
        return row.isPresent();
    }

    /// A value of the row.
    ///
    /// @param index the column's index in the file
    public @Nullable Object value(int index) {
        if (row.isEmpty()) {
            throw new IllegalStateException("no row");
        }
        Group current = row.get();
        if (current.getFieldRepetitionCount(index) == 0) {
            return null;
        }
        Type field = fields.get(index);
        @Nullable LogicalTypeAnnotation logical = field.getLogicalTypeAnnotation();
        Object raw = switch (field.asPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> current.getBoolean(index, 0);
            case INT32 -> current.getInteger(index, 0);
            case INT64 -> current.getLong(index, 0);
            case FLOAT -> current.getFloat(index, 0);
            case DOUBLE -> current.getDouble(index, 0);
            case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 ->
                current.getBinary(index, 0).getBytes();
        };
        if (logical == null) {
            return raw;
        }
        return switch (logical) {
            case StringLogicalTypeAnnotation text -> current.getString(index, 0);
            case EnumLogicalTypeAnnotation text -> current.getString(index, 0);
            case JsonLogicalTypeAnnotation text -> current.getString(index, 0);
            case DateLogicalTypeAnnotation date -> LocalDate.ofEpochDay(((Number) raw).longValue());
            case UUIDLogicalTypeAnnotation uuid -> {
                ByteBuffer bytes = ByteBuffer.wrap((byte[]) raw);
                yield new UUID(bytes.getLong(), bytes.getLong());
            }
            case TimeLogicalTypeAnnotation time ->
                LocalTime.ofNanoOfDay(((Number) raw).longValue() * nanos(time.getUnit()));
            case TimestampLogicalTypeAnnotation timestamp ->
                timestamp(((Number) raw).longValue(), timestamp.getUnit(), timestamp.isAdjustedToUTC());
            case DecimalLogicalTypeAnnotation decimal ->
                new BigDecimal(
                        raw instanceof byte[] bytes
                                ? new BigInteger(bytes)
                                : BigInteger.valueOf(((Number) raw).longValue()),
                        decimal.getScale());
            case IntLogicalTypeAnnotation integer -> integer.isSigned() ? raw : unsigned(raw);
            default -> raw;
        };
    }

    private static Object unsigned(Object raw) {
        return raw instanceof Integer number
                ? (Object) Integer.toUnsignedLong(number)
                : new BigInteger(Long.toUnsignedString((Long) raw));
    }

    private static Object timestamp(long value, TimeUnit unit, boolean isUtc) {
        long unitsASecond = NANOS_A_SECOND / nanos(unit);
        Instant instant = Instant.ofEpochSecond(
                Math.floorDiv(value, unitsASecond), Math.floorMod(value, unitsASecond) * nanos(unit));
        return isUtc ? instant : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static long nanos(TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> NANOS_A_MILLI;
            case MICROS -> NANOS_A_MICRO;
            case NANOS -> 1;
        };
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
