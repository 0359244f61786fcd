/// One Postgres type, one file: its names, its Java, Parquet and Glue types, how it is read and how it is written. The
/// list of files is the list of supported types.
@NullMarked
package etl.parquet.column;

import org.jspecify.annotations.NullMarked;
