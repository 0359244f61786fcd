package etl.helm;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/// Rendered objects, as Kubernetes' own types. A field that a type doesn't have is refused.
///
/// @param objects in the order in which they were rendered
record Manifests(List<Object> objects) {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                /// The model's classes would keep whatever they don't know.
                @Override
                public Boolean hasAnySetter(MapperConfig<?> config, Annotated setter) {
                    return false;
                }
            })
            .build();

    private static final Map<String, Class<?>> KINDS = Map.of(
            "batch/v1 CronJob", CronJob.class,
            "v1 ConfigMap", ConfigMap.class,
            "v1 Pod", Pod.class,
            "v1 ServiceAccount", ServiceAccount.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
            "external-secrets.io/v1 ExternalSecret", ExternalSecret.class,
            "monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class);

    /// Of the External Secrets Operator.
    ///
    /// Source: https://external-secrets.io/latest/api/externalsecret/
    record ExternalSecret(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {
        record Spec(String refreshInterval, StoreRef secretStoreRef, Target target, List<Data> data) {}

        record StoreRef(String name, String kind) {}

        record Target(String name, String creationPolicy) {}

        record Data(String secretKey, RemoteRef remoteRef) {}

        record RemoteRef(String key, Optional<String> property) {}
    }

    /// Of the Prometheus Operator.
    ///
    /// Source: https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
    record PrometheusRule(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {
        record Spec(List<Group> groups) {}

        record Group(String name, List<Rule> rules) {}

        record Rule(
                String alert,
                String expr,

                @JsonProperty("for") Optional<String> lasting,

                Map<String, String> labels,
                Map<String, String> annotations) {}
    }

    static Manifests parse(String yaml) {
        List<Object> objects = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            if (document instanceof Map<?, ?> object) {
                String kind = object.get("apiVersion") + " " + object.get("kind");
                Class<?> type = KINDS.get(kind);
                if (type == null) {
                    throw new IllegalStateException("The chart renders a " + kind + ", which no test knows.");
                }
                objects.add(STRICT.convertValue(object, type));
            }
        }
        return new Manifests(objects);
    }

    <T> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// The one object of its kind.
    <T> T only(Class<T> type) {
        List<T> all = all(type);
        if (all.size() != 1) {
            throw new IllegalStateException(
                    "The chart renders " + all.size() + " of " + type.getSimpleName() + ", not one.");
        }
        return all.getFirst();
    }

    CronJob cronJob(String name) {
        return all(CronJob.class).stream()
                .filter(job -> job.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// The pod of that CronJob's jobs.
    PodSpec pod(String cronJob) {
        return cronJob(cronJob)
                .getSpec()
                .getJobTemplate()
                .getSpec()
                .getTemplate()
                .getSpec();
    }

    Container container(String cronJob) {
        List<Container> containers = pod(cronJob).getContainers();
        if (containers.size() != 1) {
            throw new IllegalStateException("The pod has " + containers.size() + " containers, not one.");
        }
        return containers.getFirst();
    }
}
