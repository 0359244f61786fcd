package etl.parquet.page;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.schema.MessageType;

/// The room in which the columns of one file encode their pages, one page at a time: the page's bytes, and an array
/// each for dictionary indices and definition levels. One for all columns, so that it stays in the cache and its size
/// doesn't grow with the columns.
public final class PageBuffer {
    private static final int FIRST_BYTES = 64 << 10;

    /// A page buffer that has grown past this for one huge value, or one huge row, is given back.
    private static final int KEPT_BYTES = 4 << 20;

    private static final int KEPT_VALUES = PageLimits.WHOLE.keptNestedValues();

    private byte[] bytes = new byte[FIRST_BYTES];
    private ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    private int size;

    private int[] indices = new int[ColumnEncoder.PAGE_VALUES];
    private int[] levels = new int[ColumnEncoder.PAGE_VALUES];

    private final PageLimits limits;
    private boolean pagesEnded;

    /// For pages of full size.
    public PageBuffer() {
        this(PageLimits.WHOLE);
    }

    /// For the pages of a schema, which are smaller when it has many leaves.
    public PageBuffer(MessageType schema) {
        this(PageLimits.of(schema));
    }

    private PageBuffer(PageLimits limits) {
        this.limits = limits;
    }

    PageLimits limits() {
        return limits;
    }

    /// The most memory, in bytes, that is held for the pages of a schema, apart from one row with more than a page in it.
    public static long maxMemoryBytes(MessageType schema) {
        boolean nested = schema.getFields().stream().anyMatch(column -> !column.isPrimitive());
        int values = nested ? KEPT_VALUES : ColumnEncoder.PAGE_VALUES;
        // A flat page has little more than PAGE_BYTES, and its room doubles as it grows.
        return (nested ? KEPT_BYTES : 2 * ColumnEncoder.PAGE_BYTES) + 2L * Integer.BYTES * values;
    }

    /// The memory that is held, in bytes.
    public long memoryBytes() {
        return bytes.length + (long) Integer.BYTES * (indices.length + levels.length);
    }

    /// Whether any column has ended a page since this was last asked.
    public boolean takePagesEnded() {
        boolean any = pagesEnded;
        pagesEnded = false;
        return any;
    }

    void pageEnded() {
        pagesEnded = true;
        if (bytes.length > KEPT_BYTES) {
            replace(new byte[FIRST_BYTES]);
        }
        if (indices.length > KEPT_VALUES) {
            indices = new int[ColumnEncoder.PAGE_VALUES];
        }
        if (levels.length > KEPT_VALUES) {
            levels = new int[ColumnEncoder.PAGE_VALUES];
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /// Room for the dictionary indices of so many values. What was put there stays until [#pageEnded()], as long as no
    /// more are asked for.
    int[] indices(int count) {
        if (count > indices.length) {
            indices = new int[Math.max(count, KEPT_VALUES)];
        }
        return indices;
    }

    /// Room for the levels of so many entries.
    int[] levels(int count) {
        if (count > levels.length) {
            levels = new int[Math.max(count, KEPT_VALUES)];
        }
        return levels;
    }

    void clear() {
        size = 0;
    }

    /// Makes sure that so many bytes can be put.
    void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            replace(Arrays.copyOf(bytes, Math.max(needed, Math.min(Integer.MAX_VALUE - 16, bytes.length * 2))));
        }
    }

    private void replace(byte[] newBytes) {
        bytes = newBytes;
        view = ByteBuffer.wrap(newBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    void put(byte[] from, int start, int length) {
        ensure(length);
        System.arraycopy(from, start, bytes, size, length);
        size += length;
    }

    void putByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    /// Puts the values little-endian, as the PLAIN encoding has them.
    void putInts(int[] values, int count) {
        ensure(count * Integer.BYTES);
        view.position(size);
        view.asIntBuffer().put(values, 0, count);
        size += count * Integer.BYTES;
    }

    /// Puts the values little-endian, as the PLAIN encoding has them.
    void putLongs(long[] values, int count) {
        ensure(count * Long.BYTES);
        view.position(size);
        view.asLongBuffer().put(values, 0, count);
        size += count * Long.BYTES;
    }

    /// Puts an unsigned LEB128 number.
    void putVarint(int value) {
        ensure(5);
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /// Leaves room for a length, to be set by [#endLength].
    int beginLength() {
        ensure(Integer.BYTES);
        size += Integer.BYTES;
        return size;
    }

    /// Sets the length that [#beginLength] left room for: what was put since.
    void endLength(int begin) {
        view.putInt(begin - Integer.BYTES, size - begin);
    }

    /// Sets the size after bytes were written straight into [#bytes()].
    void setSize(int newSize) {
        size = newSize;
    }
}
