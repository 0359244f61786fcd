package etl.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A reusable cursor over one row of `COPY … TO STDOUT (FORMAT binary)`: it knows where each field lies in the message
/// and allocates nothing. A row is an `int2` count of fields, then for each field an `int4` length (-1: null) and its
/// bytes, all big-endian. Source: PostgreSQL manual, COPY, "Binary Format".
public final class CopyRow {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int NULL_LENGTH = -1;

    private byte[] bytes = new byte[0];
    private final ReplacedCounts replaced;
    private int[] offsets;
    private int[] lengths;

    /// Where the parts of a field lie, this is the row that the field belongs to.
    private @Nullable CopyRow whole;

    private int wholeField;

    /// A cursor for rows of so many fields.
    public CopyRow(int fields) {
        this(fields, new ReplacedCounts(fields));
    }

    /// A cursor for rows whose special values are counted together with those of other cursors.
    public CopyRow(int fields, ReplacedCounts replaced) {
        this.offsets = new int[fields];
        this.lengths = new int[fields];
        this.replaced = replaced;
    }

    /// Moves to the row that starts at `start` of `message`. The array is kept, not copied.
    ///
    /// @throws IllegalStateException when the row has another number of fields than this cursor
    public void moveTo(byte[] message, int start) {
        int count = (short) SHORT.get(message, start);
        if (count != offsets.length) {
            throw new IllegalStateException(
                    "The server sent a row of " + count + " fields where " + offsets.length + " were planned");
        }
        bytes = message;
        int position = start + Short.BYTES;
        for (int field = 0; field < count; field++) {
            int length = (int) INT.get(message, position);
            position += Integer.BYTES;
            offsets[field] = position;
            lengths[field] = length;
            if (length > 0) {
                position += length;
            }
        }
    }

    /// Counts a special value of the field that was replaced.
    public void countReplaced(int field) {
        if (whole == null) {
            replaced.add(field);
        } else {
            whole.countReplaced(wholeField);
        }
    }

    /// A cursor over the parts of a field, such as the elements of an array; [#beginParts] moves it. What is counted
    /// for a part is counted for the field.
    public static CopyRow ofParts() {
        return new CopyRow(0);
    }

    /// Moves to the parts of a field of another row: as many as `count`, each to be placed by [#placePart].
    public void beginParts(CopyRow row, int field, int count) {
        if (count > offsets.length) {
            offsets = new int[count];
            lengths = new int[count];
        }
        bytes = row.bytes;
        whole = row;
        wholeField = field;
    }

    /// Places a part whose length stands in the four bytes at `position` and whose bytes follow.
    ///
    /// @return the position after the part
    public int placePart(int part, int position) {
        int length = (int) INT.get(bytes, position);
        offsets[part] = position + Integer.BYTES;
        lengths[part] = length;
        return position + Integer.BYTES + Math.max(0, length);
    }

    /// The message that holds the row; a field lies at its offset.
    public byte[] bytes() {
        return bytes;
    }

    /// Where the field's bytes start in [#bytes()].
    public int offset(int field) {
        return offsets[field];
    }

    /// The field's length in bytes; -1 when it is null.
    public int length(int field) {
        return lengths[field];
    }

    public boolean isNull(int field) {
        return lengths[field] == NULL_LENGTH;
    }

    /// The field as one byte, such as a `bool`.
    public byte int1(int field) {
        return bytes[offsets[field]];
    }

    /// The field as a big-endian `int2`.
    public short int2(int field) {
        return (short) SHORT.get(bytes, offsets[field]);
    }

    /// The field as a big-endian `int4`.
    public int int4(int field) {
        return (int) INT.get(bytes, offsets[field]);
    }

    /// The field as a big-endian `int8`.
    public long int8(int field) {
        return (long) LONG.get(bytes, offsets[field]);
    }

    /// The big-endian `int2` that lies so many bytes after the field's start.
    public short int2(int field, int bytesAfterStart) {
        return (short) SHORT.get(bytes, offsets[field] + bytesAfterStart);
    }

    /// The big-endian `int4` that lies so many bytes after the field's start.
    public int int4(int field, int bytesAfterStart) {
        return (int) INT.get(bytes, offsets[field] + bytesAfterStart);
    }

    /// The big-endian `int8` that lies so many bytes after the field's start.
    public long int8(int field, int bytesAfterStart) {
        return (long) LONG.get(bytes, offsets[field] + bytesAfterStart);
    }

    /// The field as text in UTF-8, the encoding that every session asks for.
    public String text(int field) {
        return new String(bytes, offsets[field], lengths[field], StandardCharsets.UTF_8);
    }

    /// A copy of the field's bytes.
    public byte[] copyOf(int field) {
        return Arrays.copyOfRange(bytes, offsets[field], offsets[field] + lengths[field]);
    }
}
