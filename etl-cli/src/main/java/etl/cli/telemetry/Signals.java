package etl.cli.telemetry;

import java.util.Map;
import java.util.Objects;

/// What OpenTelemetry's standard variables ask for. Without any of them it is nothing, unlike in the SDK, which would
/// send to this machine.
///
/// @param traces whether there are traces
/// @param metrics whether there are metrics
record Signals(boolean traces, boolean metrics) {

    static Signals of(Map<String, String> environment) {
        boolean disabled = text(environment, "OTEL_SDK_DISABLED").equalsIgnoreCase("true");
        return new Signals(!disabled && wanted(environment, "TRACES"), !disabled && wanted(environment, "METRICS"));
    }

    private static boolean wanted(Map<String, String> environment, String signal) {
        String exporter = text(environment, "OTEL_" + signal + "_EXPORTER");
        if (!exporter.isEmpty()) {
            return !exporter.equalsIgnoreCase("none");
        }
        return !text(environment, "OTEL_EXPORTER_OTLP_ENDPOINT").isEmpty()
                || !text(environment, "OTEL_EXPORTER_OTLP_" + signal + "_ENDPOINT")
                        .isEmpty();
    }

    private static String text(Map<String, String> environment, String variable) {
        return Objects.requireNonNullElse(environment.get(variable), "").strip();
    }

    boolean none() {
        return !traces && !metrics;
    }
}
