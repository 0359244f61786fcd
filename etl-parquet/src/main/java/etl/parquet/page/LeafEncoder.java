package etl.parquet.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/// A leaf of the schema: a column of values, or the values in a nested one. It takes values and nulls, keeps one page of
/// them as they come, and encodes the page in one go when it is full: nothing is looked up, hashed or compared per row.
/// Finished pages go to parquet-java's page writer, which compresses and frames them.
///
/// A page is encoded with the column chunk's dictionary until that has turned out to be of no use: after the chunk's
/// first page when most of its values differ, and later when the dictionary is past [#DICTIONARY_BYTES]. Source:
/// parquet-format, Encodings.md.
public abstract sealed class LeafEncoder extends ColumnEncoder
        permits BooleanEncoder, FourByteEncoder, EightByteEncoder, BytesEncoder {

    /// The most entries of a dictionary: more make it a table that no cache holds, for indices that are hardly shorter
    /// than their values.
    static final int DICTIONARY_ENTRIES = 1 << 17;

    private final ColumnDescriptor column;
    private final PageBuffer page;
    private final PageLimits limits;

    /// The page's levels where the leaf is a part of a column; null where it is the column.
    private final @Nullable NestedLevels levels;

    private @Nullable PageWriter writer;

    /// The values of the page, without its nulls.
    private int size;

    /// How many values the page takes before something is to be done; in a nested column that is so after each.
    private int room;

    /// How many values there is room for.
    private int capacity;

    /// The nulls of the page that were added here, and where they stand in a flat one.
    private int nulls;

    private final FlatNulls flatNulls;

    private boolean dictionaryOpen;
    private int indexedPages;
    private int chunkPages;
    private long chunkBytes;

    private long rowsOfEarlierPages;
    private long nullsOfEarlierPages;
    private long truncated;
    private long replaced;

    /// @param row the row of the column that this is a part of; null when it is the column
    LeafEncoder(ColumnDescriptor column, PageBuffer page, @Nullable NestedRow row) {
        super(String.join(".", column.getPath()), !column.getPrimitiveType().isRepetition(Repetition.REQUIRED));
        this.column = column;
        this.page = page;
        this.limits = page.limits();
        this.levels = row == null ? null : new NestedLevels(column, row, limits);
        this.flatNulls = new FlatNulls(limits.values());
        this.capacity = limits.values();
        this.room = roomOfEmptyPage();
    }

    @Override
    public final long rows() {
        return levels != null ? levels.rows() : rowsOfEarlierPages + size + nulls;
    }

    @Override
    public final long nulls() {
        return nullsOfEarlierPages + nulls;
    }

    @Override
    public final long truncated() {
        return truncated;
    }

    @Override
    public final void countTruncated(long values) {
        truncated += values;
    }

    @Override
    public final long replaced() {
        return replaced;
    }

    @Override
    public final void countReplaced() {
        replaced++;
    }

    @Override
    public final long chunkBytes() {
        return chunkBytes;
    }

    @Override
    public final long memoryBytes() {
        return flatNulls.memoryBytes() + (levels == null ? 0 : levels.memoryBytes()) + valueMemoryBytes();
    }

    @Override
    public final void beginChunk(PageWriteStore rowGroup) {
        writer = rowGroup.getPageWriter(column);
        chunkPages = 0;
        chunkBytes = 0;
        indexedPages = 0;
        dictionaryOpen = openDictionary();
    }

    @Override
    public final void endChunk() {
        if (entries() > 0) {
            endPage(true);
        }
        if (dictionaryOpen) {
            giveUpDictionary(dictionarySize());
        }
        writer = null;
    }

    @Override
    public final void addNull() {
        if (!isNullable()) {
            throw refusedNull();
        }
        if (levels != null) {
            nulls++;
            addMissing(column.getMaxDefinitionLevel() - 1);
            return;
        }
        flatNulls.add(nulls, size + nulls);
        nulls++;
        room--;
        if (size == room) {
            endPage();
        }
    }

    /// Adds the entry of a nested leaf that has no value, because it, or a list, map or struct around it, is null or
    /// empty.
    ///
    /// @param definition how many of the optional and repeated nodes from the top to the leaf are there
    final void addMissing(int definition) {
        if (!nestedLevels().add(definition)) {
            throw refusedLength();
        }
    }

    /// Where the next value goes among the page's values.
    final int size() {
        return size;
    }

    /// To be called when a value has been put at [#size()].
    final void added() {
        if (++size >= room) {
            outOfRoom();
        }
    }

    private void outOfRoom() {
        if (levels == null) {
            endPage();
            return;
        }
        addMissing(column.getMaxDefinitionLevel());
        if (size == capacity) {
            capacity *= 2;
            setCapacity(capacity);
        }
    }

    private int roomOfEmptyPage() {
        return levels == null ? limits.values() : 0;
    }

    /// The nested column's row is complete: the page may end here, and nowhere else.
    final void rowEnded() {
        if (entries() >= limits.values() || plainBytes(size) >= limits.bytes()) {
            endPage();
        }
        nestedLevels().rowEnded(size);
    }

    /// The values of a nested page that were there when the present row began.
    final int valuesOfEarlierRows() {
        return nestedLevels().valuesOfEarlierRows();
    }

    final PageLimits limits() {
        return limits;
    }

    final boolean isNested() {
        return levels != null;
    }

    /// Whether the page has neither values nor nulls.
    final boolean isPageEmpty() {
        return entries() == 0;
    }

    private int entries() {
        return levels == null ? size + nulls : levels.count();
    }

    @Override
    final int taken() {
        return entries();
    }

    @Override
    final LeafEncoder[] leaves() {
        return new LeafEncoder[] {this};
    }

    private NestedLevels nestedLevels() {
        return Objects.requireNonNull(levels, "a flat column has no levels");
    }

    final void endPage() {
        endPage(false);
    }

    /// @param isLast whether the column chunk ends with this page
    private void endPage(boolean isLast) {
        int entries = entries();
        PrimitiveType type = column.getPrimitiveType();
        Statistics<?> statistics = Statistics.createStats(type);
        statistics.incrementNumNulls(entries - size);
        boolean indexed = size > 0 && dictionaryOpen && index(isLast);
        page.clear();
        if (levels != null) {
            levels.put(page);
        } else if (isNullable()) {
            flatNulls.put(nulls, entries, page);
        }
        if (indexed) {
            int bitWidth = bitWidth();
            int[] indices = page.indices(size);
            page.putByte(bitWidth);
            RunLengths.put(indices, size, bitWidth, page);
            indexedPages++;
            addIndexedStatistics(indices, size, chunkPages + 1, statistics);
        } else if (size > 0) {
            putPlain(size, page);
            addStatistics(size, statistics);
        }
        write(entries, statistics, indexed ? Encoding.RLE_DICTIONARY : Encoding.PLAIN);
        rowsOfEarlierPages = rows();
        nullsOfEarlierPages += nulls;
        chunkPages++;
        size = 0;
        nulls = 0;
        room = roomOfEmptyPage();
        if (levels != null) {
            levels.clear();
        }
        if (capacity > limits.keptNestedValues()) {
            capacity = limits.values();
            setCapacity(capacity);
        }
        pageEnded();
    }

    /// Looks the page's values up in the dictionary; gives the dictionary up when that doesn't pay.
    private boolean index(boolean isLastPage) {
        int known = dictionarySize();
        if (findIndices(size, page.indices(size)) && isDictionaryWorthIt(known, isLastPage)) {
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
        int[] indices = page.indices(size);
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

    private void write(int entries, Statistics<?> statistics, Encoding encoding) {
        SizeStatistics sizes = new SizeStatistics(
                column.getPrimitiveType(),
                unencodedBytes(),
                levels == null ? List.of() : levels.repetitionHistogram(),
                levels == null ? List.of() : levels.definitionHistogram());
        PageWriter chunkWriter = writer();
        long before = chunkWriter.getMemSize();
        try {
            chunkWriter.writePage(
                    BytesInput.from(page.bytes(), 0, page.size()),
                    entries,
                    Math.toIntExact(rows() - rowsOfEarlierPages),
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
            throw new IllegalStateException("A value came for " + name() + " outside of a column chunk");
        }
        return writer;
    }

    /// Makes room for so many values, keeping those of the page that fit.
    abstract void setCapacity(int values);

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
