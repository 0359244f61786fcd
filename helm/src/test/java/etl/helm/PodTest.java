package etl.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The pods in which the program runs.
class PodTest {
    private static final PodSpec NIGHTLY = Chart.render(Chart.LEAST).pod("etl-nightly");

    /// What https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted asks for, and a root that
    /// can't be written.
    @ParameterizedTest
    @EnumSource
    void every_pod_meets_the_restricted_standard(ChartTest.Values table) {
        Manifests manifests = Chart.render(table.values);
        List<PodSpec> pods = new ArrayList<>();
        manifests
                .all(CronJob.class)
                .forEach(cronJob -> pods.add(manifests.pod(cronJob.getMetadata().getName())));
        manifests.all(Pod.class).forEach(pod -> pods.add(pod.getSpec()));
        for (PodSpec pod : pods) {
            assertNull(pod.getHostNetwork());
            assertNull(pod.getHostPID());
            assertEquals(true, pod.getSecurityContext().getRunAsNonRoot());
            assertEquals(10001, pod.getSecurityContext().getRunAsUser());
            assertEquals(
                    "RuntimeDefault",
                    pod.getSecurityContext().getSeccompProfile().getType());
            for (Container container : pod.getContainers()) {
                SecurityContext security = container.getSecurityContext();
                assertEquals(false, security.getAllowPrivilegeEscalation());
                assertEquals(List.of("ALL"), security.getCapabilities().getDrop());
                assertEquals(List.of(), security.getCapabilities().getAdd());
                assertEquals(true, security.getReadOnlyRootFilesystem());
            }
            for (Volume volume : pod.getVolumes()) {
                assertNull(volume.getHostPath(), volume.getName());
            }
        }
    }

    @Test
    void tmp_is_its_only_folder_to_write_to_and_is_limited() {
        Volume tmp = volume(NIGHTLY, "tmp").orElseThrow();
        assertEquals(new Quantity("256Mi"), tmp.getEmptyDir().getSizeLimit());
        assertEquals(
                List.of("/tmp"),
                NIGHTLY.getContainers().getFirst().getVolumeMounts().stream()
                        .filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                        .map(VolumeMount::getMountPath)
                        .toList());
    }

    @Test
    void no_token_of_the_cluster_is_mounted() {
        assertEquals(false, NIGHTLY.getAutomountServiceAccountToken());
        assertEquals(false, NIGHTLY.getEnableServiceLinks());
        ServiceAccount account = Chart.render(Chart.LEAST).only(ServiceAccount.class);
        assertEquals(false, account.getAutomountServiceAccountToken());
        assertEquals(account.getMetadata().getName(), NIGHTLY.getServiceAccountName());
    }

    @Test
    void the_service_account_carries_the_role_of_irsa() {
        Manifests manifests = Chart.render(ChartTest.Values.EVERYTHING.values);
        assertEquals(
                "arn:aws:iam::111122223333:role/etl",
                manifests
                        .only(ServiceAccount.class)
                        .getMetadata()
                        .getAnnotations()
                        .get("eks.amazonaws.com/role-arn"));
        assertEquals("shop-etl", manifests.pod("etl-shop-nightly").getServiceAccountName());
        assertEquals(
                "shop",
                Chart.render(ChartTest.Values.AN_ACCOUNT_OF_THE_USERS.values)
                        .pod("etl-nightly")
                        .getServiceAccountName());
    }

    @Test
    void the_program_is_told_what_it_is_for() {
        EnvVar job = NIGHTLY.getContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getName().equals("ETL_SCHEDULE_JOB"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "metadata.labels['batch.kubernetes.io/job-name']",
                job.getValueFrom().getFieldRef().getFieldPath());
        Container nightly = NIGHTLY.getContainers().getFirst();
        assertEquals("Etc/UTC", variables(nightly).get("ETL_TIME_ZONE"));
        assertEquals(nightly.getTerminationMessagePath(), variables(nightly).get("ETL_TERMINATION_MESSAGE"));
        assertEquals("FallbackToLogsOnError", nightly.getTerminationMessagePolicy());
    }

    /// Kubernetes takes the last of several, a server-side apply refuses them.
    @ParameterizedTest
    @EnumSource
    void no_variable_is_there_twice(ChartTest.Values table) {
        Manifests manifests = Chart.render(table.values);
        manifests.all(CronJob.class).forEach(cronJob -> {
            List<String> names = manifests.container(cronJob.getMetadata().getName()).getEnv().stream()
                    .map(EnvVar::getName)
                    .toList();
            assertEquals(names.stream().distinct().toList(), names);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "{}                                                             | -XX:MaxRAMPercentage=64",
                "{resources: {limits: {memory: 8Gi}}}                           | -XX:MaxRAMPercentage=64",
                "{heapPercent: 75}                                              | -XX:MaxRAMPercentage=75",
                "{javaOpts: -Xmx300m -Xlog:gc}                                  | -XX:MaxRAMPercentage=64 -Xmx300m -Xlog:gc",
                "{resources: null, javaOpts: -Xlog:gc}                          | -Xlog:gc",
                "{resources: {requests: {memory: 1Gi}, limits: {memory: null}}} | none",
            })
    void the_heap_follows_from_the_memorys_limit(String job, String options) {
        assertEquals(
                options,
                variables(Chart.render(Chart.LEAST + "job: " + job + "\n").container("etl-nightly"))
                        .get("ETL_JAVA_OPTS"));
    }

    @Test
    void the_password_of_a_secret_is_mounted_as_a_file() {
        Manifests manifests = Chart.render(Chart.LEAST + "source: {existingSecret: {name: shop-db, key: reader}}\n");
        var secret =
                volume(manifests.pod("etl-nightly"), "source").orElseThrow().getSecret();
        assertEquals("shop-db", secret.getSecretName());
        assertEquals("reader", secret.getItems().getFirst().getKey());
        // The owner is root; the pod's group reads it.
        assertEquals(0440, secret.getDefaultMode());
        assertEquals(
                mountPath(manifests.container("etl-nightly"), "source") + "/"
                        + secret.getItems().getFirst().getPath(),
                variables(manifests.container("etl-nightly")).get("ETL_SOURCE_PASSWORD_FILE"));
        assertEquals(10001, manifests.pod("etl-nightly").getSecurityContext().getFsGroup());
    }

    @Test
    void an_external_secret_makes_the_secret_that_is_mounted() {
        Manifests manifests = Chart.render(ChartTest.Values.EVERYTHING.values);
        Manifests.ExternalSecret external = manifests.only(Manifests.ExternalSecret.class);
        var secret = volume(manifests.pod("etl-shop-nightly"), "source")
                .orElseThrow()
                .getSecret();
        assertEquals(external.spec().target().name(), secret.getSecretName());
        assertEquals(
                external.spec().data().getFirst().secretKey(),
                secret.getItems().getFirst().getKey());
        assertEquals(
                new Manifests.ExternalSecret.StoreRef("aws", "SecretStore"),
                external.spec().secretStoreRef());
        assertEquals(
                new Manifests.ExternalSecret.RemoteRef("shop/reader", Optional.of("password")),
                external.spec().data().getFirst().remoteRef());
        assertTrue(
                Refusal.of(() -> Chart.render(ChartTest.Values.EVERYTHING.values.replace(
                                "  ca: {configMap: rds-bundle}", "  existingSecret: {name: shop-db}")))
                        .contains(
                                "source.existingSecret.name and source.externalSecret.enabled are both set: leave one of them out."));
    }

    @Test
    void without_a_secret_there_is_no_password_file() {
        assertTrue(volume(NIGHTLY, "source").isEmpty());
        assertNull(variables(NIGHTLY.getContainers().getFirst()).get("ETL_SOURCE_PASSWORD_FILE"));
    }

    @Test
    void the_authorities_are_mounted() {
        Manifests manifests = Chart.render(Chart.LEAST + "source: {ca: {configMap: rds, key: eu.pem}}\n");
        var authorities =
                volume(manifests.pod("etl-nightly"), "ca").orElseThrow().getConfigMap();
        assertEquals("rds", authorities.getName());
        assertEquals("eu.pem", authorities.getItems().getFirst().getKey());
        assertEquals(
                mountPath(manifests.container("etl-nightly"), "ca") + "/"
                        + authorities.getItems().getFirst().getPath(),
                variables(manifests.container("etl-nightly")).get("ETL_SOURCE_SSLROOTCERT"));
    }

    @Test
    void what_the_user_adds_is_there() {
        Manifests manifests = Chart.render(ChartTest.Values.EVERYTHING.values);
        PodSpec pod = manifests.pod("etl-shop-nightly");
        Container container = manifests.container("etl-shop-nightly");
        assertEquals(List.of("run", "--all", "--verify"), container.getArgs());
        assertEquals("eu-central-1", variables(container).get("AWS_REGION"));
        assertEquals("otel", container.getEnvFrom().getFirst().getConfigMapRef().getName());
        assertEquals("-XX:MaxRAMPercentage=64 -Xlog:gc", variables(container).get("ETL_JAVA_OPTS"));
        assertEquals("registry.acme.com:5000/data/etl@sha256:" + "0".repeat(64), container.getImage());
        assertEquals("Always", container.getImagePullPolicy());
        assertEquals("registry", pod.getImagePullSecrets().getFirst().getName());
        assertEquals(Map.of("pool", "batch"), pod.getNodeSelector());
        assertEquals("batch", pod.getTolerations().getFirst().getKey());
        assertEquals(
                List.of(), pod.getAffinity().getNodeAffinity().getPreferredDuringSchedulingIgnoredDuringExecution());
        assertEquals("batch", pod.getPriorityClassName());
        assertEquals("/jars", mountPath(container, "jars"));
        assertTrue(volume(pod, "jars").orElseThrow().getEmptyDir() != null);
        assertEquals(
                "data",
                manifests
                        .cronJob("etl-shop-nightly")
                        .getSpec()
                        .getJobTemplate()
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels()
                        .get("cost"));
        assertEquals(
                3600,
                manifests
                        .cronJob("etl-shop-nightly")
                        .getSpec()
                        .getJobTemplate()
                        .getSpec()
                        .getActiveDeadlineSeconds());
    }

    @Test
    void the_test_pod_checks_what_the_schedules_run_with() {
        Manifests manifests = Chart.render(ChartTest.Values.EVERYTHING.values);
        Pod test = manifests.only(Pod.class);
        assertEquals("test", test.getMetadata().getAnnotations().get(Chart.HOOK_SHOWN));
        Container check = test.getSpec().getContainers().getFirst();
        Container nightly = manifests.container("etl-shop-nightly");
        assertEquals(List.of("check"), check.getArgs());
        assertEquals(nightly.getImage(), check.getImage());
        assertEquals(nightly.getVolumeMounts(), check.getVolumeMounts());
        Map<String, String> scheduled = variables(nightly);
        scheduled.remove("ETL_SCHEDULE_JOB");
        assertEquals(scheduled, variables(check));
    }

    private static Map<String, String> variables(Container container) {
        Map<String, String> variables = new TreeMap<>();
        container.getEnv().forEach(variable -> variables.put(variable.getName(), variable.getValue()));
        return variables;
    }

    private static Optional<Volume> volume(PodSpec pod, String name) {
        return pod.getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst();
    }

    private static String mountPath(Container container, String volume) {
        return container.getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals(volume))
                .map(VolumeMount::getMountPath)
                .findFirst()
                .orElseThrow();
    }
}
