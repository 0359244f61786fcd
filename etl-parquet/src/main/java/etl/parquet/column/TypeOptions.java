package etl.parquet.column;

/// The choices that decide a column's type where Postgres leaves one open.
///
/// @param timestamps the digits that timestamps keep
public record TypeOptions(TimestampUnit timestamps) {

    /// Athena documents milliseconds for Hive tables; microseconds keep every digit of Postgres.
    public enum TimestampUnit {
        MILLIS,
        MICROS
    }

    public static final TypeOptions DEFAULT = new TypeOptions(TimestampUnit.MILLIS);
}
