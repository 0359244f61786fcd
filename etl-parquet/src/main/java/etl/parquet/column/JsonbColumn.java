package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import java.lang.reflect.AnnotatedType;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Postgres `jsonb`: its text as Postgres prints it, a Java `String`, a Parquet STRING. A record reads it into a `@Json
/// String`. On the wire the text stands behind a version byte. Source: PostgreSQL, `jsonb_send`.
///
/// @param onSpecial what becomes of documents that are longer than a cell can be
public record JsonbColumn(OnSpecial onSpecial) implements ColumnType {
    private static final int HEADER = 1;
    private static final int VERSION = 1;

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("jsonb") ? found(options) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return Resolution.OTHER;
        }

        private Resolution found(TypeOptions options) {
            return new Resolution.Found(new JsonbColumn(options.onSpecial()));
        }

        @Override
        public List<Reference> references() {
            return List.of(new Reference("jsonb", PostgresType.of("jsonb"), "its text as the server prints it"));
        }
    };

    private static final WireForm WIRE = WireForm.of(
            "a text in UTF-8", TextWire::bytes, TextWire::bytes, (row, bytes) -> row.putBytes(VERSION, bytes));

    @Override
    public String postgresName() {
        return "jsonb";
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
    public boolean hasSpecialValues() {
        return true;
    }

    @Override
    public String component() {
        return "@Json String";
    }

    @Override
    public Optional<WireForm> wireForm() {
        return Optional.of(WIRE);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        for (int i = 0; i < count; i++) {
            if (!rows[i].isNull(field)) {
                checkVersion(rows[i], field);
            }
        }
        TextWire.copy(rows, count, field, HEADER, onSpecial, (BinaryEncoder) column);
    }

    public @Nullable String read(CopyRow row, int field) {
        checkVersion(row, field);
        return TextWire.read(row, field, HEADER, onSpecial);
    }

    private static void checkVersion(CopyRow row, int field) {
        if (row.int1(field) != VERSION) {
            throw new FieldException(
                    field,
                    Refusal.of(
                            "the server sent version " + row.int1(field) + " of jsonb's binary form, and " + VERSION
                                    + " is known",
                            "Select " + Remedy.COLUMN + "::text in a query."));
        }
    }

    public void write(String value, BinaryEncoder column) {
        TextWire.write(value, onSpecial, column);
    }
}
