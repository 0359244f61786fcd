package etl.parquet;

import etl.parquet.column.PostgresType;

/// One column of a relation or query as the database describes it.
///
/// @param name its exact name in Postgres
/// @param type its type; a domain's is its base type
/// @param nullable whether it may be null. Where the database doesn't know, as of an expression: `true` for a copy,
///     which must have room for a null; `false` for rows that are read as records, whose reader refuses a null in a
///     required component when one comes
public record SourceColumn(String name, PostgresType type, boolean nullable) {}
