package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.cli.telemetry.OtlpReceiver;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// A collector that is dead, slow, refuses or isn't named rightly costs a run a warning and a few seconds.
class UnreachedCollectorTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final String SECRET = "t0p-secret";
    private static final String[] RUN = {
        "run", "--table", "public.fruit", "--table", "public.cheese", "--dest", "file:warehouse", "--date", "2026-11-22"
    };

    /// The start of a process and the few seconds that a dead collector may cost, on a machine that does other things too.
    private static final Duration BOUND = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        DATABASE.execute("create table fruit as select n as id from generate_series(1, 10) as n");
        DATABASE.execute("create table cheese as select n as id from generate_series(1, 20) as n");
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    /// @param variables what is wrong
    /// @param warning a part of what is said of it
    private record Trouble(String name, Map<String, String> variables, String warning) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Trouble> misunderstood() {
        return Stream.of(
                new Trouble(
                        "an address without its protocol",
                        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"),
                        "collector:4318"),
                new Trouble(
                        "headers that are none",
                        Map.of("OTEL_EXPORTER_OTLP_HEADERS", "authorization " + SECRET),
                        "headers"),
                new Trouble("an exporter that isn't there", Map.of("OTEL_TRACES_EXPORTER", "zipkin"), "zipkin"),
                new Trouble("a protocol that isn't there", Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ""));
    }

    @ParameterizedTest
    @MethodSource("misunderstood")
    void variables_that_can_not_be_used_are_one_warning_and_nothing_else(Trouble trouble) throws IOException {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            Program program = program(collector);
            trouble.variables().forEach(program::with);
            Result result = program.run(RUN);

            assertEquals(0, result.exitCode(), result.err());
            String warning = onlyWarning(result.err());
            assertTrue(warning.startsWith("OpenTelemetry's variables (OTEL_…) can't be used"), warning);
            assertTrue(warning.contains(trouble.warning()), warning);
        }
    }

    static Stream<Trouble> unreached() throws IOException {
        return Stream.of(
                new Trouble(
                        "nobody listens", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + freePort()), ""),
                new Trouble(
                        "no such host",
                        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://me:" + SECRET + "@nowhere.invalid:4318"),
                        ""));
    }

    @ParameterizedTest
    @MethodSource("unreached")
    void a_collector_that_is_not_there_is_one_warning_and_nothing_else(Trouble trouble) throws Exception {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            requireOneWarning(collector, trouble.variables(), trouble.warning());
        }
    }

    @Test
    void a_collector_that_refuses_is_one_warning() throws Exception {
        try (OtlpReceiver collector = OtlpReceiver.start().answering(401)) {
            requireOneWarning(collector, Map.of(), "HTTP status code 401");
        }
        // What may pass is tried again, for as long as there is time.
        try (OtlpReceiver collector = OtlpReceiver.start().answering(503)) {
            requireOneWarning(collector, Map.of(), "the collector hasn't taken it within 4 s");
        }
    }

    @Test
    void a_slow_collector_is_waited_for_only_a_while() throws Exception {
        Map<String, String> patient = Map.of("OTEL_EXPORTER_OTLP_TIMEOUT", "60000");
        try (OtlpReceiver collector = OtlpReceiver.start().after(Duration.ofSeconds(60))) {
            requireOneWarning(collector, patient, "the collector hasn't taken it within 4 s");
        }
        try (OtlpReceiver collector = OtlpReceiver.start().after(Duration.ofSeconds(1))) {
            Result result = program(collector).run(RUN);
            assertFalse(result.err().contains("Telemetry"), result.err());
            assertEquals(1, collector.spans("run").size());
        }
    }

    /// In a process, since what the SDK tries again after the program's end would be heard by the next test.
    private void requireOneWarning(OtlpReceiver collector, Map<String, String> variables, String part)
            throws Exception {
        ProgramProcess program = new ProgramProcess(folder)
                .with(DATABASE)
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
                .with(variables);
        long start = System.nanoTime();
        int exitCode = program.run(RUN);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertEquals(0, exitCode, program.err());
        String warning = onlyWarning(program.err());
        assertTrue(warning.startsWith("Telemetry was not delivered"), warning);
        assertTrue(warning.contains(part), warning);
        assertTrue(took.compareTo(BOUND) < 0, took::toString);
    }

    private static String onlyWarning(String err) {
        List<String> warnings = err.lines()
                .map(JSON::readTree)
                .filter(line -> line.get("level").asString().equals("WARN"))
                .map(line -> line.get("message").asString())
                .toList();
        assertEquals(1, warnings.size(), err);
        assertFalse(err.contains(SECRET), err);
        return warnings.getFirst();
    }

    private Program program(OtlpReceiver collector) {
        return new Program(folder).with(DATABASE).with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
