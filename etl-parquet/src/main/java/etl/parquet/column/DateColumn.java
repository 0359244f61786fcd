package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.IntEncoder;
import java.lang.reflect.AnnotatedType;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// Postgres `date`: a Java `LocalDate`, a Parquet DATE (days since 1970-01-01). On the wire an `int4`, days since
/// 2000-01-01. Infinities, years BC and years above 9999 are special values.
///
/// @param onSpecial what becomes of special values
public record DateColumn(OnSpecial onSpecial) implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("date") ? found(options) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return component.getType() == LocalDate.class ? found(options) : Resolution.OTHER;
        }

        private Resolution found(TypeOptions options) {
            return new Resolution.Found(new DateColumn(options.onSpecial()));
        }

        @Override
        public List<Reference> references() {
            return List.of(new Reference(
                    "date", PostgresType.of("date"), "the infinities and years outside of 1 to 9999: special values"));
        }
    };

    private static final WireForm WIRE = WireForm.of(
            "a date such as 2026-11-22",
            WireTimes::known,
            WireTimes::date,
            (row, date) -> row.putInt4(Math.toIntExact(date.toEpochDay() - PostgresTime.EPOCH_DAY)));

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
    public boolean hasSpecialValues() {
        return true;
    }

    @Override
    public Optional<WireForm> wireForm() {
        return Optional.of(WIRE);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        IntEncoder encoder = (IntEncoder) column;
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                encoder.addNull();
                continue;
            }
            int day = row.int4(field);
            if (day >= PostgresTime.MIN_DAY && day <= PostgresTime.MAX_DAY) {
                encoder.add(day + PostgresTime.EPOCH_DAY);
            } else if (clamps(row, field, day)) {
                encoder.add(PostgresTime.clampDay(day) + PostgresTime.EPOCH_DAY);
            } else {
                encoder.addNull();
            }
        }
    }

    public @Nullable LocalDate read(CopyRow row, int field) {
        int day = row.int4(field);
        if (day < PostgresTime.MIN_DAY || day > PostgresTime.MAX_DAY) {
            if (!clamps(row, field, day)) {
                return null;
            }
            day = PostgresTime.clampDay(day);
        }
        return LocalDate.ofEpochDay(day + PostgresTime.EPOCH_DAY);
    }

    private boolean clamps(CopyRow row, int field, int day) {
        return onSpecial.clamps(row, field, () -> PostgresTime.outOfRange(PostgresTime.dayText(day), postgresName()));
    }

    public void write(LocalDate value, IntEncoder column) {
        if (PostgresTime.isInRange(value)) {
            column.add((int) value.toEpochDay());
        } else if (onSpecial.clamps(column, () -> PostgresTime.outOfRange(PostgresTime.text(value), postgresName()))) {
            column.add((int) PostgresTime.clamp(value).toEpochDay());
        } else {
            column.addNull();
        }
    }
}
