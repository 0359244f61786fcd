package etl.parquet;

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

    /// How many values of the field were replaced.
    public long of(int field) {
        return counts[field];
    }
}
