/// Looking into Parquet files: what their footers say, and their first rows.
@NullMarked
package etl.parquet.inspect;

import org.jspecify.annotations.NullMarked;
