package etl.parquet;

import etl.parquet.column.Refusal;

/// A value that its column can't represent. The message names the column and the value; who knows the task and the row
/// says these, and what to do.
public final class ValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// The value came with no batch.
    public static final int NO_ROW = -1;

    private final String column;
    private final Refusal refusal;
    private final int row;

    /// @param column the column's name at the destination, or the path to a part of it: `tags.list.element`
    /// @param refusal what came, what is declared and what to do
    public ValueException(String column, Refusal refusal) {
        this(column, refusal, NO_ROW);
    }

    private ValueException(String column, Refusal refusal, int row) {
        super(column + ": " + refusal.problem());
        this.column = column;
        this.refusal = refusal;
        this.row = row;
    }

    /// The same for a value that came in a batch.
    ///
    /// @param batchRow the index of its row in the batch
    public ValueException inRow(int batchRow) {
        ValueException placed = new ValueException(column, refusal, batchRow);
        placed.setStackTrace(getStackTrace());
        return placed;
    }

    /// The name of the column whose value was refused.
    public String column() {
        int dot = column.indexOf('.');
        return dot < 0 ? column : column.substring(0, dot);
    }

    /// What came, what is declared and what to do.
    public Refusal refusal() {
        return refusal;
    }

    /// The index of the value's row in the batch that [TableFileWriter#copy] was given, or [#NO_ROW].
    public int row() {
        return row;
    }
}
