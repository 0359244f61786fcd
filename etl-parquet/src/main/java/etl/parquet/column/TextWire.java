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

/// Text between the wire, Java and Parquet, as all textual types have it: UTF-8 on both sides.
final class TextWire {
    private static final int SHOWN_BYTES = 32;

    private TextWire() {}

    static Type parquetType(String name, boolean nullable) {
        return Types.primitive(PrimitiveTypeName.BINARY, Repetitions.of(nullable))
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }

    /// Copies the field of each row.
    ///
    /// @param header the bytes before the text, which are no part of it
    static void copy(CopyRow[] rows, int count, int field, int header, BinaryEncoder column) {
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            int length = row.length(field) - header;
            if (row.isNull(field)) {
                column.addNull();
            } else {
                int from = row.offset(field) + header;
                if (!Utf8.isValid(row.bytes(), from, length)) {
                    throw invalid(row, field, header);
                }
                column.add(row.bytes(), from, length);
            }
        }
    }

    static String read(CopyRow row, int field, int header) {
        int from = row.offset(field) + header;
        int length = row.length(field) - header;
        if (!Utf8.isValid(row.bytes(), from, length)) {
            throw invalid(row, field, header);
        }
        return new String(row.bytes(), from, length, StandardCharsets.UTF_8);
    }

    static void write(String text, BinaryEncoder column) {
        byte[] bytes;
        try {
            bytes = Utf8.encode(text);
        } catch (CharacterCodingException e) {
            throw column.refused("the text '" + text
                    + "' has half a surrogate pair, which UTF-8 can't represent. Remove it in the" + " transform");
        }
        column.add(bytes, 0, bytes.length);
    }

    private static FieldException invalid(CopyRow row, int field, int header) {
        int from = row.offset(field) + header;
        int shown = Math.min(SHOWN_BYTES, row.length(field) - header);
        return new FieldException(
                field,
                "the text with the bytes " + HexFormat.ofDelimiter(" ").formatHex(row.bytes(), from, from + shown)
                        + (shown == SHOWN_BYTES ? " …" : "")
                        + " is not valid UTF-8. Convert it in the task's SQL, as in"
                        + " convert_from(convert_to(<column>, 'SQL_ASCII'), 'LATIN1')");
    }
}
