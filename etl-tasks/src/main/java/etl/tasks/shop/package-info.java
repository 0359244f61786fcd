/// The sample tasks.
@NullMarked
package etl.tasks.shop;

import org.jspecify.annotations.NullMarked;
