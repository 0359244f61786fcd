package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.LongEncoder;
import java.lang.reflect.AnnotatedType;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Postgres `timestamp` (without time zone): a Java `LocalDateTime`, a Parquet TIMESTAMP not adjusted to UTC. On the
/// wire an `int8`, microseconds since 2000-01-01. Infinities, years BC and years above 9999 are refused; values that
/// lose digits to milliseconds are counted.
///
/// @param unit the digits that are kept
/// @param onSpecial what becomes of the infinities and of years outside of 1 to 9999
public record TimestampColumn(TimestampUnit unit, OnSpecial onSpecial) implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("timestamp") ? found(options) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return component.getType() == LocalDateTime.class ? found(options) : Resolution.OTHER;
        }

        private Resolution found(TypeOptions options) {
            return new Resolution.Found(new TimestampColumn(options.timestamps(), options.onSpecial()));
        }

        @Override
        public List<Reference> references() {
            return List.of(
                    new Reference(
                            "timestamp",
                            PostgresType.of("timestamp"),
                            "milliseconds, or `types.timestamps: micros`; the infinities and years outside of 1 to 9999: special values"));
        }
    };

    private static final WireForm WIRE = WireForm.of(
            "a timestamp such as 2026-11-22 14:30:00, with microseconds at most",
            value -> value instanceof LocalDateTime time ? WireTimes.micros(time) : null,
            WireTimes::timestamp,
            (row, time) -> row.putInt8(WireTimes.epochMicros(time.toInstant(ZoneOffset.UTC))));

    @Override
    public String postgresName() {
        return "timestamp";
    }

    @Override
    public Class<?> javaType() {
        return LocalDateTime.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return PostgresTime.parquetType(name, nullable, false, unit);
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
        PostgresTime.copy(rows, count, field, unit, postgresName(), onSpecial, (LongEncoder) column);
    }

    public @Nullable LocalDateTime read(CopyRow row, int field) {
        Long micros = PostgresTime.epochMicros(row, field, postgresName(), onSpecial);
        return micros == null
                ? null
                : LocalDateTime.ofEpochSecond(
                        PostgresTime.epochSecond(micros), PostgresTime.nano(micros), ZoneOffset.UTC);
    }

    public void write(LocalDateTime value, LongEncoder column) {
        Instant instant = value.toInstant(ZoneOffset.UTC);
        PostgresTime.write(
                instant.getEpochSecond(),
                instant.getNano(),
                unit,
                postgresName(),
                () -> PostgresTime.text(value),
                onSpecial,
                column);
    }
}
