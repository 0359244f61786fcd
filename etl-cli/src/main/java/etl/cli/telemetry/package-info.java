/// Traces and metrics of runs, by OpenTelemetry: off unless its standard variables ask for them. Nothing else in the
/// program knows it, and where it is off none of its classes is loaded.
@NullMarked
package etl.cli.telemetry;

import org.jspecify.annotations.NullMarked;
