package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BooleanEncoder;
import etl.parquet.page.ColumnEncoder;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// Postgres `bool`: a Java `boolean`, a Parquet BOOLEAN. On the wire one byte, 0 or 1.
public record BoolColumn() implements ColumnType {
    static final ColumnRule RULE = ColumnRule.of("bool", boolean.class, Boolean.class, new BoolColumn(), "");

    @Override
    public String postgresName() {
        return "bool";
    }

    @Override
    public Class<?> javaType() {
        return boolean.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.primitive(PrimitiveTypeName.BOOLEAN, Repetitions.of(nullable))
                .named(name);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        BooleanEncoder encoder = (BooleanEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
            } else {
                encoder.add(read(row, field));
            }
        }
    }

    public boolean read(CopyRow row, int field) {
        return row.int1(field) != 0;
    }

    public void write(boolean value, BooleanEncoder column) {
        column.add(value);
    }
}
