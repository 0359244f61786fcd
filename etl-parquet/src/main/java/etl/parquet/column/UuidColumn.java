package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Postgres `uuid`: a Java `UUID`, a Parquet STRING of 36 characters in lower case, as Postgres prints it; Athena has
/// no UUID.
public record UuidColumn() implements ColumnType {
    static final ColumnRule RULE = ColumnRule.of("uuid", UUID.class, new UuidColumn());

    private static final int LENGTH = 36;
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    /// For each byte its two hexadecimal digits in ASCII, the first in the upper half.
    private static final short[] HEX = new short[256];

    static {
        for (int i = 0; i < HEX.length; i++) {
            HEX[i] = (short) (Character.forDigit(i >>> 4, 16) << 8 | Character.forDigit(i & 0xF, 16));
        }
    }

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
        return TextWire.parquetType(name, nullable);
    }

    @Override
    public String glueType() {
        return "string";
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        BinaryEncoder encoder = (BinaryEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
            } else {
                write(row.int8(field), row.int8(field, Long.BYTES), encoder);
            }
        }
    }

    public UUID read(CopyRow row, int field) {
        return new UUID(row.int8(field), row.int8(field, Long.BYTES));
    }

    public @Nullable UUID read(ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, UUID.class);
    }

    public void write(UUID value, BinaryEncoder column) {
        write(value.getMostSignificantBits(), value.getLeastSignificantBits(), column);
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
