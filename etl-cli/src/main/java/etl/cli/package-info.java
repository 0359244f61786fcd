/// The command line: commands, configuration, progress, reports, and the wiring of everything else.
@NullMarked
package etl.cli;

import org.jspecify.annotations.NullMarked;
