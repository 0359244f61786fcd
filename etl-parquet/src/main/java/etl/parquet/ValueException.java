package etl.parquet;

/// A value that its column can't represent. The message names the column and the value and says what to do; who knows the task and the row's
/// key puts them in front.
public final class ValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String column;

    /// @param column the column's name at the destination
    /// @param problem what came, what is declared and what to do, as the rest of a sentence that begins with the column's name
    public ValueException(String column, String problem) {
        super(column + ": " + problem);
        this.column = column;
    }

    /// The name of the column whose value was refused.
    public String column() {
        return column;
    }
}
