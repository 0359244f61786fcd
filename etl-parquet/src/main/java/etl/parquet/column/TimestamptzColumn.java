package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.LongEncoder;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Postgres `timestamptz` (with time zone): a Java `Instant`, a Parquet TIMESTAMP adjusted to UTC. On the wire an
/// `int8`, microseconds since 2000-01-01 in UTC. Infinities, years BC and years above 9999 are refused; values that
/// lose digits to milliseconds are counted.
///
/// @param unit the digits that are kept
public record TimestamptzColumn(TimestampUnit unit) implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("timestamptz") ? found(options) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(RecordComponent component, TypeOptions options) {
            return component.getType() == Instant.class ? found(options) : Resolution.OTHER;
        }

        private Resolution found(TypeOptions options) {
            return new Resolution.Found(new TimestamptzColumn(options.timestamps()));
        }
    };

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
    public String glueType() {
        return "timestamp";
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        PostgresTime.copy(rows, count, field, unit, postgresName(), (LongEncoder) column);
    }

    public Instant read(CopyRow row, int field) {
        long micros = PostgresTime.epochMicros(row, field, postgresName());
        return Instant.ofEpochSecond(PostgresTime.epochSecond(micros), PostgresTime.nano(micros));
    }

    public @Nullable Instant read(ResultSet rows, int column) throws SQLException {
        OffsetDateTime value = rows.getObject(column, OffsetDateTime.class);
        if (value == null) {
            return null;
        }
        // pgjdbc has the infinities as the ends of the range of OffsetDateTime, whose local parts are those of
        // LocalDateTime.
        if (!PostgresTime.isInRange(value.toEpochSecond())) {
            throw new FieldException(
                    column - 1, PostgresTime.outOfRange(PostgresTime.text(value.toLocalDateTime()), postgresName()));
        }
        return value.toInstant();
    }

    public void write(Instant value, LongEncoder column) {
        if (!PostgresTime.isInRange(value.getEpochSecond())) {
            throw column.refused(PostgresTime.outOfRange(value.toString(), postgresName()));
        }
        PostgresTime.write(value.getEpochSecond(), value.getNano(), unit, column);
    }
}
