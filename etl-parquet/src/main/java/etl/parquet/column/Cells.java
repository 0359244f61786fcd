package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import java.util.Optional;

/// Byte strings on their way into a column. One that is longer than a cell can be is a special value.
final class Cells {
    private Cells() {}

    /// Copies the field of each row.
    static void copy(CopyRow[] rows, int count, int field, OnSpecial onSpecial, BinaryEncoder column) {
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                column.addNull();
            } else if (row.length(field) <= BinaryEncoder.MAX_VALUE_BYTES) {
                column.add(row.bytes(), row.offset(field), row.length(field));
            } else {
                onSpecial.nulls(row, field, () -> tooLong(row.length(field)).orElseThrow());
                column.addNull();
            }
        }
    }

    /// Adds bytes that a record gives.
    static void add(byte[] bytes, int from, int length, OnSpecial onSpecial, BinaryEncoder column) {
        if (length <= BinaryEncoder.MAX_VALUE_BYTES) {
            column.add(bytes, from, length);
        } else {
            onSpecial.addNull(column, () -> tooLong(length).orElseThrow());
        }
    }

    /// What is wrong with a value of so many bytes, if it is too long.
    static Optional<String> tooLong(int length) {
        return length <= BinaryEncoder.MAX_VALUE_BYTES
                ? Optional.empty()
                : Optional.of("a value of " + length + " bytes is longer than the " + BinaryEncoder.MAX_VALUE_BYTES
                        + " bytes (32 MiB) that Athena reads. Shorten it in the task's SQL, leave the column out, or say"
                        + " on-special: null in types.columns");
    }
}
