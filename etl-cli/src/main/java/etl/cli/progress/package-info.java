/// What a run does while it does it: bars at a terminal, log lines elsewhere.
@NullMarked
package etl.cli.progress;

import org.jspecify.annotations.NullMarked;
