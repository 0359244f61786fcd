package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Postgres `jsonb`: its text as Postgres prints it, a Java `String`, a Parquet STRING. A record reads it into a `@Json
/// String`. On the wire the text stands behind a version byte. Source: PostgreSQL, `jsonb_send`.
public record JsonbColumn() implements ColumnType {
    private static final int HEADER = 1;
    private static final int VERSION = 1;

    static final ColumnRule RULE = ColumnRule.ofSource("jsonb", new JsonbColumn());

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
    public String glueType() {
        return "string";
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        for (int i = 0; i < count; i++) {
            if (!rows[i].isNull(field)) {
                checkVersion(rows[i], field);
            }
        }
        TextWire.copy(rows, count, field, HEADER, (BinaryEncoder) column);
    }

    public String read(CopyRow row, int field) {
        checkVersion(row, field);
        return TextWire.read(row, field, HEADER);
    }

    private static void checkVersion(CopyRow row, int field) {
        if (row.int1(field) != VERSION) {
            throw new FieldException(
                    field,
                    "the server sent version " + row.int1(field) + " of jsonb's binary form, and " + VERSION
                            + " is known. Select <column>::text in a query");
        }
    }

    public @Nullable String read(ResultSet rows, int column) throws SQLException {
        return rows.getString(column);
    }

    public void write(String value, BinaryEncoder column) {
        TextWire.write(value, column);
    }
}
