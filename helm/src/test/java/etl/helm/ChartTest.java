package etl.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The chart as a whole.
class ChartTest {
    @TempDir
    private Path folder;

    /// A table of values: what they are, and the objects that come of them.
    enum Values {
        LEAST(Chart.LEAST, "ConfigMap etl", "CronJob etl-nightly", "Pod etl-check", "ServiceAccount etl"),
        CONFIGURATION_AS_TEXT("""
                config: |
                  source: {url: 'postgresql://reader@db:5432/shop'}
                  destination: s3://acme/shop/
                """, "ConfigMap etl", "CronJob etl-nightly", "Pod etl-check", "ServiceAccount etl"),
        CONFIGURATION_OF_THE_USERS(
                "existingConfigMap: shop", "CronJob etl-nightly", "Pod etl-check", "ServiceAccount etl"),
        SEVERAL_SCHEDULES(
                Chart.LEAST + """
                        schedules:
                          hourly: {schedule: 10 * * * *, args: [run, --task, orders], resources: {limits: {memory: 512Mi}}}
                          weekly: {schedule: '@weekly', args: [run, --all-tables], timeZone: Europe/Berlin, suspend: true}
                        """,
                "ConfigMap etl",
                "CronJob etl-hourly",
                "CronJob etl-nightly",
                "CronJob etl-weekly",
                "Pod etl-check",
                "ServiceAccount etl"),
        ONLY_A_SCHEDULE_OF_THE_USERS(
                Chart.LEAST + """
                        schedules:
                          nightly: null
                          hourly: {schedule: 10 * * * *, args: [run, --all]}
                        """, "ConfigMap etl", "CronJob etl-hourly", "Pod etl-check", "ServiceAccount etl"),
        EVERYTHING(
                Chart.LEAST + """
                        image: {repository: registry.acme.com:5000/data/etl, digest: 'sha256:%s', pullPolicy: Always, pullSecrets: [registry]}
                        nameOverride: shop
                        commonLabels: {team: data}
                        source:
                          externalSecret:
                            enabled: true
                            secretStoreRef: {name: aws, kind: SecretStore}
                            remoteRef: {key: shop/reader, property: password}
                          ca: {configMap: rds-bundle}
                        job:
                          javaOpts: -Xlog:gc
                          extraArgs: [--verify]
                          env: [{name: AWS_REGION, value: eu-central-1}]
                          envFrom: [{configMapRef: {name: otel}}]
                          podLabels: {cost: data}
                          nodeSelector: {pool: batch}
                          tolerations: [{key: batch, operator: Exists}]
                          affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}
                          priorityClassName: batch
                          activeDeadlineSeconds: 3600
                          missedAfterSeconds: 7200
                        extraVolumes: [{name: jars, emptyDir: {}}]
                        extraVolumeMounts: [{name: jars, mountPath: /jars}]
                        serviceAccount: {name: shop-etl, annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::111122223333:role/etl'}}
                        networkPolicy:
                          enabled: true
                          postgresCidrs: [10.0.0.0/16]
                          extraEgress: [{ports: [{port: 3128, protocol: TCP}]}]
                        prometheusRule: {enabled: true, labels: {release: prometheus}}
                        """.formatted("0".repeat(64)),
                "ConfigMap etl-shop",
                "CronJob etl-shop-nightly",
                "ExternalSecret etl-shop-source",
                "NetworkPolicy etl-shop",
                "Pod etl-shop-check",
                "PrometheusRule etl-shop",
                "ServiceAccount shop-etl"),
        AN_ACCOUNT_OF_THE_USERS(
                Chart.LEAST + "serviceAccount: {create: false, name: shop}\n",
                "ConfigMap etl",
                "CronJob etl-nightly",
                "Pod etl-check");

        final String values;
        final List<String> objects;

        Values(String values, String... objects) {
            this.values = values;
            this.objects = Arrays.asList(objects);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_objects_of_the_table_are_rendered_and_know_no_other_fields(Values table) {
        assertEquals(
                table.objects,
                metadata(Chart.render(table.values)).entrySet().stream()
                        .map(object -> object.getKey())
                        .sorted()
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void every_object_is_the_releases(Values table) {
        metadata(Chart.render(table.values)).forEach((name, metadata) -> {
            assertEquals(Chart.NAMESPACE, metadata.getNamespace(), name);
            assertEquals(Chart.RELEASE, metadata.getLabels().get("app.kubernetes.io/instance"), name);
            assertEquals("Helm", metadata.getLabels().get("app.kubernetes.io/managed-by"), name);
            assertEquals(
                    table == Values.EVERYTHING ? "data" : null,
                    metadata.getLabels().get("team"),
                    name);
        });
    }

    @ParameterizedTest
    @EnumSource
    void it_is_linted_strictly(Values table) throws IOException {
        LintResult result = Chart.lint(chartWith(table.values));
        assertFalse(result.isFailed(), () -> String.join("\n", result.getMessages()));
    }

    @Test
    void the_release_of_kube_smoke_is_rendered() throws IOException {
        Manifests manifests = Chart.render(Files.readString(Path.of("smoke", "values.yaml")));
        assertEquals(6, manifests.all(CronJob.class).size());
    }

    @Test
    void lint_finds_mistakes() throws IOException {
        Path chart = chartWith(Chart.LEAST);
        Files.writeString(chart.resolve("templates/mistake.yaml"), "kind: {{ .Values.nothing.there }}\n");
        assertTrue(Chart.lint(chart).isFailed());
    }

    @Test
    void a_field_that_kubernetes_does_not_know_is_found() {
        String rendered = Chart.text(Chart.LEAST).replace("startingDeadlineSeconds:", "startingDeadline:");
        RuntimeException refused = assertThrows(RuntimeException.class, () -> Manifests.parse(rendered));
        assertTrue(refused.getMessage().contains("startingDeadline"), refused::getMessage);
    }

    @Test
    void chart_and_image_have_the_programs_version() throws IOException {
        Matcher version =
                Pattern.compile("<version>(.*?)</version>").matcher(Files.readString(Path.of("..", "pom.xml")));
        assertTrue(version.find());
        Map<?, ?> chart = yaml(Chart.file("Chart.yaml"));
        assertEquals(version.group(1), chart.get("version"));
        assertEquals(version.group(1), chart.get("appVersion"));
        assertEquals(
                "etl:" + version.group(1),
                Chart.render(Chart.LEAST).container("etl-nightly").getImage());
    }

    /// A copy of the chart that has these values as its own, since that is what lint looks at.
    private Path chartWith(String values) throws IOException {
        Path copy = folder.resolve("etl");
        Chart.copyTo(copy);
        Map<?, ?> merged = merge(yaml(Chart.file("values.yaml")), yaml(values));
        Files.writeString(
                copy.resolve("values.yaml"), new Dump(DumpSettings.builder().build()).dumpToString(merged));
        return copy;
    }

    private static Map<?, ?> merge(Map<?, ?> below, Map<?, ?> above) {
        Map<Object, Object> merged = new TreeMap<>(below);
        above.forEach((key, value) -> {
            if (value == null) {
                merged.remove(key);
            } else if (value instanceof Map<?, ?> upper && merged.get(key) instanceof Map<?, ?> lower) {
                merged.put(key, merge(lower, upper));
            } else {
                merged.put(key, value);
            }
        });
        return merged;
    }

    private static Map<?, ?> yaml(String text) {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    /// By kind and name.
    private static Map<String, ObjectMeta> metadata(Manifests manifests) {
        Map<String, ObjectMeta> all = new TreeMap<>();
        for (Object object : manifests.objects()) {
            ObjectMeta metadata = switch (object) {
                case HasMetadata one -> one.getMetadata();
                case Manifests.ExternalSecret secret -> secret.metadata();
                case Manifests.PrometheusRule rule -> rule.metadata();
                default -> throw new IllegalStateException(object.toString());
            };
            all.put(object.getClass().getSimpleName() + " " + metadata.getName(), metadata);
        }
        return all;
    }
}
