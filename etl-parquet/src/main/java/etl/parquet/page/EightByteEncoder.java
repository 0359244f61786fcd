package etl.parquet.page;

import org.apache.parquet.column.ColumnDescriptor;
import org.jspecify.annotations.Nullable;

/// A column of eight-byte values, kept by their bits: INT64 and DOUBLE.
public abstract sealed class EightByteEncoder extends ColumnEncoder permits LongEncoder, DoubleEncoder {
    static final long MAX_MEMORY_BYTES =
            (long) PAGE_VALUES * Long.BYTES + LongDictionary.maxMemoryBytes(DICTIONARY_ENTRIES);

    private final long[] values = new long[PAGE_VALUES];
    private @Nullable LongDictionary dictionary;

    EightByteEncoder(ColumnDescriptor column, PageBuffer page) {
        super(column, page);
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
