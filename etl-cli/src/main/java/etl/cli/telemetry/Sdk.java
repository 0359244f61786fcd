package etl.cli.telemetry;

import etl.tasks.Version;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/// OpenTelemetry's SDK, set up by its standard variables, and its end.
final class Sdk implements AutoCloseable {
    static final String SCOPE = "etl";
    private static final String SERVICE_NAME = "etl";
    private static final AttributeKey<String> SERVICE_NAME_KEY = AttributeKey.stringKey("service.name");
    private static final AttributeKey<String> SERVICE_VERSION_KEY = AttributeKey.stringKey("service.version");

    /// How long the end of the program may wait for a collector. With it, what SIGTERM leaves of 10 s is enough.
    private static final Duration DELIVERY_TIME = Duration.ofSeconds(4);

    private final Map<String, String> environment;
    private final Consumer<String> warnings;
    private final FirstComplaint complaints;
    private final OpenTelemetrySdk sdk;

    /// @param warnings told when something wasn't delivered, once
    /// @throws RuntimeException when the variables can't be understood
    Sdk(Map<String, String> environment, Signals signals, Consumer<String> warnings) {
        this.environment = environment;
        this.warnings = warnings;
        this.complaints = new FirstComplaint();
        this.sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> properties(environment, signals))
                .addResourceCustomizer(Sdk::resource)
                // The program ends it itself, within its own time.
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
    }

    OpenTelemetrySdk sdk() {
        return sdk;
    }

    /// What started the program may have said which trace it belongs to (`TRACEPARENT`).
    Context parent() {
        return sdk.getPropagators().getTextMapPropagator().extract(Context.root(), environment, new VariableGetter());
    }

    /// The variables as the SDK calls them, over what is ours instead of its defaults.
    private static Map<String, String> properties(Map<String, String> environment, Signals signals) {
        Map<String, String> properties = new HashMap<>();
        properties.put("otel.traces.exporter", signals.traces() ? "otlp" : "none");
        properties.put("otel.metrics.exporter", signals.metrics() ? "otlp" : "none");
        properties.put("otel.logs.exporter", "none");
        properties.put("otel.exporter.otlp.protocol", "http/protobuf");
        environment.forEach((name, value) -> {
            if (name.startsWith("OTEL_") && !value.isBlank()) {
                properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        return properties;
    }

    private static Resource resource(Resource resource, ConfigProperties unused) {
        String name = resource.getAttribute(SERVICE_NAME_KEY);
        Resource ours = Resource.create(Attributes.of(SERVICE_VERSION_KEY, Version.PROGRAM))
                .merge(resource);
        return name == null || name.startsWith("unknown_service")
                ? ours.merge(Resource.create(Attributes.of(SERVICE_NAME_KEY, SERVICE_NAME)))
                : ours;
    }

    /// Delivers what isn't yet. A thread that is told to stop goes on doing so: it is the last that it does.
    @Override
    public void close() {
        CountDownLatch delivered = new CountDownLatch(1);
        // In a thread of its own, since the SDK waits for the last metrics as long as it likes.
        Thread.ofPlatform()
                .daemon()
                .name("telemetry")
                .start(() -> sdk.shutdown().whenComplete(delivered::countDown));
        boolean inTime = await(delivered);
        complaints.close();
        complaints
                .first()
                .or(() -> Optional.of("the collector hasn't taken it within " + DELIVERY_TIME.toSeconds() + " s")
                        .filter(unused -> !inTime))
                .ifPresent(why -> warnings.accept(
                        "Telemetry was not delivered, or not all of it: %s. The run isn't affected; see OTEL_EXPORTER_OTLP_ENDPOINT and the collector."
                                .formatted(withoutSecrets(why, environment).replaceFirst("\\.$", ""))));
    }

    private static boolean await(CountDownLatch delivered) {
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + DELIVERY_TIME.toNanos();
        boolean done = false;
        while (!done && System.nanoTime() < deadline) {
            try {
                done = delivered.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException told) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return done;
    }

    /// Messages may repeat headers and addresses, where keys and passwords are.
    static String withoutSecrets(String text, Map<String, String> environment) {
        String masked = text;
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            if (variable.getKey().startsWith("OTEL_")
                    && variable.getKey().endsWith("_HEADERS")
                    && !variable.getValue().isBlank()) {
                masked = masked.replace(variable.getValue(), "***");
            }
        }
        return masked.replaceAll("://[^/@\\s]*@", "://***@");
    }

    /// Finds `traceparent` in the variable `TRACEPARENT`.
    private static final class VariableGetter implements TextMapGetter<Map<String, String>> {
        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null
                    ? null
                    : carrier.get(key.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /// Hears what the SDK complains of, which it does by java.util.logging, over and over. The first is enough.
    private static final class FirstComplaint extends Handler {
        // A field, since java.util.logging forgets loggers that nobody holds, with their handlers.
        private final Logger logger = Logger.getLogger("io.opentelemetry");
        private @Nullable String first;

        FirstComplaint() {
            logger.setLevel(Level.WARNING);
            logger.setUseParentHandlers(false);
            logger.addHandler(this);
        }

        @Override
        public synchronized void publish(LogRecord complaint) {
            if (first == null) {
                first = new SimpleFormatter().formatMessage(complaint).strip() + cause(complaint.getThrown());
            }
        }

        private static String cause(@Nullable Throwable thrown) {
            if (thrown == null) {
                return "";
            }
            Throwable root = thrown;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return " " + root;
        }

        synchronized Optional<String> first() {
            return Optional.ofNullable(first);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
