package etl.parquet.page;

import java.util.Arrays;
import org.apache.parquet.column.page.PageWriteStore;

/// A list, a map or a struct: a column, or a part of one, that has no values itself. A null or empty one leaves an entry
/// in each of its leaves that says so. Source: Dremel, "Repetition and Definition Levels"; parquet-format,
/// LogicalTypes.md, "Nested Types".
public abstract sealed class GroupEncoder extends ColumnEncoder permits RepeatedEncoder, StructEncoder {
    private final NestedRow row;
    private final GroupNode node;
    private final ColumnEncoder[] parts;
    private final LeafEncoder[] leaves;

    /// What each part had taken when this was begun.
    private final int[] takenBefore;

    private boolean open;
    private int taken;
    private long nulls;
    private long truncated;
    private long replaced;

    GroupEncoder(GroupNode node, NestedRow row, ColumnEncoder... parts) {
        super(node.name(), node.nullable());
        this.node = node;
        this.row = row;
        this.parts = parts;
        this.leaves = Arrays.stream(parts)
                .flatMap(part -> Arrays.stream(part.leaves()))
                .toArray(LeafEncoder[]::new);
        this.takenBefore = new int[parts.length];
    }

    @Override
    public final long rows() {
        return row.rows;
    }

    @Override
    public final long nulls() {
        return nulls;
    }

    @Override
    public final long truncated() {
        long sum = truncated;
        for (ColumnEncoder part : parts) {
            sum += part.truncated();
        }
        return sum;
    }

    @Override
    public final void countTruncated(long values) {
        truncated += values;
    }

    @Override
    public final long replaced() {
        long sum = replaced;
        for (ColumnEncoder part : parts) {
            sum += part.replaced();
        }
        return sum;
    }

    @Override
    public final void countReplaced() {
        replaced++;
    }

    @Override
    public final long chunkBytes() {
        long sum = 0;
        for (LeafEncoder leaf : leaves) {
            sum += leaf.chunkBytes();
        }
        return sum;
    }

    @Override
    public final long memoryBytes() {
        long sum = 0;
        for (LeafEncoder leaf : leaves) {
            sum += leaf.memoryBytes();
        }
        return sum;
    }

    @Override
    public final void beginChunk(PageWriteStore rowGroup) {
        for (LeafEncoder leaf : leaves) {
            leaf.beginChunk(rowGroup);
        }
    }

    @Override
    public final void endChunk() {
        for (LeafEncoder leaf : leaves) {
            leaf.endChunk();
        }
    }

    @Override
    public final void addNull() {
        if (open) {
            throw misused("a null came before its end");
        }
        if (!isNullable()) {
            throw refusedNull();
        }
        nulls++;
        addMissing(node.definition() - 1);
        completed();
    }

    /// Begins a list, map or struct that isn't null.
    final void open() {
        if (open) {
            throw misused("it was begun twice");
        }
        open = true;
        for (int i = 0; i < parts.length; i++) {
            takenBefore[i] = parts[i].taken();
        }
    }

    /// Ends what [#open()] began. The parts have been checked by then.
    final void close() {
        open = false;
        completed();
    }

    final void requireOpen() {
        if (!open) {
            throw misused("it was not begun");
        }
    }

    /// Leaves an entry without a value in each leaf: this is null, or empty.
    final void addMissing(int definition) {
        for (LeafEncoder leaf : leaves) {
            leaf.addMissing(definition);
        }
    }

    /// Checks that each part has been given so many values since [#open()].
    final void requireTaken(int values) {
        for (int i = 0; i < parts.length; i++) {
            int given = parts[i].taken() - takenBefore[i];
            if (given != values) {
                throw misused(parts[i].name() + " was given " + given + " values where " + values + " are due");
            }
        }
    }

    final IllegalStateException misused(String problem) {
        return new IllegalStateException(name() + ": " + problem);
    }

    private void completed() {
        taken++;
        if (node.isColumn()) {
            row.rows++;
            for (LeafEncoder leaf : leaves) {
                leaf.rowEnded();
            }
        }
    }

    /// The repetition level of the next leaf entry.
    final int repetition() {
        return row.repetition;
    }

    final void setRepetition(int level) {
        row.repetition = level;
    }

    final GroupNode node() {
        return node;
    }

    final ColumnEncoder[] parts() {
        return parts;
    }

    final ColumnEncoder part(int index) {
        return parts[index];
    }

    @Override
    final LeafEncoder[] leaves() {
        return leaves;
    }

    @Override
    final int taken() {
        return taken;
    }
}
