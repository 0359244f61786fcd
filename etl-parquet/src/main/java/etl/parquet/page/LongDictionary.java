package etl.parquet.page;

import java.util.Arrays;

/// The distinct numbers of a column chunk in the order of their first appearance, found by open addressing. It starts
/// small and doubles, so that the dictionaries of many columns fit the cache together as long as they are small.
final class LongDictionary {
    private static final int FIRST_ENTRIES = 64;

    /// 2^64 divided by the golden ratio: the upper bits of a product with it spread neighbouring numbers evenly (Knuth,
    /// TAOCP 6.4).
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final int maxEntries;
    private long[] entries = new long[FIRST_ENTRIES];
    private int size;

    /// An entry's index + 1, or 0; twice as many slots as entries.
    private int[] slots = new int[2 * FIRST_ENTRIES];

    private int shift = shift(slots.length);

    /// @param maxEntries the most entries, a power of two
    LongDictionary(int maxEntries) {
        this.maxEntries = maxEntries;
    }

    private static int shift(int slots) {
        return Long.SIZE - Integer.numberOfTrailingZeros(slots);
    }

    int size() {
        return size;
    }

    long[] entries() {
        return entries;
    }

    long memoryBytes() {
        return (long) entries.length * Long.BYTES + (long) slots.length * Integer.BYTES;
    }

    /// The most memory, in bytes, that a dictionary of so many entries, a power of two, takes.
    static long maxMemoryBytes(int maxEntries) {
        return (long) maxEntries * (Long.BYTES + 2 * Integer.BYTES);
    }

    /// Finds each value's index, adding the values that are new.
    ///
    /// @return false when the dictionary is full; some values have been added then
    boolean find(long[] values, int count, int[] indices) {
        for (int i = 0; i < count; i++) {
            int index = find(values[i]);
            if (index < 0) {
                return false;
            }
            indices[i] = index;
        }
        return true;
    }

    /// As for longs.
    boolean find(int[] values, int count, int[] indices) {
        for (int i = 0; i < count; i++) {
            int index = find(values[i]);
            if (index < 0) {
                return false;
            }
            indices[i] = index;
        }
        return true;
    }

    private int find(long value) {
        int[] slots = this.slots;
        int slot = (int) ((value * SPREAD) >>> shift);
        while (true) {
            int found = slots[slot];
            if (found == 0) {
                return add(value, slot);
            }
            if (entries[found - 1] == value) {
                return found - 1;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
    }

    private int add(long value, int slot) {
        if (size == maxEntries) {
            return -1;
        }
        if (size == entries.length) {
            grow();
            return find(value);
        }
        entries[size] = value;
        slots[slot] = ++size;
        return size - 1;
    }

    private void grow() {
        entries = Arrays.copyOf(entries, entries.length * 2);
        int[] grown = new int[slots.length * 2];
        int newShift = shift(grown.length);
        for (int index = 0; index < size; index++) {
            int slot = (int) ((entries[index] * SPREAD) >>> newShift);
            while (grown[slot] != 0) {
                slot = (slot + 1) & (grown.length - 1);
            }
            grown[slot] = index + 1;
        }
        slots = grown;
        shift = newShift;
    }
}
