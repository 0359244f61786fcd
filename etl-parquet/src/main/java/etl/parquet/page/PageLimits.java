package etl.parquet.page;

import org.apache.parquet.schema.MessageType;

/// How large the pages and dictionaries of a file's leaves may grow. A file of many leaves gets smaller ones, so that a
/// wide table needs hardly more memory than one of [#WHOLE_LEAVES] columns.
///
/// @param values a page ends with so many values, nulls included …
/// @param bytes … or before the value that would take its data past so many bytes
/// @param dictionaryBytes the most bytes of a dictionary page, uncompressed
/// @param dictionaryEntries the most entries of a dictionary, a power of two
record PageLimits(int values, int bytes, int dictionaryBytes, int dictionaryEntries) {
    /// So many leaves have pages and dictionaries of full size.
    static final int WHOLE_LEAVES = 32;

    private static final int LEAST_VALUES = 1_000;
    private static final int LEAST_BYTES = 16 << 10;
    private static final int LEAST_ENTRIES = 512;

    static final PageLimits WHOLE = ofLeaves(WHOLE_LEAVES);

    static PageLimits of(MessageType schema) {
        return ofLeaves(schema.getColumns().size());
    }

    private static PageLimits ofLeaves(int leaves) {
        int parts = Math.max(leaves, WHOLE_LEAVES);
        return new PageLimits(
                Math.max(LEAST_VALUES, share(ColumnEncoder.PAGE_VALUES, parts)),
                Math.max(LEAST_BYTES, share(ColumnEncoder.PAGE_BYTES, parts)),
                Math.max(LEAST_BYTES, share(ColumnEncoder.DICTIONARY_BYTES, parts)),
                Math.max(LEAST_ENTRIES, Integer.highestOneBit(share(LeafEncoder.DICTIONARY_ENTRIES, parts))));
    }

    private static int share(int whole, int parts) {
        return (int) ((long) whole * WHOLE_LEAVES / parts);
    }

    /// The most values that a nested leaf has room for once a page has ended: a page's, and those of its last row
    /// unless that alone is longer than a page. Arrays that have grown further are given back.
    int keptNestedValues() {
        return 2 * values;
    }
}
