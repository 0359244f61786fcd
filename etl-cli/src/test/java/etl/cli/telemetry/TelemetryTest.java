package etl.cli.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Failure;
import etl.cli.report.ReportDocument;
import etl.cli.report.RunFacts;
import etl.parquet.RowShape;
import etl.schemas.Table.FromRelation;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.run.RunEvent;
import etl.tasks.run.RunPlan;
import etl.tasks.source.Retry;
import etl.tasks.source.Split;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a run's events become, those of bad nights above all.
class TelemetryTest {
    private static final String WHY = "duplicate key (email)=(ada@example.org)";

    private final List<String> warnings = new ArrayList<>();

    /// Variables and what they ask for: traces, metrics.
    private record Asked(Map<String, String> variables, boolean traces, boolean metrics) {}

    static Stream<Asked> asked() {
        String endpoint = "http://collector:4318";
        return Stream.of(
                new Asked(Map.of(), false, false),
                new Asked(Map.of("OTEL_SERVICE_NAME", "etl"), false, false),
                new Asked(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint), true, true),
                new Asked(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " "), false, false),
                new Asked(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", endpoint), true, false),
                new Asked(Map.of("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", endpoint), false, true),
                new Asked(Map.of("OTEL_TRACES_EXPORTER", "otlp"), true, false),
                new Asked(Map.of("OTEL_METRICS_EXPORTER", "otlp"), false, true),
                new Asked(Map.of("OTEL_TRACES_EXPORTER", "none"), false, false),
                new Asked(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_TRACES_EXPORTER", "none"), false, true),
                new Asked(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_SDK_DISABLED", "true"), false, false),
                new Asked(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_SDK_DISABLED", "TRUE"), false, false),
                new Asked(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_SDK_DISABLED", "no"), true, true));
    }

    @ParameterizedTest
    @MethodSource("asked")
    void only_the_standard_variables_turn_it_on(Asked asked) {
        assertEquals(new Signals(asked.traces(), asked.metrics()), Signals.of(asked.variables()));
    }

    @Test
    void without_them_it_is_nothing() {
        assertSame(Telemetry.NONE, Telemetry.of(Map.of(), warnings::add));
    }

    @Test
    void a_split_that_is_read_again_is_two_spans() throws IOException {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            told(collector, telemetry -> {
                telemetry.on(new RunEvent.Planned(plan("fruit", 2)));
                telemetry.on(new RunEvent.SplitStarted("fruit", 0, "pages 0 to 9"));
                telemetry.on(new RunEvent.SplitStarted("fruit", 1, "pages 10 to"));
                telemetry.on(new RunEvent.Retried(retry(Retry.Scope.SPLIT, Optional.of(1))));
                telemetry.on(new RunEvent.SplitStarted("fruit", 1, "pages 10 to"));
                telemetry.on(new RunEvent.SplitFinished("fruit", 0, 3, 30, Duration.ofSeconds(1)));
                telemetry.on(new RunEvent.SplitFinished("fruit", 1, 4, 40, Duration.ofSeconds(1)));
                telemetry.on(new RunEvent.ReadingFinished());
                telemetry.ended(failed(ExitCode.DESTINATION_UNAVAILABLE));
            });

            List<Span> splits = collector.spans("split");
            assertEquals(3, splits.size());
            List<Span> failed = splits.stream()
                    .filter(split -> split.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR)
                    .toList();
            assertEquals(1, failed.size());
            Map<String, String> attributes =
                    OtlpReceiver.attributes(failed.getFirst().getAttributesList());
            assertEquals("1", attributes.get("etl.split"));
            assertEquals("08006", attributes.get("error.type"));
            assertEquals(
                    "7",
                    OtlpReceiver.attributes(collector.span("task").getAttributesList())
                            .get("etl.rows"));
            assertEquals(
                    Map.of("{db.response.status_code=08006, etl.retry.scope=split}", 1.0),
                    sortedKeys(collector.gauge("etl.run.retries")));
            Span.Event again = collector.span("run").getEvents(0);
            assertEquals("retried", again.getName());
            assertEquals(
                    StatusCode.STATUS_CODE_ERROR,
                    collector.span("decide").getStatus().getCode());
            // What the server said may name a value.
            assertTrue(!collector.text().contains("ada"), collector::text);
        }
    }

    @Test
    void a_run_that_is_done_again_plans_and_reads_twice() throws IOException {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            told(collector, telemetry -> {
                for (int attempt = 0; attempt < 2; attempt++) {
                    telemetry.on(new RunEvent.Planned(plan("fruit", 1)));
                    telemetry.on(new RunEvent.SplitStarted("fruit", 0, "all"));
                    telemetry.on(new RunEvent.Retried(retry(Retry.Scope.RUN, Optional.empty())));
                }
                telemetry.on(new RunEvent.Planned(plan("fruit", 1)));
                telemetry.ended(failed(ExitCode.SOURCE_UNAVAILABLE));
                // Nobody is told of what comes after the end.
                telemetry.on(new RunEvent.ReadingFinished());
                telemetry.ended(failed(ExitCode.USAGE));
            });

            assertEquals(3, collector.spans("plan").size());
            assertEquals(3, collector.spans("read").size());
            assertEquals(2, collector.spans("task").size());
            assertEquals(0, collector.spans("decide").size());
            assertEquals(
                    Map.of("{db.response.status_code=08006, etl.retry.scope=run}", 2.0),
                    sortedKeys(collector.gauge("etl.run.retries")));
            assertEquals(Map.of("{}", 10.0), collector.gauge("etl.run.exit_code"));
        }
    }

    @Test
    void a_commit_that_is_carried_on_for_another_run_ends_no_phase_of_this_one() throws IOException {
        try (OtlpReceiver collector = OtlpReceiver.start()) {
            told(collector, telemetry -> {
                telemetry.on(new RunEvent.CatalogStarted("crawler nightly"));
                telemetry.on(new RunEvent.CatalogFinished(
                        new CatalogOutcome(CatalogOutcome.State.CURRENT, "done", Duration.ofSeconds(2))));
                telemetry.on(new RunEvent.Planned(plan("fruit", 1)));
                telemetry.ended(failed(ExitCode.SOURCE_UNAVAILABLE));
            });

            assertEquals(1, collector.spans("plan").size());
            Span catalog = collector.span("catalog");
            assertEquals(collector.span("run").getSpanId(), catalog.getParentSpanId());
            assertTrue(catalog.getEndTimeUnixNano() <= collector.span("plan").getEndTimeUnixNano());
            assertEquals(2.0, collector.gauge("etl.catalog.wait").get("{etl.catalog.state=current}"));
        }
    }

    @Test
    void no_complaint_holds_a_key() {
        assertEquals(
                "headers=*** at https://***@collector:4318/v1/traces",
                Sdk.withoutSecrets(
                        "headers=api-key=t0p at https://me:t0p@collector:4318/v1/traces",
                        Map.of("OTEL_EXPORTER_OTLP_HEADERS", "api-key=t0p", "OTEL_SERVICE_NAME", "at")));
    }

    private void told(OtlpReceiver collector, Consumer<Telemetry> events) {
        try (Telemetry telemetry =
                Telemetry.of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint()), warnings::add)) {
            telemetry.isFor("2026-11-22", LocalDate.parse("2026-11-22"));
            events.accept(telemetry);
        }
        assertEquals(List.of(), warnings);
    }

    private static Map<String, Double> sortedKeys(Map<String, Double> gauge) {
        return gauge.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> Stream.of(entry.getKey().replaceAll("[{}]", "").split(", "))
                                .sorted()
                                .collect(Collectors.joining(", ", "{", "}")),
                        Map.Entry::getValue));
    }

    private static Retry retry(Retry.Scope scope, Optional<Integer> split) {
        return new Retry(scope, split.map(unused -> "fruit"), split, 1, "08006", WHY);
    }

    private static ReportDocument failed(ExitCode code) {
        return ReportDocument.failed(
                new Failure(code, WHY, new IllegalStateException(WHY)),
                Duration.ofSeconds(3),
                new RunFacts(
                        Optional.empty(),
                        LocalDate.parse("2026-11-22"),
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
    }

    private static RunPlan plan(String name, int splits) {
        List<Split> all = new ArrayList<>();
        for (int i = 0; i < splits; i++) {
            all.add(new Split(name, i, "SELECT", "all"));
        }
        return new RunPlan(
                "run",
                List.of(new RunPlan.SourceInfo(
                        "default",
                        "postgresql://reader@db/shop",
                        new RunPlan.SnapshotInfo("1", "0/0", "2026-11-22T00:00:00Z", "18", Optional.empty()))),
                2,
                0,
                List.of(new RunPlan.TaskPlan(
                        new Task.Relation(name, new FromRelation("public", name), List.of(), Optional.empty()),
                        "SELECT",
                        new RowShape(List.of()),
                        new RowShape(List.of()),
                        List.of(),
                        all,
                        10)));
    }
}
