package etl.tasks.file;

/// Parquet, which says itself what its columns are.
public record ParquetFormat() implements FileFormat {}
