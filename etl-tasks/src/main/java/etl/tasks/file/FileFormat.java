package etl.tasks.file;

/// How a file of rows is read.
public sealed interface FileFormat permits CsvFormat, ParquetFormat {}
