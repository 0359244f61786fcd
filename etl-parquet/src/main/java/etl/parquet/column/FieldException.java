package etl.parquet.column;

/// A field of a row that its column type can't read. It knows the field's index alone; who knows the column's name says
/// it in a [etl.parquet.ValueException].
public final class FieldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int field;
    private final String problem;

    /// @param field the field's index in the row, from 0
    /// @param problem what came, what is declared and what to do, as the rest of a sentence that begins with the
    ///     column's name
    public FieldException(int field, String problem) {
        super("field " + field + ": " + problem);
        this.field = field;
        this.problem = problem;
    }

    /// The field's index in the row, from 0.
    public int field() {
        return field;
    }

    /// What came, what is declared and what to do, as the rest of a sentence that begins with the column's name.
    public String problem() {
        return problem;
    }
}
