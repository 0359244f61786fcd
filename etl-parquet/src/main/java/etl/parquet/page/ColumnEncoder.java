package etl.parquet.page;

import etl.parquet.ValueException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/// One column of a file. It takes values and nulls, keeps one page of them as they come, and encodes the page in one go
/// when it is full: nothing is looked up, hashed or compared per row. Finished pages go to parquet-java's page writer,
/// which compresses and frames them.
///
/// A page is encoded with the column chunk's dictionary until that has turned out to be of no use: after the chunk's
/// first page when most of its values differ, and later when the dictionary is past [#DICTIONARY_BYTES]. Source:
/// parquet-format, Encodings.md.
public abstract sealed class ColumnEncoder permits BooleanEncoder, FourByteEncoder, EightByteEncoder, BytesEncoder {
    /// A page ends with so many rows …
    public static final int PAGE_VALUES = 20_000;

    /// … or before the value that would take its data past so many bytes.
    public static final int PAGE_BYTES = 1 << 20;

    /// The most bytes of a dictionary page, uncompressed.
    public static final int DICTIONARY_BYTES = 1 << 20;

    /// The most entries of a dictionary: more make it a table that no cache holds, for indices that are hardly shorter
    /// than their values.
    static final int DICTIONARY_ENTRIES = 1 << 17;

    private static final int MAX_DEFINITION_LEVEL = 1;

    private final String name;
    private final PrimitiveType type;
    private final boolean nullable;
    private final PageBuffer page;

    private @Nullable PageWriter writer;

    /// The values of the page, without its nulls.
    private int size;

    /// How many values the page takes before it is full.
    private int room = PAGE_VALUES;

    /// The page's rows that are null, counted from its first.
    private int[] nullRows = new int[0];

    private int nulls;

    private boolean dictionaryOpen;
    private int indexedPages;
    private int chunkPages;
    private long chunkBytes;

    private long rowsOfEarlierPages;
    private long truncated;

    ColumnEncoder(ColumnDescriptor column, PageBuffer page) {
        this.name = String.join(".", column.getPath());
        this.type = column.getPrimitiveType();
        this.nullable = column.getMaxDefinitionLevel() > 0;
        this.page = page;
    }

    /// The encoder for a column's physical type.
    public static ColumnEncoder of(ColumnDescriptor column, PageBuffer page) {
        PrimitiveTypeName physical = column.getPrimitiveType().getPrimitiveTypeName();
        return switch (physical) {
            case BOOLEAN -> new BooleanEncoder(column, page);
            case INT32 -> new IntEncoder(column, page);
            case INT64 -> new LongEncoder(column, page);
            case FLOAT -> new FloatEncoder(column, page);
            case DOUBLE -> new DoubleEncoder(column, page);
            case BINARY -> new BinaryEncoder(column, page);
            case FIXED_LEN_BYTE_ARRAY -> new FixedEncoder(column, page);
            case INT96 -> throw new IllegalArgumentException("INT96 is deprecated and not written: " + column);
        };
    }

    /// The most memory, in bytes, that the encoder of a column holds, apart from one value longer than a page.
    public static long maxMemoryBytes(ColumnDescriptor column) {
        long nullRows = column.getMaxDefinitionLevel() > 0 ? (long) PAGE_VALUES * Integer.BYTES : 0;
        return nullRows
                + switch (column.getPrimitiveType().getPrimitiveTypeName()) {
                    case BOOLEAN -> PAGE_VALUES;
                    case INT32, FLOAT -> FourByteEncoder.MAX_MEMORY_BYTES;
                    case INT64, DOUBLE, INT96 -> EightByteEncoder.MAX_MEMORY_BYTES;
                    case BINARY, FIXED_LEN_BYTE_ARRAY -> BytesEncoder.MAX_MEMORY_BYTES;
                };
    }

    /// The column's name at the destination.
    public final String name() {
        return name;
    }

    /// The rows taken so far, nulls included, over all column chunks.
    public final long rows() {
        return rowsOfEarlierPages + size + nulls;
    }

    /// How many values lost digits by a declared rule.
    public final long truncated() {
        return truncated;
    }

    /// Counts values that lost digits by a declared rule.
    public final void countTruncated(long values) {
        truncated += values;
    }

    /// The compressed pages of the column chunk so far, in bytes.
    public final long chunkBytes() {
        return chunkBytes;
    }

    /// The memory that the page and the dictionary hold, in bytes.
    public final long memoryBytes() {
        return (long) nullRows.length * Integer.BYTES + valueMemoryBytes();
    }

    /// Begins a column chunk, whose pages go to `chunkWriter`.
    public final void beginChunk(PageWriter chunkWriter) {
        writer = chunkWriter;
        chunkPages = 0;
        chunkBytes = 0;
        indexedPages = 0;
        dictionaryOpen = openDictionary();
    }

    /// Ends the column chunk: the last page and the dictionary are written, and the dictionary's memory is given back.
    public final void endChunk() {
        if (size + nulls > 0) {
            endPage(true);
        }
        if (dictionaryOpen) {
            giveUpDictionary(dictionarySize());
        }
        writer = null;
    }

    /// Adds a null.
    ///
    /// @throws ValueException when the column is required
    public final void addNull() {
        if (!nullable) {
            throw refused(
                    "a null came where the column is declared as never null. Declare it nullable (in a record: @Nullable),"
                            + " or leave such rows out");
        }
        if (nulls == nullRows.length) {
            nullRows = Arrays.copyOf(nullRows, Math.min(PAGE_VALUES, Math.max(64, nullRows.length * 2)));
        }
        nullRows[nulls] = size + nulls;
        nulls++;
        room--;
        if (size == room) {
            endPage();
        }
    }

    /// The exception for a value that has no place in this column.
    ///
    /// @param problem what came, what is declared and what to do, as the rest of a sentence that begins with the
    ///     column's name
    public final ValueException refused(String problem) {
        return new ValueException(name, problem);
    }

    /// Where the next value goes among the page's values.
    final int size() {
        return size;
    }

    /// To be called when a value has been put at [#size()].
    final void added() {
        if (++size == room) {
            endPage();
        }
    }

    /// Whether the page has neither values nor nulls.
    final boolean isPageEmpty() {
        return size + nulls == 0;
    }

    final PrimitiveType type() {
        return type;
    }

    final void endPage() {
        endPage(false);
    }

    /// @param isLast whether the column chunk ends with this page
    private void endPage(boolean isLast) {
        int rows = size + nulls;
        Statistics<?> statistics = Statistics.createStats(type);
        statistics.incrementNumNulls(nulls);
        long unencodedBytes = unencodedBytes();
        boolean indexed = size > 0 && dictionaryOpen && index(isLast);
        page.clear();
        if (nullable) {
            putDefinitionLevels(rows);
        }
        if (indexed) {
            int bitWidth = bitWidth();
            page.putByte(bitWidth);
            RunLengths.put(page.indices(), size, bitWidth, page);
            indexedPages++;
            addIndexedStatistics(page.indices(), size, chunkPages + 1, statistics);
        } else if (size > 0) {
            putPlain(size, page);
            addStatistics(size, statistics);
        }
        write(rows, statistics, unencodedBytes, indexed ? Encoding.RLE_DICTIONARY : Encoding.PLAIN);
        rowsOfEarlierPages += rows;
        chunkPages++;
        size = 0;
        nulls = 0;
        room = PAGE_VALUES;
        pageEnded();
    }

    private void putDefinitionLevels(int rows) {
        int begin = page.beginLength();
        if (nulls == 0 || nulls == rows) {
            RunLengths.putRun(nulls == 0 ? MAX_DEFINITION_LEVEL : 0, rows, 1, page);
        } else {
            int[] levels = page.levels();
            Arrays.fill(levels, 0, rows, MAX_DEFINITION_LEVEL);
            for (int i = 0; i < nulls; i++) {
                levels[nullRows[i]] = 0;
            }
            RunLengths.put(levels, rows, 1, page);
        }
        page.endLength(begin);
    }

    /// Looks the page's values up in the dictionary; gives the dictionary up when that doesn't pay.
    private boolean index(boolean isLastPage) {
        int known = dictionarySize();
        if (findIndices(size, page.indices()) && isDictionaryWorthIt(known, isLastPage)) {
            return true;
        }
        giveUpDictionary(known);
        return false;
    }

    /// Judges the dictionary by the chunk's first two pages that have values. Its entries must be fewer than its
    /// values; and when the second page brings many new ones, values of the first must come back in it, or the
    /// dictionary of a sorted column would only grow.
    ///
    /// @param known the entries before this page
    private boolean isDictionaryWorthIt(int known, boolean isLastPage) {
        int added = dictionarySize() - known;
        if (indexedPages == 0) {
            return isLastPage
                    ? dictionaryBytes() + (long) size * bitWidth() / Byte.SIZE < plainBytes(size)
                    : added <= size / 10 * 9;
        }
        return indexedPages > 1 || added <= size / 16 || countBelow(known) >= size / 10;
    }

    private int countBelow(int known) {
        int[] indices = page.indices();
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += indices[i] < known ? 1 : 0;
        }
        return count;
    }

    /// The bits of an index. Readers differ about indices without bits, so they have one at least.
    private int bitWidth() {
        return Math.max(1, RunLengths.bitWidth(dictionarySize() - 1));
    }

    /// Writes the dictionary's first entries, those that pages refer to, and lets it go.
    private void giveUpDictionary(int entries) {
        if (indexedPages > 0) {
            page.clear();
            putDictionary(entries, page);
            try {
                writer().writeDictionaryPage(new DictionaryPage(
                        BytesInput.from(page.bytes(), 0, page.size()), page.size(), entries, Encoding.PLAIN));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        dropDictionary();
        dictionaryOpen = false;
    }

    private void write(int rows, Statistics<?> statistics, long unencodedBytes, Encoding encoding) {
        SizeStatistics sizes = new SizeStatistics(type, unencodedBytes, List.of(), List.of());
        PageWriter chunkWriter = writer();
        long before = chunkWriter.getMemSize();
        try {
            chunkWriter.writePage(
                    BytesInput.from(page.bytes(), 0, page.size()),
                    rows,
                    rows,
                    statistics,
                    sizes,
                    null,
                    Encoding.RLE,
                    Encoding.RLE,
                    encoding);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        chunkBytes += chunkWriter.getMemSize() - before;
        page.pageEnded();
    }

    private PageWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("A value came for " + name + " outside of a column chunk");
        }
        return writer;
    }

    /// Begins an empty dictionary; false when columns of this type have none.
    abstract boolean openDictionary();

    abstract void dropDictionary();

    abstract int dictionarySize();

    /// The bytes of the dictionary's entries in the PLAIN encoding.
    abstract long dictionaryBytes();

    /// The bytes of the page's first `count` values in the PLAIN encoding.
    abstract long plainBytes(int count);

    /// Finds the dictionary index of each of the page's first `count` values.
    ///
    /// @return false when the dictionary is past its limit
    abstract boolean findIndices(int count, int[] indices);

    /// Puts the dictionary's first `entries` in the PLAIN encoding.
    abstract void putDictionary(int entries, PageBuffer out);

    /// Puts the page's first `count` values in the PLAIN encoding.
    abstract void putPlain(int count, PageBuffer out);

    /// Adds the minimum and maximum of the page's first `count` values, which are more than none.
    abstract void addStatistics(int count, Statistics<?> statistics);

    /// The same for a page whose values stand in the dictionary at `indices`.
    ///
    /// @param pageNumber a number greater than zero that no other page of the chunk has
    void addIndexedStatistics(int[] indices, int count, int pageNumber, Statistics<?> statistics) {
        addStatistics(count, statistics);
    }

    /// The bytes of the page's BINARY values, without their lengths; 0 for other types.
    long unencodedBytes() {
        return 0;
    }

    /// The page's values are done with.
    void pageEnded() {}

    abstract long valueMemoryBytes();
}
