package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.column.TypeOptions.Target;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.FixedEncoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.AnnotatedType;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// Postgres `uuid`: a Java `UUID`, a Parquet STRING of 36 characters in lower case, as Postgres prints it, since Athena
/// has no UUID; for other readers a Parquet UUID of 16 bytes.
///
/// @param target who reads the file
public record UuidColumn(Target target) implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("uuid") ? found(options) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return component.getType() == UUID.class ? found(options) : Resolution.OTHER;
        }

        private Resolution found(TypeOptions options) {
            return new Resolution.Found(new UuidColumn(options.target()));
        }

        @Override
        public List<Reference> references() {
            return List.of(
                    new Reference("uuid", PostgresType.of("uuid"), "36 characters in lower case: Athena has no UUID"));
        }
    };

    private static final int LENGTH = 36;
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    /// For each byte its two hexadecimal digits in ASCII, the first in the upper half.
    private static final short[] HEX = new short[256];

    static {
        for (int i = 0; i < HEX.length; i++) {
            HEX[i] = (short) (Character.forDigit(i >>> 4, 16) << 8 | Character.forDigit(i & 0xF, 16));
        }
    }

    private static final WireForm WIRE = WireForm.of(
            "a uuid",
            WireForm.only(UUID.class),
            text -> text.length() == LENGTH ? UUID.fromString(text) : null,
            (row, uuid) -> row.putNumbers(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits()));

    @Override
    public String postgresName() {
        return "uuid";
    }

    @Override
    public Class<?> javaType() {
        return UUID.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return switch (target) {
            case ATHENA -> TextWire.parquetType(name, nullable);
            case PARQUET ->
                Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, Repetitions.of(nullable))
                        .length(2 * Long.BYTES)
                        .as(LogicalTypeAnnotation.uuidType())
                        .named(name);
        };
    }

    @Override
    public Optional<WireForm> wireForm() {
        return Optional.of(WIRE);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        switch (column) {
            case BinaryEncoder text -> {
                for (int i = 0; i < count; i++) {
                    CopyRow row = rows[i];
                    if (row.isNull(field)) {
                        text.addNull();
                    } else {
                        write(row.int8(field), row.int8(field, Long.BYTES), text);
                    }
                }
            }
            case FixedEncoder fixed -> {
                for (int i = 0; i < count; i++) {
                    CopyRow row = rows[i];
                    if (row.isNull(field)) {
                        fixed.addNull();
                    } else {
                        fixed.add(row.int8(field), row.int8(field, Long.BYTES));
                    }
                }
            }
            default -> throw new IllegalArgumentException("uuid is not written by " + column);
        }
    }

    public UUID read(CopyRow row, int field) {
        return new UUID(row.int8(field), row.int8(field, Long.BYTES));
    }

    public void write(UUID value, ColumnEncoder column) {
        if (column instanceof BinaryEncoder text) {
            write(value.getMostSignificantBits(), value.getLeastSignificantBits(), text);
        } else {
            ((FixedEncoder) column).add(value.getMostSignificantBits(), value.getLeastSignificantBits());
        }
    }

    private static void write(long high, long low, BinaryEncoder column) {
        int at = column.begin(LENGTH);
        byte[] text = column.heap();
        int end = putHex(high >>> 32, 4, text, at);
        text[end] = '-';
        end = putHex(high >>> 16, 2, text, end + 1);
        text[end] = '-';
        end = putHex(high, 2, text, end + 1);
        text[end] = '-';
        end = putHex(low >>> 48, 2, text, end + 1);
        text[end] = '-';
        end = putHex(low, 6, text, end + 1);
        column.end(end);
    }

    /// Puts the lowest `count` bytes of `bits`, the highest of them first.
    private static int putHex(long bits, int count, byte[] text, int at) {
        for (int i = 0; i < count; i++) {
            int value = (int) (bits >>> (Byte.SIZE * (count - 1 - i))) & 0xFF;
            SHORT.set(text, at + 2 * i, HEX[value]);
        }
        return at + 2 * count;
    }
}
