package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;

/// Byte strings on their way into a column. One that is longer than a cell can be is a special value.
final class Cells {
    private Cells() {}

    /// Copies the field of each row.
    static void copy(CopyRow[] rows, int count, int field, OnSpecial onSpecial, BinaryEncoder column) {
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                column.addNull();
            } else if (!isTooLong(row.length(field))) {
                column.add(row.bytes(), row.offset(field), row.length(field));
            } else {
                onSpecial.nulls(row, field, () -> tooLong(row.length(field)));
                column.addNull();
            }
        }
    }

    /// Adds bytes that a record gives.
    static void add(byte[] bytes, int from, int length, OnSpecial onSpecial, BinaryEncoder column) {
        if (!isTooLong(length)) {
            column.add(bytes, from, length);
        } else {
            onSpecial.addNull(column, () -> tooLong(length));
        }
    }

    static boolean isTooLong(int length) {
        return length > BinaryEncoder.MAX_VALUE_BYTES;
    }

    /// What is wrong with a value of so many bytes, which is too long.
    static Refusal tooLong(int length) {
        return new Refusal(
                "a value of " + length + " bytes is longer than the " + BinaryEncoder.MAX_VALUE_BYTES
                        + " bytes (32 MiB) that Athena reads",
                Remedy.ofCell("Or shorten it in the task's SQL, or leave the column out."));
    }
}
