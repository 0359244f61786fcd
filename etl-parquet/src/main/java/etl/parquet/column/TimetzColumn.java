package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.page.BinaryEncoder;
import etl.parquet.page.ColumnEncoder;
import java.lang.reflect.AnnotatedType;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Postgres `timetz` (with time zone): a Java `OffsetTime`, a Parquet STRING as Postgres prints it, such as
/// `12:30:00+05:30`. No Parquet type keeps the offset, so it is text for every reader. On the wire an `int8`,
/// microseconds since midnight, and an `int4`, the seconds that the zone is behind UTC.
///
/// `24:00:00` is a time in Postgres. As text it is kept; an `OffsetTime` can't hold it, so in a record it is a special
/// value.
///
/// @param onSpecial what becomes of `24:00:00` in a record
public record TimetzColumn(OnSpecial onSpecial) implements ColumnType {
    private static final int NANOS_A_MICRO = 1_000;

    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("timetz") ? found(options) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return component.getType() == OffsetTime.class ? found(options) : Resolution.OTHER;
        }

        private Resolution found(TypeOptions options) {
            return new Resolution.Found(new TimetzColumn(options.onSpecial()));
        }

        @Override
        public List<Reference> references() {
            return List.of(
                    new Reference(
                            "timetz",
                            PostgresType.of("timetz"),
                            "with its offset, such as `12:30:00+05:30`, which no Parquet type keeps. `24:00:00` as for `time`"));
        }
    };

    private static final WireForm WIRE = WireForm.of(
            "a timetz such as 14:30:00+02:00, with microseconds at most",
            value -> value instanceof OffsetTime time ? WireTimes.micros(time) : null,
            WireTimes::timetz,
            (row, time) -> row.putNumbers(
                    WireTimes.microsOfDay(time.toLocalTime()), -time.getOffset().getTotalSeconds()));

    @Override
    public String postgresName() {
        return "timetz";
    }

    @Override
    public Class<?> javaType() {
        return OffsetTime.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return TextWire.parquetType(name, nullable);
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
            } else {
                TextWire.write(text(row.int8(field), secondsEast(row, field)), onSpecial, (BinaryEncoder) column);
            }
        }
    }

    private static int secondsEast(CopyRow row, int field) {
        return -row.int4(field, Long.BYTES);
    }

    private static String text(long micros, int secondsEast) {
        return ClockText.ofTime(micros) + ClockText.ofOffset(secondsEast);
    }

    public @Nullable OffsetTime read(CopyRow row, int field) {
        long micros = row.int8(field);
        if (micros == ClockText.MICROS_A_DAY) {
            boolean clamps = onSpecial.clamps(
                    row,
                    field,
                    () -> new Refusal(
                            text(ClockText.MICROS_A_DAY, secondsEast(row, field))
                                    + " is past 23:59:59.999999, the last that an OffsetTime can hold",
                            Remedy.ofSpecial(true)));
            if (!clamps) {
                return null;
            }
            micros--;
        }
        return OffsetTime.of(
                LocalTime.ofNanoOfDay(micros * NANOS_A_MICRO), ZoneOffset.ofTotalSeconds(secondsEast(row, field)));
    }

    public void write(OffsetTime value, BinaryEncoder column) {
        long micros = value.toLocalTime().toNanoOfDay() / NANOS_A_MICRO;
        if (micros * NANOS_A_MICRO != value.toLocalTime().toNanoOfDay()) {
            column.countTruncated(1);
        }
        TextWire.write(text(micros, value.getOffset().getTotalSeconds()), onSpecial, column);
    }
}
