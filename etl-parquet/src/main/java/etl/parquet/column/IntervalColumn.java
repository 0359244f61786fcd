package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import etl.schemas.Interval;
import java.lang.reflect.AnnotatedType;
import java.util.List;
import org.apache.parquet.schema.Type;

/// Postgres `interval`: an [Interval], a Parquet STRING in ISO 8601. On the wire an `int8` of microseconds, an `int4` of
/// days and an `int4` of months.
public record IntervalColumn() implements ColumnType {
    private static final int DAYS = Long.BYTES;
    private static final int MONTHS = DAYS + Integer.BYTES;

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("interval") ? new Resolution.Found(new IntervalColumn()) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return component.getType() == Interval.class
                    ? new Resolution.Found(new IntervalColumn())
                    : Resolution.OTHER;
        }

        @Override
        public List<Reference> references() {
            return List.of(
                    new Reference("interval", PostgresType.of("interval"), "ISO 8601, such as `P1Y2M3DT4H5M6.5S`"));
        }
    };

    @Override
    public String postgresName() {
        return "interval";
    }

    @Override
    public Class<?> javaType() {
        return Interval.class;
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
            } else {
                write(read(row, field), encoder);
            }
        }
    }

    public Interval read(CopyRow row, int field) {
        return new Interval(row.int4(field, MONTHS), row.int4(field, DAYS), row.int8(field));
    }

    public void write(Interval value, BinaryEncoder column) {
        TextWire.write(value.toString(), OnSpecial.FAIL, column);
    }
}
