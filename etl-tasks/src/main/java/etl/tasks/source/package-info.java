/// Reading Postgres: connections, the snapshot, splits, and the sources that turn a split into rows.
@NullMarked
package etl.tasks.source;

import org.jspecify.annotations.NullMarked;
