/// Results on stdout: tables for people, JSON documents for programs.
@NullMarked
package etl.cli.output;

import org.jspecify.annotations.NullMarked;
