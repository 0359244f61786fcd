package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.LongEncoder;
import java.lang.reflect.AnnotatedType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Postgres `timestamptz` (with time zone): a Java `Instant`, a Parquet TIMESTAMP adjusted to UTC. On the wire an
/// `int8`, microseconds since 2000-01-01 in UTC. Infinities, years BC and years above 9999 are refused; values that
/// lose digits to milliseconds are counted.
///
/// @param unit the digits that are kept
/// @param onSpecial what becomes of the infinities and of years outside of 1 to 9999
public record TimestamptzColumn(TimestampUnit unit, OnSpecial onSpecial) implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("timestamptz") ? found(options) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
            return component.getType() == Instant.class ? found(options) : Resolution.OTHER;
        }

        private Resolution found(TypeOptions options) {
            return new Resolution.Found(new TimestamptzColumn(options.timestamps(), options.onSpecial()));
        }

        @Override
        public List<Reference> references() {
            return List.of(
                    new Reference(
                            "timestamptz",
                            PostgresType.of("timestamptz"),
                            "milliseconds, or `types.timestamps: micros`; the infinities and years outside of 1 to 9999: special values"));
        }
    };

    private static final WireForm WIRE = WireForm.of(
            "a timestamptz such as 2026-11-22 14:30:00+00, with microseconds at most",
            WireTimes::instant,
            WireTimes::timestamptz,
            (row, instant) -> row.putInt8(WireTimes.epochMicros(instant)));

    @Override
    public String postgresName() {
        return "timestamptz";
    }

    @Override
    public Class<?> javaType() {
        return Instant.class;
    }

    @Override
    public Type parquetType(String name, boolean nullable) {
        return PostgresTime.parquetType(name, nullable, true, unit);
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

    public @Nullable Instant read(CopyRow row, int field) {
        Long micros = PostgresTime.epochMicros(row, field, postgresName(), onSpecial);
        return micros == null
                ? null
                : Instant.ofEpochSecond(PostgresTime.epochSecond(micros), PostgresTime.nano(micros));
    }

    public void write(Instant value, LongEncoder column) {
        PostgresTime.write(
                value.getEpochSecond(), value.getNano(), unit, postgresName(), value::toString, onSpecial, column);
    }
}
