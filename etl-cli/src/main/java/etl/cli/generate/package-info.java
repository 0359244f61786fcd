/// Java sources from what a database says of its tables: records, their tasks, and joins along foreign keys.
@NullMarked
package etl.cli.generate;

import org.jspecify.annotations.NullMarked;
