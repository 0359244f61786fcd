package etl.parquet.page;

import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/// A BOOLEAN column: one bit a value, the least significant first, no dictionary.
public final class BooleanEncoder extends LeafEncoder {
    private byte[] values = new byte[limits().values()];

    BooleanEncoder(ColumnDescriptor column, PageBuffer page, @Nullable NestedRow row) {
        super(column, page, row);
    }

    public void add(boolean value) {
        values[size()] = (byte) (value ? 1 : 0);
        added();
    }

    @Override
    void putPlain(int count, PageBuffer out) {
        for (int from = 0; from < count; from += Byte.SIZE) {
            int bits = 0;
            for (int bit = 0; bit < Math.min(Byte.SIZE, count - from); bit++) {
                bits |= values[from + bit] << bit;
            }
            out.putByte(bits);
        }
    }

    @Override
    void addStatistics(int count, Statistics<?> statistics) {
        int trues = 0;
        for (int i = 0; i < count; i++) {
            trues += values[i];
        }
        statistics.updateStats(trues == count);
        statistics.updateStats(trues > 0);
    }

    @Override
    void setCapacity(int count) {
        values = Arrays.copyOf(values, count);
    }

    @Override
    boolean openDictionary() {
        return false;
    }

    @Override
    void dropDictionary() {}

    @Override
    int dictionarySize() {
        return 0;
    }

    @Override
    long dictionaryBytes() {
        return 0;
    }

    @Override
    long plainBytes(int count) {
        return 1 + count / (long) Byte.SIZE;
    }

    @Override
    boolean findIndices(int count, int[] indices) {
        return false;
    }

    @Override
    void putDictionary(int entries, PageBuffer out) {}

    @Override
    long valueMemoryBytes() {
        return values.length;
    }
}
