package etl.parquet;

import etl.parquet.column.PostgresType;

/// One column of a relation or query as the database describes it.
///
/// @param name its exact name in Postgres
/// @param type its type; a domain's is its base type
/// @param nullable whether the database lets it be null. What isn't known, such as an expression, may be null
public record SourceColumn(String name, PostgresType type, boolean nullable) {}
