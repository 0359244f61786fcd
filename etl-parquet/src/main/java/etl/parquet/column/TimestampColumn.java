package etl.parquet.column;

import etl.parquet.CopyRow;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.parquet.page.ColumnEncoder;
import etl.parquet.page.LongEncoder;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/// Postgres `timestamp` (without time zone): a Java `LocalDateTime`, a Parquet TIMESTAMP not adjusted to UTC. On the
/// wire an `int8`, microseconds since 2000-01-01. Infinities, years BC and years above 9999 are refused; values that
/// lose digits to milliseconds are counted.
///
/// @param unit the digits that are kept
public record TimestampColumn(TimestampUnit unit) implements ColumnType {
    static final ColumnRule RULE = new ColumnRule() {
        @Override
        public Resolution ofSource(PostgresType type, TypeOptions options) {
            return type.isBase("timestamp") ? found(options) : Resolution.OTHER;
        }

        @Override
        public Resolution ofComponent(RecordComponent component, TypeOptions options) {
            return component.getType() == LocalDateTime.class ? found(options) : Resolution.OTHER;
        }

        private Resolution found(TypeOptions options) {
            return new Resolution.Found(new TimestampColumn(options.timestamps()));
        }
    };

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
    public String glueType() {
        return "timestamp";
    }

    @Override
    public void copy(CopyRow[] rows, int count, int field, ColumnEncoder column) {
        PostgresTime.copy(rows, count, field, unit, postgresName(), (LongEncoder) column);
    }

    public LocalDateTime read(CopyRow row, int field) {
        long micros = PostgresTime.epochMicros(row, field, postgresName());
        return LocalDateTime.ofEpochSecond(PostgresTime.epochSecond(micros), PostgresTime.nano(micros), ZoneOffset.UTC);
    }

    public @Nullable LocalDateTime read(ResultSet rows, int column) throws SQLException {
        LocalDateTime value = rows.getObject(column, LocalDateTime.class);
        if (value != null && !PostgresTime.isInRange(value.toLocalDate())) {
            throw new FieldException(column - 1, PostgresTime.outOfRange(PostgresTime.text(value), postgresName()));
        }
        return value;
    }

    public void write(LocalDateTime value, LongEncoder column) {
        if (!PostgresTime.isInRange(value.toLocalDate())) {
            throw column.refused(PostgresTime.outOfRange(PostgresTime.text(value), postgresName()));
        }
        Instant instant = value.toInstant(ZoneOffset.UTC);
        PostgresTime.write(instant.getEpochSecond(), instant.getNano(), unit, column);
    }
}
