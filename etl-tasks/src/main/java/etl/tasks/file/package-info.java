/// Files that lookups read: CSV and Parquet, in a folder or on S3.
@NullMarked
package etl.tasks.file;

import org.jspecify.annotations.NullMarked;
