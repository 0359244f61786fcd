package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import org.apache.parquet.schema.Type;

/// Postgres `bool`: a Java `boolean`, a Parquet BOOLEAN.
public record BoolColumn() implements ColumnType {
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
        throw new UnsupportedOperationException();
    }

    @Override
    public String glueType() {
        return "boolean";
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        throw new UnsupportedOperationException();
    }
}
