package etl.parquet;

import etl.parquet.column.FieldException;
import etl.parquet.column.Refusal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Writes one row after the other in the layout that [CopyRow] reads: a count of fields, then each field's length and
/// bytes, big-endian. It gives rows that come from elsewhere than Postgres the form in which Postgres sends them.
///
/// Reused from row to row; used by one thread.
public final class WireRow {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int NULL_LENGTH = -1;
    private static final int FIRST_BYTES = 256;

    private byte[] buffer = new byte[FIRST_BYTES];
    private int length;
    private int field;

    /// Begins a row of so many fields; exactly so many must follow.
    public void begin(int fields) {
        length = 0;
        field = 0;
        appendShort(fields);
    }

    /// The row, whose fields have all been put.
    public byte[] message() {
        return Arrays.copyOf(buffer, length);
    }

    /// The index of the field that is put next.
    public int field() {
        return field;
    }

    /// Puts a null.
    public void putNull() {
        appendInt(NULL_LENGTH);
        field++;
    }

    /// Puts a field of one byte.
    public void putInt1(int value) {
        appendInt(1);
        append((byte) value);
        field++;
    }

    /// Puts an `int2`.
    public void putInt2(int value) {
        appendInt(Short.BYTES);
        appendShort(value);
        field++;
    }

    /// Puts an `int4`.
    public void putInt4(int value) {
        appendInt(Integer.BYTES);
        appendInt(value);
        field++;
    }

    /// Puts an `int8`.
    public void putInt8(long value) {
        appendInt(Long.BYTES);
        appendLong(value);
        field++;
    }

    /// Puts a field of several big-endian numbers.
    ///
    /// @param numbers `Short`, `Integer` and `Long` values, each in its own width
    public void putNumbers(Number... numbers) {
        int start = length;
        appendInt(0);
        for (Number number : numbers) {
            switch (number) {
                case Short s -> appendShort(s);
                case Integer i -> appendInt(i);
                case Long l -> appendLong(l);
                default -> throw new IllegalArgumentException(number.getClass().getName());
            }
        }
        INT.set(buffer, start, length - start - Integer.BYTES);
        field++;
    }

    /// Puts a field of these bytes.
    public void putBytes(byte[] bytes) {
        appendInt(bytes.length);
        append(bytes);
        field++;
    }

    /// Puts a field of one byte and these.
    public void putBytes(int first, byte[] bytes) {
        appendInt(1 + bytes.length);
        append((byte) first);
        append(bytes);
        field++;
    }

    /// The refusal of the value of the next field.
    ///
    /// @param problem what came and what is declared, without a full stop
    /// @param otherwise what to do, as sentences
    public FieldException refused(String problem, String otherwise) {
        return new FieldException(field, Refusal.of(problem, otherwise));
    }

    private void append(byte... bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
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

    private void reserve(int bytes) {
        if (buffer.length - length < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, Math.addExact(length, bytes)));
        }
    }
}
