package etl.parquet;

/// A value that its column can't represent. The message names the column and the value and says what to do; who knows
/// the task and the row's key puts them in front.
public final class ValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// The value came with no batch.
    public static final int NO_ROW = -1;

    private final String column;
    private final String problem;
    private final int row;

    /// @param column the column's name at the destination
    /// @param problem what came, what is declared and what to do, as the rest of a sentence that begins with the
    ///     column's name
    public ValueException(String column, String problem) {
        this(column, problem, NO_ROW);
    }

    private ValueException(String column, String problem, int row) {
        super(column + ": " + problem);
        this.column = column;
        this.problem = problem;
        this.row = row;
    }

    /// The same for a value that came in a batch.
    ///
    /// @param batchRow the index of its row in the batch
    public ValueException inRow(int batchRow) {
        ValueException placed = new ValueException(column, problem, batchRow);
        placed.setStackTrace(getStackTrace());
        return placed;
    }

    /// The name of the column whose value was refused.
    public String column() {
        return column;
    }

    /// The index of the value's row in the batch that [TableFileWriter#copy] was given, or [#NO_ROW].
    public int row() {
        return row;
    }
}
