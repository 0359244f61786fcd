package etl.parquet.page;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/// A DOUBLE column. Values keep their bits, those of NaNs and of −0.0 too.
public final class DoubleEncoder extends EightByteEncoder {
    DoubleEncoder(ColumnDescriptor column, PageBuffer page, @Nullable NestedRow row) {
        super(column, page, row);
    }

    public void add(double value) {
        addBits(Double.doubleToRawLongBits(value));
    }

    /// Adds a value by its IEEE 754 bits.
    public void addRaw(long bits) {
        addBits(bits);
    }

    /// NaNs are counted and stand outside of minimum and maximum, as parquet-format's `ColumnOrder` asks; that a zero
    /// counts as −0.0 in a minimum and as +0.0 in a maximum is seen to by the library.
    @Override
    void addStatistics(int count, Statistics<?> statistics) {
        long[] values = values();
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        int nans = 0;
        for (int i = 0; i < count; i++) {
            double value = Double.longBitsToDouble(values[i]);
            if (Double.isNaN(value)) {
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
