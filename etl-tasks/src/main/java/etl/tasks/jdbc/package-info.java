/// Databases other than Postgres, by the JDBC drivers on the class path.
@NullMarked
package etl.tasks.jdbc;

import org.jspecify.annotations.NullMarked;
