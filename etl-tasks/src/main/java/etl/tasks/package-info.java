/// What a task is, and the registry of tasks.
@NullMarked
package etl.tasks;

import org.jspecify.annotations.NullMarked;
