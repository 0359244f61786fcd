package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// Postgres `bytea`: a Java `byte[]`, a Parquet BINARY.
public record ByteaColumn() implements ColumnType {
    static final ColumnRule RULE = ColumnRule.of("bytea", byte[].class, new ByteaColumn());

    @Override
    public String postgresName() {
        return "bytea";
    }

    @Override
    public Class<?> javaType() {
        return byte[].class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.primitive(PrimitiveTypeName.BINARY, Repetitions.of(nullable))
                .named(name);
    }

    @Override
    public String glueType() {
        return "binary";
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        BinaryEncoder encoder = (BinaryEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
            } else {
                encoder.add(row.bytes(), row.offset(field), row.length(field));
            }
        }
    }

    public byte[] read(CopyRow row, int field) {
        return row.copyOf(field);
    }

    public byte @Nullable [] read(ResultSet rows, int column) throws SQLException {
        return rows.getBytes(column);
    }

    public void write(byte[] value, BinaryEncoder column) {
        column.add(value, 0, value.length);
    }
}
