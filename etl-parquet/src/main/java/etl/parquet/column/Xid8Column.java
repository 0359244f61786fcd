package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.LongEncoder;
import java.lang.reflect.AnnotatedType;
import java.util.List;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// Postgres `xid8`, a transaction's number that never comes round: an unsigned number of eight bytes on the wire, a Java
/// `long`, a Parquet INT64. Numbers from 2^63 on are special values.
public record Xid8Column(OnSpecial onSpecial) implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("xid8") ? new Resolution.Found(new Xid8Column(options.onSpecial())) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return Resolution.OTHER;
        }

        @Override
        public List<Reference> references() {
            return List.of(new Reference("xid8", PostgresType.of("xid8"), "from 2^63 on: special values"));
        }
    };

    @Override
    public String postgresName() {
        return "xid8";
    }

    @Override
    public Class<?> javaType() {
        return Long.class;
    }

    @Override
    public String component() {
        return "long";
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.primitive(PrimitiveTypeName.INT64, Repetitions.of(nullable))
                .named(name);
    }

    @Override
    public boolean hasSpecialValues() {
        return true;
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        LongEncoder encoder = (LongEncoder) column;
        for (int i = 0; i < count; i++) {
            Long value = rows[i].isNull(field) ? null : read(rows[i], field);
            if (value == null) {
                encoder.addNull();
            } else {
                encoder.add(value);
            }
        }
    }

    public @Nullable Long read(CopyRow row, int field) {
        long value = row.int8(field);
        if (value >= 0) {
            return value;
        }
        boolean clamps = onSpecial.clamps(
                row,
                field,
                () -> new Refusal(
                        Long.toUnsignedString(value) + " is above 9223372036854775807, the greatest number of an xid8"
                                + " at the destination",
                        Remedy.ofSpecial(true)));
        return clamps ? Long.MAX_VALUE : null;
    }

    public void write(Long value, LongEncoder column) {
        column.add(value);
    }
}
