package etl.parquet.page;

/// One column of one row group.
public abstract class ColumnEncoder {}
