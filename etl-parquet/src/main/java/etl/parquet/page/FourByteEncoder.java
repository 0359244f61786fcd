package etl.parquet.page;

import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.jspecify.annotations.Nullable;

/// A column of four-byte values, kept by their bits: INT32 and FLOAT.
public abstract sealed class FourByteEncoder extends LeafEncoder permits IntEncoder, FloatEncoder {
    private int[] values = new int[limits().values()];
    private @Nullable LongDictionary dictionary;

    FourByteEncoder(ColumnDescriptor column, PageBuffer page, @Nullable NestedRow row) {
        super(column, page, row);
    }

    /// The most memory, in bytes, of such a column with room for so many values.
    static long maxMemoryBytes(int values, PageLimits limits) {
        return (long) values * Integer.BYTES + LongDictionary.maxMemoryBytes(limits.dictionaryEntries());
    }

    final void addBits(int bits) {
        values[size()] = bits;
        added();
    }

    final int[] values() {
        return values;
    }

    @Override
    final void putPlain(int count, PageBuffer out) {
        out.putInts(values, count);
    }

    @Override
    final void setCapacity(int count) {
        values = Arrays.copyOf(values, count);
    }

    @Override
    final boolean openDictionary() {
        dictionary = new LongDictionary(limits().dictionaryEntries());
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
        return plainBytes(dictionarySize());
    }

    @Override
    final long plainBytes(int count) {
        return (long) count * Integer.BYTES;
    }

    @Override
    final boolean findIndices(int count, int[] indices) {
        return dictionary != null && dictionary.find(values, count, indices);
    }

    @Override
    final void putDictionary(int entries, PageBuffer out) {
        if (dictionary != null) {
            long[] longs = dictionary.entries();
            int[] ints = new int[entries];
            Arrays.setAll(ints, i -> (int) longs[i]);
            out.putInts(ints, entries);
        }
    }

    @Override
    final long valueMemoryBytes() {
        return (long) values.length * Integer.BYTES + (dictionary == null ? 0 : dictionary.memoryBytes());
    }
}
