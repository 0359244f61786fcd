package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.cli.telemetry.OtlpReceiver;
import etl.testkit.FakeGlue;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whole runs that are told to a collector.
class OpenTelemetryTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final String[] RUN = {
        "run", "--table", "public.fruit", "--table", "public.cheese", "--dest", "file:warehouse", "--date", "2026-11-22"
    };

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        DATABASE.execute("create table fruit as select n as id from generate_series(1, 10) as n");
        DATABASE.execute("create table cheese as select n as id from generate_series(1, 20) as n");
        DATABASE.execute("create table wild (id int primary key, amount numeric(9, 2))");
        DATABASE.execute("insert into wild values (4711, 'NaN')");
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @Test
    void a_run_is_one_trace() throws IOException {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            Result result = program(collector).run(RUN);
            assertEquals(0, result.exitCode(), result.err());

            Span run = collector.span("run");
            assertEquals(
                    Map.of(
                            "plan", "run",
                            "read", "run",
                            "task", "read",
                            "split", "task",
                            "decide", "run",
                            "materialise", "run"),
                    parents(collector));
            assertEquals(
                    Set.of(run.getTraceId()),
                    collector.spans().stream().map(Span::getTraceId).collect(Collectors.toSet()));
            Map<String, String> attributes = attributes(run);
            assertEquals("0", attributes.get("etl.exit_code"));
            assertEquals("published", attributes.get("etl.state"));
            assertEquals("30", attributes.get("etl.rows"));
            assertEquals("2", attributes.get("etl.files"));
            assertEquals("2026-11-22", attributes.get("etl.logical_time"));
            assertEquals(List.of("10", "20"), sorted(collector, "split", "etl.rows"));
            assertEquals(List.of("10", "20"), sorted(collector, "task", "etl.rows"));
            assertEquals(List.of("cheese", "fruit"), sorted(collector, "split", "etl.task"));
            assertEquals("30", attributes(collector.span("read")).get("etl.rows"));
            assertEquals("2", attributes(collector.span("plan")).get("etl.splits"));
            assertEquals(2, collector.span("materialise").getEventsCount());
            for (Span span : collector.spans()) {
                assertEquals(StatusCode.STATUS_CODE_UNSET, span.getStatus().getCode(), span::toString);
                assertTrue(span.getEndTimeUnixNano() >= span.getStartTimeUnixNano(), span::toString);
            }
            // The log leads to it.
            JsonNode started = JSON.readTree(result.errLines().getFirst());
            assertEquals(
                    HexFormat.of().formatHex(run.getTraceId().toByteArray()),
                    started.get("trace_id").asString());
            collector.resources().forEach(resource -> {
                assertEquals(
                        "etl",
                        OtlpReceiver.attributes(resource.getAttributesList()).get("service.name"));
                assertTrue(OtlpReceiver.attributes(resource.getAttributesList()).containsKey("service.version"));
            });
        }
    }

    @Test
    void metrics_say_what_the_run_came_to() throws IOException {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            Instant before = Instant.now();
            assertEquals(0, program(collector).run(RUN).exitCode());

            assertEquals(Map.of("{etl.task=cheese}", 20.0, "{etl.task=fruit}", 10.0), collector.gauge("etl.task.rows"));
            assertEquals(Map.of("{etl.task=cheese}", 1.0, "{etl.task=fruit}", 1.0), collector.gauge("etl.task.files"));
            assertEquals(2, collector.gauge("etl.task.bytes").size());
            assertEquals(Map.of("{}", 0.0), collector.gauge("etl.run.exit_code"));
            assertTrue(collector.gauge("etl.run.duration").get("{}") > 0);
            assertTrue(collector.gauge("etl.snapshot.age").get("{}") > 0);
            assertTrue(collector.gauge("etl.run.last_success").get("{}") >= before.getEpochSecond());
            // No catalog, no retry. What the SDK tells of itself has other names.
            assertEquals(
                    Set.of(
                            "etl.task.rows",
                            "etl.task.files",
                            "etl.task.bytes",
                            "etl.run.exit_code",
                            "etl.run.duration",
                            "etl.run.last_success",
                            "etl.snapshot.age"),
                    collector.metrics().keySet().stream()
                            .filter(name -> name.startsWith("etl."))
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void the_catalog_has_its_span_and_its_wait() throws IOException {
        System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);
        try (OtlpReceiver collector = OtlpReceiver.start();
                TestBucket bucket = TestS3.bucket();
                FakeGlue glue = FakeGlue.start()) {
            glue.crawler("nightly", "shop", bucket.uri("shop/")).ending("FAILED", "no permission");
            Result result = program(collector)
                    .with("AWS_ENDPOINT_URL_S3", TestS3.endpoint().toString())
                    .with("AWS_ENDPOINT_URL_GLUE", glue.endpoint().toString())
                    .with("AWS_REGION", TestS3.REGION)
                    .run("run", "--table", "public.fruit", "--dest", bucket.uri("shop"), "--crawler", "nightly");

            assertEquals(12, result.exitCode(), result.err());
            Span catalog = collector.span("catalog");
            assertEquals("pending", attributes(catalog).get("etl.catalog.state"));
            assertEquals(StatusCode.STATUS_CODE_ERROR, catalog.getStatus().getCode());
            assertEquals(
                    Set.of("{etl.catalog.state=pending}"),
                    collector.gauge("etl.catalog.wait").keySet());
            assertEquals("12", attributes(collector.span("run")).get("etl.exit_code"));
            assertEquals(Map.of("{}", 12.0), collector.gauge("etl.run.exit_code"));
            // It isn't a success, though the files are there.
            assertEquals(Map.of(), collector.gauge("etl.run.last_success"));
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    @Test
    void an_error_has_its_exit_code_and_no_value() throws IOException {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            Result result = program(collector).run("run", "--table", "public.wild", "--dest", "file:warehouse");

            assertEquals(22, result.exitCode(), result.err());
            assertTrue(result.err().contains("4711"), result.err());
            for (String name : List.of("run", "read", "task", "split")) {
                assertEquals(
                        StatusCode.STATUS_CODE_ERROR,
                        collector.span(name).getStatus().getCode(),
                        name);
            }
            assertEquals("22", attributes(collector.span("run")).get("etl.exit_code"));
            assertEquals("exit_code_22", attributes(collector.span("run")).get("error.type"));
            assertEquals(Map.of("{}", 22.0), collector.gauge("etl.run.exit_code"));
            assertEquals(Map.of(), collector.gauge("etl.task.rows"));
            assertFalse(collector.text().contains("4711"), collector.text());
            assertFalse(collector.text().contains("NaN"), collector.text());
        }
    }

    @Test
    void a_run_that_fails_before_it_begins_is_told_too() throws IOException {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            assertEquals(
                    2, program(collector).run("run", "--table", "public.fruit").exitCode());

            assertEquals("2", attributes(collector.span("run")).get("etl.exit_code"));
            assertEquals(Map.of("{}", 2.0), collector.gauge("etl.run.exit_code"));
        }
    }

    @Test
    void a_dry_run_is_not_told() throws IOException {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            assertEquals(
                    0,
                    program(collector)
                            .run("run", "--table", "public.fruit", "--dest", "file:w", "--dry-run")
                            .exitCode());
            assertEquals(List.of(), collector.requests());
        }
    }

    @Test
    void the_trace_that_it_belongs_to_is_honoured() throws IOException {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            assertEquals(
                    0,
                    program(collector)
                            .with("TRACEPARENT", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                            .run(RUN)
                            .exitCode());

            Span run = collector.span("run");
            assertEquals(
                    "0af7651916cd43dd8448eb211c80319c",
                    HexFormat.of().formatHex(run.getTraceId().toByteArray()));
            assertEquals(
                    "b7ad6b7169203331",
                    HexFormat.of().formatHex(run.getParentSpanId().toByteArray()));

            // One that isn't sampled isn't told, by the default sampler.
            assertEquals(
                    0,
                    program(collector)
                            .with("TRACEPARENT", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")
                            .run(RUN)
                            .exitCode());
            assertEquals(1, collector.spans("run").size());
        }
    }

    @Test
    void the_standard_variables_choose_what_is_told() throws IOException {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            assertEquals(
                    0,
                    new Program(folder)
                            .with(DATABASE)
                            .with("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", collector.endpoint() + "/v1/metrics")
                            .with("OTEL_SERVICE_NAME", "nightly")
                            .with("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
                            .run(RUN)
                            .exitCode());
            assertEquals(Set.of("/v1/metrics"), Set.copyOf(collector.requests()));
            Map<String, String> resource =
                    OtlpReceiver.attributes(collector.resources().getFirst().getAttributesList());
            assertEquals("nightly", resource.get("service.name"));
            assertEquals("test", resource.get("deployment.environment.name"));
        }
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            assertEquals(
                    0,
                    program(collector)
                            .with("OTEL_METRICS_EXPORTER", "none")
                            .with("OTEL_RESOURCE_ATTRIBUTES", "service.name=by-attribute")
                            .run(RUN)
                            .exitCode());
            assertEquals(Set.of("/v1/traces"), Set.copyOf(collector.requests()));
            assertEquals(
                    "by-attribute",
                    OtlpReceiver.attributes(collector.resources().getFirst().getAttributesList())
                            .get("service.name"));
        }
    }

    @Test
    void where_it_is_off_none_of_it_is_loaded() throws Exception {
        for (Map<String, String> off : List.of(
                Map.<String, String>of(),
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318", "OTEL_SDK_DISABLED", "true"))) {
            ProgramProcess program = new ProgramProcess(folder)
                    .with(DATABASE)
                    .with(off)
                    .java("-Xlog:class+load:file=" + folder.resolve("loaded"));
            assertEquals(0, program.run(RUN), program.err());
            String loaded = Files.readString(folder.resolve("loaded"));
            assertTrue(loaded.contains("etl.cli.telemetry.Telemetry"), "the log has no classes");
            assertEquals(
                    List.of(),
                    loaded.lines()
                            .filter(line -> line.contains("io.opentelemetry"))
                            .toList());
        }
    }

    @Test
    void a_run_that_is_told_to_stop_tells_so_and_is_gone_in_time() throws Exception {
        for (boolean answers : new boolean[] {true, false}) {
            try (OtlpReceiver collector = OtlpReceiver.start().after(Duration.ofSeconds(answers ? 0 : 60))) {
                ProgramProcess program = new ProgramProcess(folder)
                        .with(DATABASE)
                        .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
                Process process = program.start(
                        "run",
                        "--query",
                        "select 1 as id from pg_catalog.pg_sleep(100)",
                        "--name",
                        "slow",
                        "--dest",
                        "file:w");
                program.await(
                        () -> "1"
                                .equals(
                                        DATABASE.text(
                                                "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'")),
                        process);
                process.destroy();

                assertTrue(process.waitFor(10, TimeUnit.SECONDS), "still there");
                assertEquals(143, process.exitValue(), program.err());
                if (answers) {
                    assertEquals("143", attributes(collector.span("run")).get("etl.exit_code"));
                    assertEquals(Map.of("{}", 143.0), collector.gauge("etl.run.exit_code"));
                }
            }
        }
    }

    private Program program(OtlpReceiver collector) {
        return new Program(folder).with(DATABASE).with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
    }

    /// Of each span's name that of its parent.
    private static Map<String, String> parents(OtlpReceiver collector) {
        Map<Object, String> names =
                collector.spans().stream().collect(Collectors.toMap(Span::getSpanId, Span::getName));
        return collector.spans().stream()
                .filter(span -> !span.getParentSpanId().isEmpty())
                .collect(Collectors.toMap(
                        Span::getName, span -> String.valueOf(names.get(span.getParentSpanId())), (one, other) -> {
                            assertEquals(one, other);
                            return one;
                        }));
    }

    private static List<String> sorted(OtlpReceiver collector, String span, String attribute) {
        return collector.spans(span).stream()
                .map(one -> String.valueOf(attributes(one).get(attribute)))
                .sorted()
                .toList();
    }

    private static Map<String, String> attributes(Span span) {
        return OtlpReceiver.attributes(span.getAttributesList());
    }
}
