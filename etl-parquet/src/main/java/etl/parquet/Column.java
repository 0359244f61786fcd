package etl.parquet;

import etl.parquet.column.ColumnType;

/// One column of a shape.
///
/// @param name its name at the destination: lower case, `[a-z0-9_]`
/// @param sourceName its exact name in Postgres
/// @param type how it is read and written
/// @param nullable whether it may hold nulls
public record Column(String name, String sourceName, ColumnType type, boolean nullable) {}
