package etl.parquet.page;

import etl.parquet.ValueException;
import etl.parquet.column.Refusal;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/// A column of a file, or a part of one: a leaf holds values, and lists, maps and structs hold leaves and each other.
/// It takes rows as they come, keeps one page of them for each leaf and encodes it when it is full.
///
/// What is added to a part of a column has its place by the order of the calls: whoever begins a list, a map or a struct
/// adds exactly one value or null to each of its parts before ending it. After an exception in between, the file can't
/// be finished.
public abstract sealed class ColumnEncoder permits LeafEncoder, GroupEncoder {
    /// A page ends with so many values, nulls included, in a file that isn't wide …
    public static final int PAGE_VALUES = 20_000;

    /// … or before the value that would take its data past so many bytes. A page of a nested column ends with the row
    /// that takes it there: readers that skip rows need pages to begin with a row.
    public static final int PAGE_BYTES = 1 << 20;

    /// The most bytes of a dictionary page, uncompressed, in a file that isn't wide.
    public static final int DICTIONARY_BYTES = 1 << 20;

    /// The longest value, in bytes, and the most bytes of one row in a leaf: Athena reads no more.
    public static final int MAX_VALUE_BYTES = 32 << 20;

    private final String name;
    private final boolean nullable;

    ColumnEncoder(String name, boolean nullable) {
        this.name = name;
        this.nullable = nullable;
    }

    /// The encoder for one column of a schema.
    ///
    /// @param column one of the schema's fields
    /// @throws IllegalArgumentException when the column, or a part of it, is no leaf, no struct, no map and no list of
    ///     three levels
    public static ColumnEncoder of(MessageType schema, Type column, PageBuffer page) {
        return new EncoderTree(schema, page).of(column);
    }

    /// The most memory, in bytes, that the encoder of a column holds, apart from one row with more than a page in it.
    ///
    /// @param column one of the schema's fields
    public static long maxMemoryBytes(MessageType schema, Type column) {
        PageLimits limits = PageLimits.of(schema);
        return schema.getColumns().stream()
                .filter(leaf -> leaf.getPath()[0].equals(column.getName()))
                .mapToLong(leaf -> EncoderTree.maxMemoryBytes(leaf, limits))
                .sum();
    }

    /// The name at the destination, as a path of the schema joined by dots: `tags`, or `tags.list.element` for the
    /// elements of a list.
    public final String name() {
        return name;
    }

    /// The rows that the file's column has taken so far, nulls included, over all column chunks. A row counts when it
    /// is complete; a part of a column gives the rows of the whole.
    public abstract long rows();

    /// How many of the nulls that [#addNull] has added, over all column chunks. Of a part of a column, those that stand
    /// in a null list, map or struct aren't counted.
    public abstract long nulls();

    /// How many values lost digits by a declared rule.
    public abstract long truncated();

    /// Counts values that lost digits by a declared rule.
    public abstract void countTruncated(long values);

    /// How many special values were replaced by the declared policy.
    public abstract long replaced();

    /// Counts a special value that was replaced by the declared policy.
    public abstract void countReplaced();

    /// The compressed pages of the column chunks so far, in bytes.
    public abstract long chunkBytes();

    /// The memory that the pages and the dictionaries hold, in bytes.
    public abstract long memoryBytes();

    /// Begins a column chunk for each leaf, in a row group.
    public abstract void beginChunk(PageWriteStore rowGroup);

    /// Ends the column chunks: the last pages and the dictionaries are written, and the dictionaries' memory is given
    /// back.
    public abstract void endChunk();

    /// Adds a null.
    ///
    /// @throws ValueException when the column is required
    public abstract void addNull();

    /// Whether [#addNull] adds a null.
    public final boolean isNullable() {
        return nullable;
    }

    /// The exception for a value that has no place in this column.
    ///
    /// @param refusal what came, what is declared and what to do
    public final ValueException refused(Refusal refusal) {
        return new ValueException(name, refusal);
    }

    final ValueException refusedNull() {
        return refused(Refusal.of(
                "a null came where the column is declared as never null",
                "Declare it nullable (in a record: @Nullable), or leave such rows out."));
    }

    final ValueException refusedLength() {
        return refused(Refusal.of(
                "one row's values take more than the " + MAX_VALUE_BYTES + " bytes (32 MiB) that Athena reads",
                "Shorten them in the task's SQL, or leave the column out."));
    }

    /// The leaves at or below this, in the order of the schema.
    abstract LeafEncoder[] leaves();

    /// A number that each value or null, added to this itself, makes greater by one: by it a list, map or struct sees
    /// whether its parts have got what they must. It starts anew where a row does.
    abstract int taken();
}
