/// What the database says of a query's or a table's columns, and whether a record agrees.
@NullMarked
package etl.tasks.schema;

import org.jspecify.annotations.NullMarked;
