/// Planning a run and running it.
@NullMarked
package etl.tasks.run;

import org.jspecify.annotations.NullMarked;
