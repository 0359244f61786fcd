package etl.parquet.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The distinct byte strings of a column chunk in the order of their first appearance, found by open addressing. It
/// starts small and doubles. The entries lie in one heap just as the dictionary page has them: in BINARY columns each
/// behind its length, in FIXED ones side by side.
final class BytesDictionary {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FIRST_ENTRIES = 64;
    private static final int FIRST_HEAP_BYTES = 1 << 10;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private static final long INDEX_MASK = 0xFFFF_FFFFL;

    private final int prefixBytes;
    private final int maxHeapBytes;
    private final int maxEntries;

    private byte[] heap = new byte[FIRST_HEAP_BYTES];
    private int[] ends = new int[FIRST_ENTRIES];
    private int size;

    /// Upper half: the upper half of the entry's hash; lower half: its index + 1. 0 when free. Twice as many slots as
    /// entries.
    private long[] slots = new long[2 * FIRST_ENTRIES];

    /// For each entry the last page that it was found in, so that a page's statistics look at each of its entries once.
    private int[] lastPages = new int[FIRST_ENTRIES];

    /// @param prefixBytes the bytes before each value that hold its length; 0 when all values have one length
    /// @param maxHeapBytes the most bytes that the dictionary page may have
    /// @param maxEntries the most entries, a power of two
    BytesDictionary(int prefixBytes, int maxHeapBytes, int maxEntries) {
        this.prefixBytes = prefixBytes;
        this.maxHeapBytes = maxHeapBytes;
        this.maxEntries = maxEntries;
    }

    int size() {
        return size;
    }

    byte[] heap() {
        return heap;
    }

    int start(int entry) {
        return (entry == 0 ? 0 : ends[entry - 1]) + prefixBytes;
    }

    int end(int entry) {
        return ends[entry];
    }

    long memoryBytes() {
        return heap.length + (long) Integer.BYTES * (ends.length + lastPages.length) + (long) Long.BYTES * slots.length;
    }

    /// The most memory, in bytes, that a dictionary with these limits takes; the entries are a power of two.
    static long maxMemoryBytes(int maxHeapBytes, int maxEntries) {
        return maxHeapBytes + (long) maxEntries * (2 * Integer.BYTES + 2 * Long.BYTES);
    }

    /// Whether this is the first time that the entry is asked about for this page.
    boolean isFirstIn(int page, int entry) {
        if (lastPages[entry] == page) {
            return false;
        }
        lastPages[entry] = page;
        return true;
    }

    /// The index of the value `bytes[from..to)`, added when it is new. Eight bytes past `to` must be readable; `from -
    /// prefixBytes` must be where its length stands.
    ///
    /// @return -1 when the dictionary is full
    int find(byte[] bytes, int from, int to) {
        long hash = hash(bytes, from, to);
        long upper = hash & ~INDEX_MASK;
        long[] slots = this.slots;
        int slot = (int) hash & (slots.length - 1);
        while (true) {
            long found = slots[slot];
            if (found == 0) {
                return add(bytes, from, to, slot, upper);
            }
            if ((found & ~INDEX_MASK) == upper) {
                int entry = (int) found - 1;
                if (Arrays.equals(heap, start(entry), ends[entry], bytes, from, to)) {
                    return entry;
                }
            }
            slot = (slot + 1) & (slots.length - 1);
        }
    }

    private static long hash(byte[] bytes, int from, int to) {
        int length = to - from;
        long hash = length;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONG.get(bytes, at));
        }
        if (at < to) {
            int surplusBits = Byte.SIZE * (Long.BYTES - (to - at));
            hash = mix(hash ^ ((long) LONG.get(bytes, at) << surplusBits));
        }
        return hash;
    }

    private static long mix(long value) {
        long product = value * SPREAD;
        return product ^ (product >>> 32);
    }

    private int add(byte[] bytes, int from, int to, int slot, long upper) {
        int heapSize = size == 0 ? 0 : ends[size - 1];
        int length = to - from + prefixBytes;
        if (heapSize + length > maxHeapBytes || size == maxEntries) {
            return -1;
        }
        if (size == ends.length) {
            grow();
            return find(bytes, from, to);
        }
        if (heapSize + length > heap.length) {
            heap = Arrays.copyOf(heap, Math.min(maxHeapBytes, Math.max(heap.length * 2, heapSize + length)));
        }
        System.arraycopy(bytes, from - prefixBytes, heap, heapSize, length);
        ends[size] = heapSize + length;
        slots[slot] = upper | ++size;
        return size - 1;
    }

    private void grow() {
        ends = Arrays.copyOf(ends, ends.length * 2);
        lastPages = Arrays.copyOf(lastPages, lastPages.length * 2);
        slots = new long[slots.length * 2];
        for (int entry = 0; entry < size; entry++) {
            long hash = hashOfEntry(entry);
            int slot = (int) hash & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = (hash & ~INDEX_MASK) | (entry + 1);
        }
    }

    /// The heap may end with the entry, so the last word is not read past it.
    private long hashOfEntry(int entry) {
        int from = start(entry);
        int to = ends[entry];
        return to + Long.BYTES <= heap.length
                ? hash(heap, from, to)
                : hash(Arrays.copyOfRange(heap, from, to + Long.BYTES), 0, to - from);
    }
}
