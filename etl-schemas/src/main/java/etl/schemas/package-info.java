/// The rows of every table as Java records, and what a table is: its name, its row type, where the rows come from.
/// Records say with Java types what Java can say; the annotations here say the rest.
@NullMarked
package etl.schemas;

import org.jspecify.annotations.NullMarked;
