package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// Text between the wire, Java and Parquet, as all textual types have it: UTF-8 on both sides. Text that isn't UTF-8,
/// as databases in SQL_ASCII may hold, and text longer than a cell can be are special values.
final class TextWire {
    private static final int SHOWN_BYTES = 32;

    private TextWire() {}

    static Type parquetType(String name, boolean nullable) {
        return Types.primitive(PrimitiveTypeName.BINARY, Repetitions.of(nullable))
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }

    /// An expression of text as its bytes, in the encoding that the database has them in.
    static String selectBytes(String text) {
        return "pg_catalog.convert_to(" + text + ", 'SQL_ASCII')";
    }

    /// A text that comes from elsewhere than Postgres in UTF-8; null when it is no text, or has half a surrogate pair.
    static byte @Nullable [] bytes(Object text) {
        if (!(text instanceof String string)) {
            return null;
        }
        try {
            return Utf8.encode(string);
        } catch (CharacterCodingException half) {
            return null;
        }
    }

    /// Copies the field of each row.
    ///
    /// @param header the bytes before the text, which are no part of it
    static void copy(CopyRow[] rows, int count, int field, int header, OnSpecial onSpecial, BinaryEncoder column) {
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            int length = row.length(field) - header;
            if (row.isNull(field)) {
                column.addNull();
            } else {
                add(row, field, row.offset(field) + header, length, onSpecial, column);
            }
        }
    }

    /// Adds text that lies in a field.
    static void add(CopyRow row, int field, int from, int length, OnSpecial onSpecial, BinaryEncoder column) {
        if (!Cells.isTooLong(length) && Utf8.isValid(row.bytes(), from, length)) {
            column.add(row.bytes(), from, length);
        } else {
            onSpecial.nulls(row, field, () -> refusal(row.bytes(), from, length));
            column.addNull();
        }
    }

    /// The text in a field, behind a header; null when the policy puts null in its place.
    static @Nullable String read(CopyRow row, int field, int header, OnSpecial onSpecial) {
        return read(row, field, row.offset(field) + header, row.length(field) - header, onSpecial);
    }

    /// The text that lies in a field; null when the policy puts null in its place.
    static @Nullable String read(CopyRow row, int field, int from, int length, OnSpecial onSpecial) {
        if (!Utf8.isValid(row.bytes(), from, length)) {
            onSpecial.nulls(row, field, () -> refusal(row.bytes(), from, length));
            return null;
        }
        return new String(row.bytes(), from, length, StandardCharsets.UTF_8);
    }

    static void write(String text, OnSpecial onSpecial, BinaryEncoder column) {
        byte[] bytes;
        try {
            bytes = Utf8.encode(text);
        } catch (CharacterCodingException e) {
            onSpecial.addNull(
                    column,
                    () -> new Refusal(
                            "the text '" + text + "' has half a surrogate pair, which UTF-8 can't represent",
                            Remedy.ofCell("Or remove it in the transform.")));
            return;
        }
        Cells.add(bytes, 0, bytes.length, onSpecial, column);
    }

    private static Refusal refusal(byte[] bytes, int from, int length) {
        if (Cells.isTooLong(length)) {
            return Cells.tooLong(length);
        }
        int shown = Math.min(SHOWN_BYTES, length);
        return new Refusal(
                "the text with the bytes " + HexFormat.ofDelimiter(" ").formatHex(bytes, from, from + shown)
                        + (shown < length ? " …" : "") + " is not valid UTF-8",
                Remedy.ofCell("Or convert it in a query: convert_from(convert(convert_to(" + Remedy.COLUMN
                        + ", 'SQL_ASCII'), 'LATIN1', 'UTF8'), 'UTF8')."));
    }
}
