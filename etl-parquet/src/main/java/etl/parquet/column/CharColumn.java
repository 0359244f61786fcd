package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import java.lang.reflect.AnnotatedType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.schema.Type;

/// Postgres `"char"`, the single byte of the system catalogs: a Java `String`, a Parquet STRING. As in Postgres' own
/// text, the byte 0 is the empty string and a byte outside of ASCII is a backslash and three octal digits. Source:
/// PostgreSQL, `charout`.
public record CharColumn() implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("char") ? new Resolution.Found(new CharColumn()) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return Resolution.OTHER;
        }

        @Override
        public List<Reference> references() {
            return List.of(
                    new Reference("\"char\"", PostgresType.of("char"), "the single byte of the system catalogs"));
        }
    };

    @Override
    public String postgresName() {
        return "\"char\"";
    }

    @Override
    public Class<?> javaType() {
        return String.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return TextWire.parquetType(name, nullable);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        BinaryEncoder encoder = (BinaryEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
            } else if (row.int1(field) > 0) {
                encoder.add(row.bytes(), row.offset(field), 1);
            } else {
                write(read(row, field), encoder);
            }
        }
    }

    public String read(CopyRow row, int field) {
        int value = row.int1(field);
        if (value < 0) {
            return String.format(Locale.ROOT, "\\%03o", value & 0xFF);
        }
        return value == 0 ? "" : new String(row.bytes(), row.offset(field), 1, StandardCharsets.US_ASCII);
    }

    public void write(String value, BinaryEncoder column) {
        TextWire.write(value, OnSpecial.FAIL, column);
    }
}
