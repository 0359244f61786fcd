/// Column encoders: they keep one page of values, encode it in one loop and hand it to parquet-java's page writer.
@NullMarked
package etl.parquet.page;

import org.jspecify.annotations.NullMarked;
