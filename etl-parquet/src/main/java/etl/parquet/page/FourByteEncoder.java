package etl.parquet.page;

import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.jspecify.annotations.Nullable;

/// A column of four-byte values, kept by their bits: INT32 and FLOAT.
public abstract sealed class FourByteEncoder extends ColumnEncoder permits IntEncoder, FloatEncoder {
    static final long MAX_MEMORY_BYTES =
            (long) PAGE_VALUES * Integer.BYTES + LongDictionary.maxMemoryBytes(DICTIONARY_ENTRIES);

    private final int[] values = new int[PAGE_VALUES];
    private @Nullable LongDictionary dictionary;

    FourByteEncoder(ColumnDescriptor column, PageBuffer page) {
        super(column, page);
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
    final boolean openDictionary() {
        dictionary = new LongDictionary(DICTIONARY_ENTRIES);
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
