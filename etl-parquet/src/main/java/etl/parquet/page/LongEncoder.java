package etl.parquet.page;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/// An INT64 column.
public final class LongEncoder extends EightByteEncoder {
    LongEncoder(ColumnDescriptor column, PageBuffer page, @Nullable NestedRow row) {
        super(column, page, row);
    }

    public void add(long value) {
        addBits(value);
    }

    @Override
    void addStatistics(int count, Statistics<?> statistics) {
        long[] values = values();
        long min = values[0];
        long max = values[0];
        for (int i = 1; i < count; i++) {
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        statistics.updateStats(min);
        statistics.updateStats(max);
    }
}
