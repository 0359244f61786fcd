package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
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

    /// Decides about a value from the wire that has a nearest one.
    ///
    /// @param refusal what came, what is declared and what to do
    /// @return true: put the nearest value in its place; false: put null
    /// @throws FieldException when the value must not be replaced
    boolean clamps(CopyRow row, int field, Supplier<Refusal> refusal) {
        if (this == FAIL) {
            throw new FieldException(field, refusal.get());
        }
        row.countReplaced(field);
        return this == CLAMP;
    }

    /// Decides about a value from the wire that has no nearest one: it becomes null.
    ///
    /// @throws FieldException when the value must not be replaced
    void nulls(CopyRow row, int field, Supplier<Refusal> refusal) {
        if (this != NULL) {
            throw new FieldException(field, refusal.get());
        }
        row.countReplaced(field);
    }

    /// The same as [#clamps(CopyRow, int, Supplier)] for a value that a record gives.
    ///
    /// @throws etl.parquet.ValueException when the value must not be replaced
    boolean clamps(ColumnEncoder column, Supplier<Refusal> refusal) {
        if (this == FAIL) {
            throw column.refused(refusal.get());
        }
        column.countReplaced();
        return this == CLAMP;
    }

    /// The same as [#nulls(CopyRow, int, Supplier)] for a value that a record gives: null is added to the column.
    ///
    /// @throws etl.parquet.ValueException when the value must not be replaced
    void addNull(ColumnEncoder column, Supplier<Refusal> refusal) {
        if (this != NULL) {
            throw column.refused(refusal.get());
        }
        column.countReplaced();
        column.addNull();
    }
}
