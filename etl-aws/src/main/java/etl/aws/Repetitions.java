package etl.aws;

import etl.tasks.publish.RepeatedCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.http.HttpMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;
import software.amazon.awssdk.metrics.SdkMetric;

/// Counts the requests that the SDK repeats by itself, and why.
final class Repetitions implements MetricPublisher {
    private record Call(String service, String operation) implements Comparable<Call> {
        @Override
        public int compareTo(Call other) {
            return (service + operation).compareTo(other.service + other.operation);
        }
    }

    private final Map<Call, Map<String, Long>> reasons = new TreeMap<>();

    /// What was repeated so far.
    synchronized List<RepeatedCalls> all() {
        List<RepeatedCalls> all = new ArrayList<>();
        reasons.forEach((call, why) -> all.add(new RepeatedCalls(
                call.service(),
                call.operation(),
                why.values().stream().mapToLong(Long::longValue).sum(),
                why.entrySet().stream()
                        .map(reason -> "%s (%d)".formatted(reason.getKey(), reason.getValue()))
                        .collect(Collectors.joining(", ")))));
        return all;
    }

    /// Is given one collection a call, which has one child an attempt.
    @Override
    public synchronized void publish(MetricCollection call) {
        List<MetricCollection> attempts = call.children();
        if (attempts.size() < 2) {
            return;
        }
        Map<String, Long> why = reasons.computeIfAbsent(
                new Call(first(call, CoreMetric.SERVICE_ID), first(call, CoreMetric.OPERATION_NAME)),
                unused -> new TreeMap<>());
        attempts.subList(0, attempts.size() - 1).forEach(failed -> why.merge(reason(failed), 1L, Long::sum));
    }

    private static String reason(MetricCollection attempt) {
        String status = first(attempt, HttpMetric.HTTP_STATUS_CODE);
        String type = first(attempt, CoreMetric.ERROR_TYPE);
        String words = switch (type) {
            case "ConfiguredTimeout" -> "no answer in time";
            case "IO" -> "connection broken";
            case "ServerError" -> "server error";
            default -> type.toLowerCase(Locale.ROOT);
        };
        return (status + " " + words).strip();
    }

    private static <T> String first(MetricCollection metrics, SdkMetric<T> metric) {
        return metrics.metricValues(metric).stream()
                .map(String::valueOf)
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        // What was counted stays.
    }
}
