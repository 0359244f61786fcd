package etl.cli.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// A collector: takes OTLP by HTTP, as the specification says, and keeps what came.
public final class OtlpReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<ExportTraceServiceRequest> traces = new ArrayList<>();
    private final List<ExportMetricsServiceRequest> metrics = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private volatile int status = 200;
    private volatile Duration delay = Duration.ZERO;

    private OtlpReceiver(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    public static OtlpReceiver start() throws IOException {
        return new OtlpReceiver(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /// Answers so from now on.
    public OtlpReceiver answering(int newStatus) {
        status = newStatus;
        return this;
    }

    /// Answers so late from now on.
    public OtlpReceiver after(Duration newDelay) {
        delay = newDelay;
        return this;
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException closed) {
            exchange.close();
            return;
        }
        keep(exchange.getRequestURI().getPath(), body);
        exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private synchronized void keep(String path, byte[] body) throws InvalidProtocolBufferException {
        requests.add(path);
        switch (path) {
            case "/v1/traces" -> traces.add(ExportTraceServiceRequest.parseFrom(body));
            case "/v1/metrics" -> metrics.add(ExportMetricsServiceRequest.parseFrom(body));
            default -> throw new IllegalArgumentException(path);
        }
    }

    /// Where requests went to, in order.
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    public synchronized List<Span> spans() {
        return traces.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    public List<Span> spans(String name) {
        return spans().stream().filter(span -> span.getName().equals(name)).toList();
    }

    /// The only span of this name.
    public Span span(String name) {
        List<Span> spans = spans(name);
        if (spans.size() != 1) {
            throw new AssertionError(name + ": " + spans);
        }
        return spans.getFirst();
    }

    public synchronized List<Resource> resources() {
        List<Resource> resources = new ArrayList<>();
        traces.forEach(request -> request.getResourceSpansList().forEach(one -> resources.add(one.getResource())));
        metrics.forEach(request -> request.getResourceMetricsList().forEach(one -> resources.add(one.getResource())));
        return resources;
    }

    /// The last that came of each metric.
    public synchronized Map<String, Metric> metrics() {
        return metrics.stream()
                .flatMap(request -> request.getResourceMetricsList().stream())
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .collect(Collectors.toMap(Metric::getName, metric -> metric, (before, now) -> now));
    }

    /// The values of a gauge by its attributes, as text.
    public Map<String, Double> gauge(String name) {
        Metric metric = metrics().get(name);
        if (metric == null) {
            return Map.of();
        }
        return metric.getGauge().getDataPointsList().stream()
                .collect(Collectors.toMap(
                        point -> attributes(point.getAttributesList()).toString(), OtlpReceiver::value));
    }

    private static double value(NumberDataPoint point) {
        return point.hasAsInt() ? point.getAsInt() : point.getAsDouble();
    }

    /// Attributes as texts, by their names.
    public static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        attribute -> attribute.getValue().hasIntValue()
                                ? Long.toString(attribute.getValue().getIntValue())
                                : attribute.getValue().getStringValue()));
    }

    /// Everything that came as text.
    public synchronized String text() {
        return traces + "\n" + metrics;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
