package etl.parquet.page;

import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.jspecify.annotations.Nullable;

/// A column of eight-byte values, kept by their bits: INT64 and DOUBLE.
public abstract sealed class EightByteEncoder extends LeafEncoder permits LongEncoder, DoubleEncoder {
    private long[] values = new long[limits().values()];
    private @Nullable LongDictionary dictionary;

    EightByteEncoder(ColumnDescriptor column, PageBuffer page, @Nullable NestedRow row) {
        super(column, page, row);
    }

    /// The most memory, in bytes, of such a column with room for so many values.
    static long maxMemoryBytes(int values, PageLimits limits) {
        return (long) values * Long.BYTES + LongDictionary.maxMemoryBytes(limits.dictionaryEntries());
    }

    final void addBits(long bits) {
        values[size()] = bits;
        added();
    }

    final long[] values() {
        return values;
    }

    @Override
    final void putPlain(int count, PageBuffer out) {
        out.putLongs(values, count);
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
        return (long) count * Long.BYTES;
    }

    @Override
    final boolean findIndices(int count, int[] indices) {
        return dictionary != null && dictionary.find(values, count, indices);
    }

    @Override
    final void putDictionary(int entries, PageBuffer out) {
        if (dictionary != null) {
            out.putLongs(dictionary.entries(), entries);
        }
    }

    @Override
    final long valueMemoryBytes() {
        return (long) values.length * Long.BYTES + (dictionary == null ? 0 : dictionary.memoryBytes());
    }
}
