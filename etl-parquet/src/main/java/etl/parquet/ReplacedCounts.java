package etl.parquet;

import java.util.Arrays;
import java.util.List;

/// How many special values of each field were replaced by the declared policy while rows were read. Used by one thread.
public final class ReplacedCounts {
    private final long[] counts;

    /// Counts for rows of so many fields.
    public ReplacedCounts(int fields) {
        this.counts = new long[fields];
    }

    void add(int field) {
        counts[field]++;
    }

    /// How many values of each field were replaced, in the order of the fields.
    public List<Long> all() {
        return Arrays.stream(counts).boxed().toList();
    }
}
