package etl.parquet.page;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/// A FLOAT column. Values keep their bits, those of NaNs and of −0.0 too.
public final class FloatEncoder extends FourByteEncoder {
    FloatEncoder(ColumnDescriptor column, PageBuffer page, @Nullable NestedRow row) {
        super(column, page, row);
    }

    public void add(float value) {
        addBits(Float.floatToRawIntBits(value));
    }

    /// Adds a value by its IEEE 754 bits.
    public void addRaw(int bits) {
        addBits(bits);
    }

    /// NaNs are counted and stand outside of minimum and maximum, as parquet-format's `ColumnOrder` asks; that a zero
    /// counts as −0.0 in a minimum and as +0.0 in a maximum is seen to by the library.
    @Override
    void addStatistics(int count, Statistics<?> statistics) {
        int[] values = values();
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        int nans = 0;
        for (int i = 0; i < count; i++) {
            float value = Float.intBitsToFloat(values[i]);
            if (Float.isNaN(value)) {
                nans++;
            } else {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        statistics.incrementNanCount(nans);
        if (nans < count) {
            statistics.updateStats(min);
            statistics.updateStats(max);
        }
    }
}
