/// Test support: a Postgres server, an S3 store, a Glue service, and strangers that read Parquet files. Knows no other
/// module; never shipped.
@NullMarked
package etl.testkit;

import org.jspecify.annotations.NullMarked;
