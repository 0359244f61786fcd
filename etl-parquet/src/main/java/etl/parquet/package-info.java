/// From rows to Parquet files: shapes, the binding of records to columns, and the file writer.
@NullMarked
package etl.parquet;

import org.jspecify.annotations.NullMarked;
