/// Making a run visible: destinations, prepared files, catalogs, and the publisher that decides.
@NullMarked
package etl.tasks.publish;

import org.jspecify.annotations.NullMarked;
