package etl.parquet.page;

import java.util.Arrays;

/// The nulls of one page of a column that isn't nested: they are few, so they are kept and not the values' places.
final class FlatNulls {
    private static final int FIRST_ROWS = 64;
    private static final int DEFINED = 1;

    /// The page's rows that are null, counted from its first.
    private int[] rows = new int[0];

    private final int most;

    /// @param most the most values of a page, nulls included
    FlatNulls(int most) {
        this.most = most;
    }

    /// The most memory, in bytes, for pages of so many values.
    static long maxMemoryBytes(int values) {
        return (long) values * Integer.BYTES;
    }

    /// @param nulls how many of the page's rows are null before this one
    void add(int nulls, int row) {
        if (nulls == rows.length) {
            rows = Arrays.copyOf(rows, Math.min(most, Math.max(FIRST_ROWS, 2 * nulls)));
        }
        rows[nulls] = row;
    }

    long memoryBytes() {
        return (long) rows.length * Integer.BYTES;
    }

    /// Puts the page's definition levels behind their length in bytes.
    void put(int nulls, int pageRows, PageBuffer out) {
        int begin = out.beginLength();
        if (nulls == 0 || nulls == pageRows) {
            RunLengths.putRun(nulls == 0 ? DEFINED : 0, pageRows, 1, out);
        } else {
            int[] levels = out.levels(pageRows);
            Arrays.fill(levels, 0, pageRows, DEFINED);
            for (int i = 0; i < nulls; i++) {
                levels[rows[i]] = 0;
            }
            RunLengths.put(levels, pageRows, 1, out);
        }
        out.endLength(begin);
    }
}
