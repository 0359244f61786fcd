package etl.parquet.column;

import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;

/// The choices that decide a column's type where Postgres leaves one open.
///
/// @param timestamps the digits that timestamps keep
public record TypeOptions(TimestampUnit timestamps) {

    /// Athena documents milliseconds for Hive tables; microseconds keep every digit of Postgres.
    public enum TimestampUnit {
        MILLIS(TimeUnit.MILLIS),
        MICROS(TimeUnit.MICROS);

        private final TimeUnit parquetUnit;

        TimestampUnit(TimeUnit parquetUnit) {
            this.parquetUnit = parquetUnit;
        }

        TimeUnit parquetUnit() {
            return parquetUnit;
        }
    }

    public static final TypeOptions DEFAULT = new TypeOptions(TimestampUnit.MILLIS);
}
