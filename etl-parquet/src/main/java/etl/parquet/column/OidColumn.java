package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.LongEncoder;
import java.lang.reflect.AnnotatedType;
import java.util.List;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// Postgres `oid`: an unsigned number of four bytes on the wire, a Java `long`, a Parquet INT64.
public record OidColumn() implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("oid") ? new Resolution.Found(new OidColumn()) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return Resolution.OTHER;
        }

        @Override
        public List<Reference> references() {
            return List.of(new Reference("oid", PostgresType.of("oid"), ""));
        }
    };

    @Override
    public String postgresName() {
        return "oid";
    }

    @Override
    public Class<?> javaType() {
        return long.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.primitive(PrimitiveTypeName.INT64, Repetitions.of(nullable))
                .named(name);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        LongEncoder encoder = (LongEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
            } else {
                encoder.add(read(row, field));
            }
        }
    }

    public long read(CopyRow row, int field) {
        return Integer.toUnsignedLong(row.int4(field));
    }

    public void write(long value, LongEncoder column) {
        column.add(value);
    }
}
