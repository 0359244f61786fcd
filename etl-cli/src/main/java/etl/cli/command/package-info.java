/// The commands, one class each.
@NullMarked
package etl.cli.command;

import org.jspecify.annotations.NullMarked;
