package etl.parquet.column;

import etl.parquet.CopyRow;
import java.util.function.Supplier;

/// What becomes of a special value: one that the column's type can't represent, such as `infinity` in a date or NaN in
/// a decimal.
public enum OnSpecial {
    /// The run fails and publishes nothing.
    FAIL,
    /// It becomes null, and is counted. Where there can be no null the run fails.
    NULL,
    /// It becomes the nearest value that can be represented, and is counted. Where nothing is near, as for NaN, the run
    /// fails.
    CLAMP;

    /// Decides about a value that has a nearest one.
    ///
    /// @param problem what came, what is declared and what to do, as the rest of a sentence that begins with the
    ///     column's name
    /// @return true: put the nearest value in its place; false: put null
    /// @throws FieldException when the value must not be replaced
    boolean clamps(CopyRow row, int field, Supplier<String> problem) {
        if (this == FAIL) {
            throw new FieldException(field, problem.get());
        }
        row.countSpecial(field);
        return this == CLAMP;
    }

    /// Decides about a value that has no nearest one: it becomes null.
    ///
    /// @throws FieldException when the value must not be replaced
    void nulls(CopyRow row, int field, Supplier<String> problem) {
        if (this != NULL) {
            throw new FieldException(field, problem.get());
        }
        row.countSpecial(field);
    }
}
