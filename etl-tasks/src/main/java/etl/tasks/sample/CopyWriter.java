package etl.tasks.sample;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import org.postgresql.copy.CopyIn;

/// Writes rows in the format of `COPY … FROM STDIN (FORMAT binary)`: a header, then for each row an `int2` count of
/// fields and for each field an `int4` length (-1: null) and its bytes, all big-endian. Source: PostgreSQL manual,
/// COPY, "Binary Format"; each type's bytes: its `…_recv` function.
public final class CopyWriter {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int NULL_LENGTH = -1;
    private static final int END_OF_ROWS = -1;

    /// A full buffer is one message to the server.
    private static final int BUFFER_BYTES = 1 << 16;

    private static final int ROWS_PER_TELLING = 1 << 14;

    /// Postgres counts days and microseconds from 2000-01-01.
    private static final int EPOCH_DAY_OFFSET = 10_957;

    private static final long EPOCH_MILLIS_OFFSET = EPOCH_DAY_OFFSET * 86_400_000L;

    private static final long[] POWERS_OF_TEN = new long[19];

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = POWERS_OF_TEN[i - 1] * 10;
        }
    }

    /// Is told how many rows are sent.
    interface Counter {
        void sent(long rows);
    }

    private final CopyIn copy;
    private final Counter counter;
    private final short[] digits = new short[8];
    private byte[] buffer = new byte[2 * BUFFER_BYTES];
    private int length;
    private long rows;

    CopyWriter(CopyIn copy, Counter counter) {
        this.copy = copy;
        this.counter = counter;
        append(SIGNATURE);
        appendInt(0); // flags: none
        appendInt(0); // no header extension
    }

    /// Begins a row of so many fields; exactly so many must follow.
    public void row(int fields) throws SQLException {
        if (length >= BUFFER_BYTES) {
            flush();
        }
        if (rows % ROWS_PER_TELLING == 0 && rows > 0) {
            counter.sent(rows);
        }
        rows++;
        appendShort(fields);
    }

    public void none() {
        appendInt(NULL_LENGTH);
    }

    public void bool(boolean value) {
        appendInt(1);
        reserve(1);
        buffer[length++] = (byte) (value ? 1 : 0);
    }

    public void int2(int value) {
        appendInt(Short.BYTES);
        appendShort(value);
    }

    public void int4(int value) {
        appendInt(Integer.BYTES);
        appendInt(value);
    }

    public void int8(long value) {
        appendInt(Long.BYTES);
        appendLong(value);
    }

    public void float4(float value) {
        int4(Float.floatToIntBits(value));
    }

    public void float8(double value) {
        int8(Double.doubleToLongBits(value));
    }

    /// A `date`.
    ///
    /// @param epochDay days since 1970-01-01
    public void date(int epochDay) {
        int4(epochDay - EPOCH_DAY_OFFSET);
    }

    /// A `timestamptz` of whole milliseconds.
    ///
    /// @param epochMilli milliseconds since 1970-01-01T00:00Z
    public void timestamp(long epochMilli) {
        int8((epochMilli - EPOCH_MILLIS_OFFSET) * 1000);
    }

    public void uuid(UUID value) {
        appendInt(2 * Long.BYTES);
        appendLong(value.getMostSignificantBits());
        appendLong(value.getLeastSignificantBits());
    }

    public void bytes(byte[] value) {
        appendInt(value.length);
        append(value);
    }

    /// Text, `char(n)`, `varchar` or an enum's label.
    public void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /// A `jsonb` document as its text.
    public void jsonb(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        appendInt(1 + utf8.length);
        reserve(1);
        buffer[length++] = 1; // the version of jsonb's binary format
        append(utf8);
    }

    /// A `numeric`: `unscaled` × 10^-`scale`. On the wire it is digits to the base 10 000, the first of them with
    /// weight 10 000^`weight`, without zero digits at either end.
    ///
    /// @param scale 0 to 12
    public void numeric(long unscaled, int scale) {
        long magnitude = Math.abs(unscaled);
        long power = POWERS_OF_TEN[scale];
        long whole = magnitude / power;
        int fractionDigits = (scale + 3) / 4;
        long fraction = magnitude % power * POWERS_OF_TEN[4 * fractionDigits - scale];

        int end = digits.length;
        int first = end;
        for (int i = 0; i < fractionDigits; i++, fraction /= 10_000) {
            digits[--first] = (short) (fraction % 10_000);
        }
        int weight = -1;
        for (; whole > 0; whole /= 10_000) {
            digits[--first] = (short) (whole % 10_000);
            weight++;
        }
        while (first < end && digits[first] == 0) {
            first++;
            weight--;
        }
        while (first < end && digits[end - 1] == 0) {
            end--;
        }
        int count = end - first;
        appendInt(8 + 2 * count);
        appendShort(count);
        appendShort(count == 0 ? 0 : weight);
        appendShort(unscaled < 0 ? 0x4000 : 0);
        appendShort(scale);
        for (int i = first; i < end; i++) {
            appendShort(digits[i]);
        }
    }

    /// Sends what is left and the end mark.
    ///
    /// @return how many rows were sent
    long finish() throws SQLException {
        appendShort(END_OF_ROWS);
        flush();
        copy.endCopy();
        counter.sent(rows);
        return rows;
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer, 0, length);
        length = 0;
    }

    private void appendShort(int value) {
        reserve(Short.BYTES);
        SHORT.set(buffer, length, (short) value);
        length += Short.BYTES;
    }

    private void appendInt(int value) {
        reserve(Integer.BYTES);
        INT.set(buffer, length, value);
        length += Integer.BYTES;
    }

    private void appendLong(long value) {
        reserve(Long.BYTES);
        LONG.set(buffer, length, value);
        length += Long.BYTES;
    }

    private void append(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void reserve(int bytes) {
        if (buffer.length - length < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + bytes));
        }
    }
}
