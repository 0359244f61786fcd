package etl.parquet.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType;

/// The repetition and definition levels of one page of a leaf in a nested column: one of each for every entry, be it a
/// value, a null, or an empty or missing list, map or struct around it.
final class NestedLevels {
    /// Levels are kept in bytes; no schema nests so deep.
    private static final int MAX_LEVEL = Byte.MAX_VALUE;

    private final NestedRow row;
    private final int maxRepetition;
    private final int maxDefinition;
    private final int maxRowEntries;

    private final PageLimits limits;

    private byte[] repetitions;
    private byte[] definitions;
    private int count;

    private int entriesOfEarlierRows;
    private int valuesOfEarlierRows;

    NestedLevels(ColumnDescriptor column, NestedRow row, PageLimits limits) {
        this.row = row;
        this.limits = limits;
        this.repetitions = new byte[limits.values()];
        this.definitions = new byte[limits.values()];
        this.maxRepetition = column.getMaxRepetitionLevel();
        this.maxDefinition = column.getMaxDefinitionLevel();
        this.maxRowEntries = ColumnEncoder.MAX_VALUE_BYTES / leastBytes(column.getPrimitiveType());
        if (maxDefinition > MAX_LEVEL) {
            throw new IllegalArgumentException("Nested deeper than " + MAX_LEVEL + " levels: " + column);
        }
    }

    /// The fewest bytes of a value in the PLAIN encoding.
    private static int leastBytes(PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> 1;
            case INT32, FLOAT, BINARY -> Integer.BYTES;
            case INT64, DOUBLE, INT96 -> Long.BYTES;
            case FIXED_LEN_BYTE_ARRAY -> type.getTypeLength();
        };
    }

    int count() {
        return count;
    }

    /// The file's rows before the present one.
    long rows() {
        return row.rows;
    }

    /// The page's values that were there when the present row began.
    int valuesOfEarlierRows() {
        return valuesOfEarlierRows;
    }

    /// Adds an entry to the present row.
    ///
    /// @return false when the row has more of them than a value may have bytes
    boolean add(int definition) {
        if (count == definitions.length && !grow()) {
            return false;
        }
        repetitions[count] = (byte) row.repetition;
        definitions[count++] = (byte) definition;
        return true;
    }

    private boolean grow() {
        int most = entriesOfEarlierRows + maxRowEntries;
        setCapacity(Math.min(2 * count, most));
        return count < most;
    }

    private void setCapacity(int entries) {
        repetitions = Arrays.copyOf(repetitions, entries);
        definitions = Arrays.copyOf(definitions, entries);
    }

    /// @param values the page's values
    void rowEnded(int values) {
        entriesOfEarlierRows = count;
        valuesOfEarlierRows = values;
    }

    void clear() {
        count = 0;
        entriesOfEarlierRows = 0;
        valuesOfEarlierRows = 0;
        if (definitions.length > limits.keptNestedValues()) {
            setCapacity(limits.values());
        }
    }

    /// The memory, in bytes, of room for so many entries.
    static long maxMemoryBytes(int entries) {
        return 2L * entries;
    }

    long memoryBytes() {
        return (long) repetitions.length + definitions.length;
    }

    /// Puts the levels as a page has them: repetition levels first, each kind behind its length in bytes, a kind that
    /// can only be 0 not at all.
    void put(PageBuffer out) {
        put(repetitions, maxRepetition, out);
        put(definitions, maxDefinition, out);
    }

    private void put(byte[] levels, int max, PageBuffer out) {
        if (max == 0) {
            return;
        }
        int[] numbers = out.levels(count);
        for (int i = 0; i < count; i++) {
            numbers[i] = levels[i];
        }
        int begin = out.beginLength();
        RunLengths.put(numbers, count, RunLengths.bitWidth(max), out);
        out.endLength(begin);
    }

    /// How often each repetition level comes; empty where the count of values says it. Source: parquet.thrift,
    /// `SizeStatistics`.
    List<Long> repetitionHistogram() {
        return maxRepetition == 0 ? List.of() : histogram(repetitions, maxRepetition);
    }

    /// How often each definition level comes; empty where the count of nulls says it.
    List<Long> definitionHistogram() {
        return maxDefinition <= 1 ? List.of() : histogram(definitions, maxDefinition);
    }

    private List<Long> histogram(byte[] levels, int max) {
        long[] counts = new long[max + 1];
        for (int i = 0; i < count; i++) {
            counts[levels[i]]++;
        }
        List<Long> histogram = new ArrayList<>(counts.length);
        for (long levelCount : counts) {
            histogram.add(levelCount);
        }
        return histogram;
    }
}
