/// Messages on stderr: text for people, one JSON object a line for pods.
@NullMarked
package etl.cli.log;

import org.jspecify.annotations.NullMarked;
