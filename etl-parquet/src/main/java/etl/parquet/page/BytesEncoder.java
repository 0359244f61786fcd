package etl.parquet.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/// A column of byte strings. The page's values lie in one heap just as the PLAIN encoding has them, so that a plain
/// page is a copy of it.
public abstract sealed class BytesEncoder extends LeafEncoder permits BinaryEncoder, FixedEncoder {
    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /// The heap can be read, and written, so far past the last value, that eight bytes are always taken at once.
    private static final int SLACK_BYTES = Long.BYTES;

    private static final int FIRST_HEAP_BYTES = 16 << 10;

    private final int prefixBytes;

    /// Turns a value's first eight bytes, read as a number, into one that orders unsigned as the values do.
    private final long orderFlip;

    private byte[] heap = new byte[FIRST_HEAP_BYTES];
    private int heapSize;
    private int[] ends = new int[limits().values()];
    private final int pageBytes = limits().bytes();
    private @Nullable BytesDictionary dictionary;

    /// @param prefixBytes the bytes of the length before each value; 0 when all have one length
    /// @param signed whether values are ordered as two's complement numbers and not as unsigned bytes
    BytesEncoder(ColumnDescriptor column, PageBuffer page, @Nullable NestedRow row, int prefixBytes, boolean signed) {
        super(column, page, row);
        this.prefixBytes = prefixBytes;
        this.orderFlip = signed ? Long.MIN_VALUE : 0;
    }

    /// The most memory, in bytes, of such a column with room for so many values. The dictionary's heap may be held twice
    /// while it grows.
    static long maxMemoryBytes(int values, boolean nested, PageLimits limits) {
        return keptHeapBytes(nested, limits)
                + (long) values * Integer.BYTES
                + limits.dictionaryBytes()
                + BytesDictionary.maxMemoryBytes(limits.dictionaryBytes(), limits.dictionaryEntries());
    }

    /// Makes room for a value of so many bytes, which the caller puts into [#heap()] before it calls [#end]. Seven
    /// bytes past the value may be overwritten too.
    ///
    /// @return where in the heap the value goes
    public int begin(int length) {
        int end = heapSize + prefixBytes + length;
        if (end > pageBytes) {
            end = endPastPage(end, length);
        }
        if (end + SLACK_BYTES > heap.length) {
            grow(end);
        }
        return end - length;
    }

    /// A flat page ends before the value that takes it past its bytes. A nested one ends with the row, which may not be
    /// longer than Athena reads.
    private int endPastPage(int end, int length) {
        if (isNested()) {
            int before = valuesOfEarlierRows();
            if (end - (before == 0 ? 0 : ends[before - 1]) > MAX_VALUE_BYTES) {
                throw refusedLength();
            }
            return end;
        }
        if (isPageEmpty()) {
            return end;
        }
        endPage();
        return prefixBytes + length;
    }

    /// Adds the value that has been put where [#begin] said.
    ///
    /// @param end where in the heap the value ends
    public final void end(int end) {
        ends[size()] = end;
        heapSize = end;
        added();
    }

    private void grow(int end) {
        int needed = end + SLACK_BYTES;
        int doubled = heap.length * 2;
        heap = Arrays.copyOf(
                heap, Math.max(needed, needed <= keptHeapBytes() ? Math.min(doubled, keptHeapBytes()) : doubled));
    }

    /// A heap that has grown past this for one huge value is given back; in a nested column for one huge row, which may
    /// begin on a page that is nearly full.
    private static int keptHeapBytes(boolean nested, PageLimits limits) {
        return (nested ? 2 : 1) * limits.bytes() + SLACK_BYTES;
    }

    private int keptHeapBytes() {
        return keptHeapBytes(isNested(), limits());
    }

    /// The bytes of the page's values. Another array after each [#begin].
    public final byte[] heap() {
        return heap;
    }

    private int start(int value) {
        return (value == 0 ? 0 : ends[value - 1]) + prefixBytes;
    }

    @Override
    final long unencodedBytes() {
        return heapSize - (long) size() * prefixBytes;
    }

    @Override
    final void putPlain(int count, PageBuffer out) {
        out.put(heap, 0, heapSize);
    }

    @Override
    final void addStatistics(int count, Statistics<?> statistics) {
        Extremes extremes = new Extremes(heap);
        int from = prefixBytes;
        for (int i = 0; i < count; i++) {
            int to = ends[i];
            extremes.add(from, to);
            from = to + prefixBytes;
        }
        extremes.addTo(statistics);
    }

    @Override
    final void addIndexedStatistics(int[] indices, int count, int pageNumber, Statistics<?> statistics) {
        if (dictionary == null) {
            return;
        }
        // The entry's bytes are compared where they first stood in this page: the page's heap has the slack that the
        // dictionary's hasn't.
        Extremes extremes = new Extremes(heap);
        for (int i = 0; i < count; i++) {
            if (dictionary.isFirstIn(pageNumber, indices[i])) {
                extremes.add(start(i), ends[i]);
            }
        }
        extremes.addTo(statistics);
    }

    /// The least and the greatest of the values shown to it, by their first eight bytes as long as those decide.
    private final class Extremes {
        private final byte[] bytes;
        private boolean any;
        private long minPrefix;
        private int minFrom;
        private int minTo;
        private long maxPrefix;
        private int maxFrom;
        private int maxTo;

        Extremes(byte[] bytes) {
            this.bytes = bytes;
        }

        void add(int from, int to) {
            long prefix = prefix(from, to);
            if (!any) {
                any = true;
                setMin(prefix, from, to);
                setMax(prefix, from, to);
                return;
            }
            if (prefix <= minPrefix && (prefix < minPrefix || isLess(from, to, minFrom, minTo))) {
                setMin(prefix, from, to);
            } else if (prefix >= maxPrefix && (prefix > maxPrefix || isLess(maxFrom, maxTo, from, to))) {
                setMax(prefix, from, to);
            }
        }

        /// The first eight bytes, shorter values filled up with zeros, as a number that orders signed as the values do.
        private long prefix(int from, int to) {
            long word = (long) BIG_ENDIAN_LONG.get(bytes, from);
            int length = to - from;
            if (length < Long.BYTES) {
                word = length == 0 ? 0 : word & (-1L << (Byte.SIZE * (Long.BYTES - length)));
            }
            return word ^ orderFlip ^ Long.MIN_VALUE;
        }

        /// Only asked when the first eight bytes agree, the sign among them: the rest is unsigned.
        private boolean isLess(int from, int to, int otherFrom, int otherTo) {
            return Arrays.compareUnsigned(bytes, from, to, bytes, otherFrom, otherTo) < 0;
        }

        private void setMin(long prefix, int from, int to) {
            minPrefix = prefix;
            minFrom = from;
            minTo = to;
        }

        private void setMax(long prefix, int from, int to) {
            maxPrefix = prefix;
            maxFrom = from;
            maxTo = to;
        }

        void addTo(Statistics<?> statistics) {
            statistics.updateStats(Binary.fromConstantByteArray(Arrays.copyOfRange(bytes, minFrom, minTo)));
            statistics.updateStats(Binary.fromConstantByteArray(Arrays.copyOfRange(bytes, maxFrom, maxTo)));
        }
    }

    @Override
    final void pageEnded() {
        heapSize = 0;
        if (heap.length > keptHeapBytes()) {
            heap = new byte[FIRST_HEAP_BYTES];
        }
    }

    @Override
    final void setCapacity(int count) {
        ends = Arrays.copyOf(ends, count);
    }

    @Override
    final boolean openDictionary() {
        dictionary = new BytesDictionary(prefixBytes, limits().dictionaryBytes(), limits().dictionaryEntries());
        return true;
    }

    @Override
    final void dropDictionary() {
        dictionary = null;
    }

    @Override
    final int dictionarySize() {
        return dictionary == null ? 0 : dictionary.size();
    }

    @Override
    final long dictionaryBytes() {
        return dictionary == null || dictionary.size() == 0 ? 0 : dictionary.end(dictionary.size() - 1);
    }

    @Override
    final long plainBytes(int count) {
        return heapSize;
    }

    @Override
    final boolean findIndices(int count, int[] indices) {
        BytesDictionary entries = dictionary;
        if (entries == null) {
            return false;
        }
        int from = prefixBytes;
        for (int i = 0; i < count; i++) {
            int to = ends[i];
            int index = entries.find(heap, from, to);
            if (index < 0) {
                return false;
            }
            indices[i] = index;
            from = to + prefixBytes;
        }
        return true;
    }

    @Override
    final void putDictionary(int entries, PageBuffer out) {
        if (dictionary != null && entries > 0) {
            out.put(dictionary.heap(), 0, dictionary.end(entries - 1));
        }
    }

    @Override
    final long valueMemoryBytes() {
        return heap.length + (long) ends.length * Integer.BYTES + (dictionary == null ? 0 : dictionary.memoryBytes());
    }
}
