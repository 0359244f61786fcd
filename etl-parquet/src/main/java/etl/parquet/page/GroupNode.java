package etl.parquet.page;

/// Where a list, map or struct stands in the schema.
///
/// @param name its path, joined by dots
/// @param nullable whether it may be null
/// @param isColumn whether it is a column of the file, and not a part of one
/// @param definition the definition level of one that is there, be it empty
/// @param repetition the repetition level of the elements, after their first, of the list or map that it is, or else of
///     the one that it stands in
record GroupNode(String name, boolean nullable, boolean isColumn, int definition, int repetition) {}
