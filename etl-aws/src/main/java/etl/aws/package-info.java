/// The destination S3, the Glue crawler, and the settings of their clients.
@NullMarked
package etl.aws;

import org.jspecify.annotations.NullMarked;
