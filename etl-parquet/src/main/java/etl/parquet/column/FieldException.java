package etl.parquet.column;

/// A field of a row that its column type can't read. It knows the field's index alone; who knows the column's name says
/// it in a [etl.parquet.ValueException].
public final class FieldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int field;
    private final Refusal refusal;

    /// @param field the field's index in the row, from 0
    /// @param refusal what came, what is declared and what to do
    public FieldException(int field, Refusal refusal) {
        super("field " + field + ": " + refusal.problem());
        this.field = field;
        this.refusal = refusal;
    }

    /// The field's index in the row, from 0.
    public int field() {
        return field;
    }

    /// What came, what is declared and what to do.
    public Refusal refusal() {
        return refusal;
    }
}
