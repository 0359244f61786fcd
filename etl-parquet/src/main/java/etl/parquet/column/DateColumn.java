package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.IntEncoder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// Postgres `date`: a Java `LocalDate`, a Parquet DATE (days since 1970-01-01). On the wire an `int4`, days since
/// 2000-01-01. Infinities, years BC and years above 9999 are refused.
public record DateColumn() implements ColumnType {
    static final ColumnRule RULE = ColumnRule.of("date", LocalDate.class, new DateColumn());

    @Override
    public String postgresName() {
        return "date";
    }

    @Override
    public Class<?> javaType() {
        return LocalDate.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return Types.primitive(PrimitiveTypeName.INT32, Repetitions.of(nullable))
                .as(LogicalTypeAnnotation.dateType())
                .named(name);
    }

    @Override
    public String glueType() {
        return "date";
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        IntEncoder encoder = (IntEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
            } else {
                encoder.add(epochDay(row, field));
            }
        }
    }

    public LocalDate read(CopyRow row, int field) {
        return LocalDate.ofEpochDay(epochDay(row, field));
    }

    public @Nullable LocalDate read(ResultSet rows, int column) throws SQLException {
        LocalDate date = rows.getObject(column, LocalDate.class);
        if (date != null && !PostgresTime.isInRange(date)) {
            throw new FieldException(column - 1, PostgresTime.outOfRange(PostgresTime.text(date), "date"));
        }
        return date;
    }

    public void write(LocalDate value, IntEncoder column) {
        if (!PostgresTime.isInRange(value)) {
            throw column.refused(PostgresTime.outOfRange(PostgresTime.text(value), "date"));
        }
        column.add((int) value.toEpochDay());
    }

    private static int epochDay(CopyRow row, int field) {
        int day = row.int4(field);
        if (day < PostgresTime.MIN_DAY || day > PostgresTime.MAX_DAY) {
            throw new FieldException(field, PostgresTime.outOfRange(PostgresTime.dayText(day), "date"));
        }
        return day + PostgresTime.EPOCH_DAY;
    }
}
