package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.column.TypeOptions.Target;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.LongEncoder;
import java.lang.reflect.AnnotatedType;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// Postgres `time` (without time zone): a Java `LocalTime`, a Parquet STRING as Postgres prints it, since Athena can't
/// read a Parquet TIME; for other readers a TIME in microseconds. On the wire an `int8`, microseconds since midnight.
///
/// `24:00:00` is a time in Postgres. As text it is kept; neither a `LocalTime` nor a Parquet TIME can hold it, so there
/// it is a special value.
///
/// @param target who reads the file
/// @param onSpecial what becomes of `24:00:00` where it can't be held
public record TimeColumn(Target target, OnSpecial onSpecial) implements ColumnType {
    private static final int NANOS_A_MICRO = 1_000;

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("time") ? found(options) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return component.getType() == LocalTime.class ? found(options) : Resolution.OTHER;
        }

        private Resolution found(TypeOptions options) {
            return new Resolution.Found(new TimeColumn(options.target(), options.onSpecial()));
        }

        @Override
        public List<Reference> references() {
            return List.of(new Reference(
                    "time",
                    PostgresType.of("time"),
                    "`HH:MM:SS.ffffff`, zeros at its end left out: Athena can't read a TIME. `24:00:00` is kept as text;"
                            + " in a record and in a TIME it is a special value"));
        }
    };

    private static final WireForm WIRE = WireForm.of(
            "a time such as 14:30:00, with microseconds at most",
            WireTimes::micros,
            WireTimes::time,
            (row, time) -> row.putInt8(WireTimes.microsOfDay(time)));

    @Override
    public String postgresName() {
        return "time";
    }

    @Override
    public Class<?> javaType() {
        return LocalTime.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return switch (target) {
            case ATHENA -> TextWire.parquetType(name, nullable);
            case PARQUET ->
                Types.primitive(PrimitiveTypeName.INT64, Repetitions.of(nullable))
                        .as(LogicalTypeAnnotation.timeType(false, TimeUnit.MICROS))
                        .named(name);
        };
    }

    @Override
    public boolean hasSpecialValues() {
        return target == Target.PARQUET;
    }

    @Override
    public Optional<WireForm> wireForm() {
        return Optional.of(WIRE);
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        for (int i = 0; i < count; i++) {
            CopyRow row = rows[i];
            if (row.isNull(field)) {
                column.addNull();
            } else if (column instanceof BinaryEncoder text) {
                TextWire.write(ClockText.ofTime(row.int8(field)), onSpecial, text);
            } else if (row.int8(field) < ClockText.MICROS_A_DAY) {
                ((LongEncoder) column).add(row.int8(field));
            } else if (clamps(row, field)) {
                ((LongEncoder) column).add(ClockText.MICROS_A_DAY - 1);
            } else {
                column.addNull();
            }
        }
    }

    public @Nullable LocalTime read(CopyRow row, int field) {
        long micros = row.int8(field);
        if (micros == ClockText.MICROS_A_DAY) {
            if (!clamps(row, field)) {
                return null;
            }
            micros--;
        }
        return LocalTime.ofNanoOfDay(micros * NANOS_A_MICRO);
    }

    private boolean clamps(CopyRow row, int field) {
        return onSpecial.clamps(
                row,
                field,
                () -> new Refusal(
                        ClockText.ofTime(row.int8(field)) + " is past 23:59:59.999999, the last that a "
                                + (target == Target.ATHENA ? "LocalTime" : "Parquet TIME") + " can hold",
                        Remedy.ofSpecial(true)));
    }

    public void write(LocalTime value, ColumnEncoder column) {
        long micros = value.toNanoOfDay() / NANOS_A_MICRO;
        if (micros * NANOS_A_MICRO != value.toNanoOfDay()) {
            column.countTruncated(1);
        }
        if (column instanceof BinaryEncoder text) {
            TextWire.write(ClockText.ofTime(micros), onSpecial, text);
        } else {
            ((LongEncoder) column).add(micros);
        }
    }
}
