package etl.helm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// values.schema.json refuses a mistake before anything is installed, and names its place.
class ValuesSchemaTest {
    private static final JsonNode SCHEMA = JsonMapper.builder().build().readTree(Chart.file("values.schema.json"));

    /// One of each kind.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // An unknown key, at every depth.
                "schedule: 0 3 * * *                                             | at '': additional properties 'schedule' not allowed",
                "image: {name: etl}                                              | at '/image': additional properties 'name' not allowed",
                "job: {backofLimit: 3}                                           | at '/job': additional properties 'backofLimit' not allowed",
                "job: {resources: {limit: {memory: 1Gi}}}                        | at '/job/resources': additional properties 'limit' not allowed",
                "schedules: {nightly: {cron: 0 3 * * *}}                         | at '/schedules/nightly': additional properties 'cron' not allowed",
                "source: {existingSecret: {secret: db}}                          | at '/source/existingSecret': additional properties 'secret' not allowed",
                "serviceAccount: {role: etl}                                     | at '/serviceAccount': additional properties 'role' not allowed",
                "prometheusRule: {enable: true}                                  | at '/prometheusRule': additional properties 'enable' not allowed",
                // A wrong type.
                "config: [a]                                                     | at '/config': got array, want string or object",
                "job: {suspend: 'no'}                                            | at '/job/suspend': got string, want boolean",
                "job: {backoffLimit: many}                                       | at '/job/backoffLimit': got string, want integer",
                "job: {env: {AWS_REGION: eu-central-1}}                          | at '/job/env': got object, want array",
                "job: {env: [{name: A, value: 1}]}                               | at '/job/env/0/value': got number, want string",
                "job: {podAnnotations: {safe: false}}                            | at '/job/podAnnotations/safe': got boolean, want string",
                "schedules: {nightly: {args: run --all}}                         | at '/schedules/nightly/args': got string, want array",
                "networkPolicy: {postgresPort: '5432'}                           | at '/networkPolicy/postgresPort': got string, want integer",
                // No cron expression.
                "schedules: {nightly: {schedule: 3 o clock}}                     | at '/schedules/nightly/schedule': '3 o clock' does not match pattern",
                "schedules: {nightly: {schedule: 60 3 * * *}}                    | at '/schedules/nightly/schedule': '60 3 * * *' does not match pattern",
                "schedules: {nightly: {schedule: 0 24 * * *}}                    | at '/schedules/nightly/schedule': '0 24 * * *' does not match pattern",
                "schedules: {nightly: {schedule: 0 3 * * 7}}                     | at '/schedules/nightly/schedule': '0 3 * * 7' does not match pattern",
                "schedules: {nightly: {schedule: 0 3 * *}}                       | at '/schedules/nightly/schedule': '0 3 * *' does not match pattern",
                "schedules: {nightly: {schedule: 0 0 3 * * *}}                   | at '/schedules/nightly/schedule': '0 0 3 * * *' does not match pattern",
                "schedules: {nightly: {schedule: '*/0 * * * *'}}                 | at '/schedules/nightly/schedule': '*/0 * * * *' does not match pattern",
                "schedules: {nightly: {schedule: CRON_TZ=UTC 0 3 * * *}}         | at '/schedules/nightly/schedule': 'CRON_TZ=UTC 0 3 * * *' does not match pattern",
                // A zone that Kubernetes refuses.
                "job: {timeZone: Local}                                          | at '/job/timeZone': 'not' failed",
                "job: {timeZone: EST}                                            | at '/job/timeZone': 'not' failed",
                "job: {timeZone: ''}                                             | at '/job/timeZone': '' does not match pattern",
                // Numbers out of range.
                "job: {backoffLimit: -1}                                         | at '/job/backoffLimit': minimum: got -1, want 0",
                "job: {ttlSecondsAfterFinished: -1}                              | at '/job/ttlSecondsAfterFinished': minimum: got -1, want 0",
                "job: {startingDeadlineSeconds: 5}                               | at '/job/startingDeadlineSeconds': minimum: got 5, want 10",
                "job: {activeDeadlineSeconds: 0}                                 | at '/job/activeDeadlineSeconds': minimum: got 0, want 1",
                "job: {failOnExitCodes: [0]}                                     | at '/job/failOnExitCodes/0': minimum: got 0, want 1",
                "job: {failOnExitCodes: [256]}                                   | at '/job/failOnExitCodes/0': maximum: got 256, want 255",
                "job: {failOnExitCodes: [2, 2]}                                  | at '/job/failOnExitCodes': items at 0 and 1 are equal",
                "job: {heapPercent: 100}                                         | at '/job/heapPercent': maximum: got 100, want 90",
                "networkPolicy: {postgresPort: 70000}                            | at '/networkPolicy/postgresPort': maximum: got 70,000, want 65,535",
                // A quantity that isn't one.
                "job: {resources: {limits: {memory: 1 GB}}}                      | at '/job/resources/limits/memory': '1 GB' does not match pattern",
                "job: {resources: {limits: {memory: 1gi}}}                       | at '/job/resources/limits/memory': '1gi' does not match pattern",
                "job: {resources: {limits: {cpu: -1}}}                           | at '/job/resources/limits/cpu': minimum: got -1, want 0",
                "tmp: {sizeLimit: much}                                          | at '/tmp/sizeLimit': 'much' does not match pattern",
                // A choice that there isn't.
                "image: {pullPolicy: Sometimes}                                  | at '/image/pullPolicy': value must be one of 'IfNotPresent', 'Always', 'Never'",
                "image: {digest: latest}                                         | at '/image/digest': 'latest' does not match pattern",
                "image: {repository: Etl}                                        | at '/image/repository': 'Etl' does not match pattern",
                "source: {externalSecret: {secretStoreRef: {kind: Vault}}}       | at '/source/externalSecret/secretStoreRef/kind': value must be one of 'SecretStore', 'ClusterSecretStore'",
                // Names that Kubernetes refuses.
                "existingConfigMap: My_Config                                    | at '/existingConfigMap': 'My_Config' does not match pattern",
                "schedules: {Nightly: {schedule: 0 3 * * *, args: [run]}}        | 'Nightly' does not match pattern",
                "schedules: {a-schedule-of-a-long-name: {schedule: 0 3 * * *, args: [run]}} | 'a-schedule-of-a-long-name' does not match pattern",
                "commonLabels: {app.kubernetes.io/name: a}                       | at '/commonLabels/app.kubernetes.io~1name': false schema",
                "job: {podLabels: {job-name: a}}                                 | at '/job/podLabels/job-name': false schema",
                "commonLabels: {team: a b}                                       | at '/commonLabels/team': 'a b' does not match pattern",
                // What is required.
                "schedules: {hourly: {args: [run, --all]}}                       | at '/schedules/hourly': missing property 'schedule'",
                "schedules: {hourly: {schedule: '@hourly'}}                      | at '/schedules/hourly': missing property 'args'",
                "schedules: {hourly: {schedule: '@hourly', args: []}}            | at '/schedules/hourly/args': minItems: got 0, want 1",
                "schedules: {nightly: null}                                      | at '/schedules': minProperties: got 0, want 1",
                "job: {backoffLimit: null}                                       | at '/job': missing property 'backoffLimit'",
                "job: {env: [{value: a}]}                                        | at '/job/env/0': missing property 'name'",
                "source: {externalSecret: {enabled: true, remoteRef: {key: a}}}  | at '/source/externalSecret/secretStoreRef/name': minLength: got 0, want 1",
                "source: {externalSecret: {enabled: true, secretStoreRef: {name: a}}} | at '/source/externalSecret/remoteRef/key': minLength: got 0, want 1",
                "extraVolumeMounts: [{name: jars}]                               | at '/extraVolumeMounts/0': missing property 'mountPath'",
                // What the chart itself sets, and what doesn't belong there.
                "job: {env: [{name: ETL_CONFIG, value: a}]}                      | at '/job/env/0/name': 'not' failed",
                "config: {source: {password: secret}}                            | at '/config/source/password': false schema",
                "config: {aws: {bucket-owner: 123456789012}}                     | at '/config/aws/bucket-owner': got number, want string",
            })
    void a_bad_value_is_refused_by_its_place(String values, String message) {
        String all = values.startsWith("config:") ? values + "\n" : Chart.LEAST + values + "\n";
        String refusal = Refusal.of(() -> Chart.render(all));
        assertTrue(refusal.contains(message), refusal);
        assertTrue(refusal.contains("values don't meet the specifications of the schema"), refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}                                          | config is empty: give it what etl.yaml holds",
                "{config: {workers: 2}, existingConfigMap: a} | config and existingConfigMap are both set: leave one of them out.",
            })
    void a_configuration_is_asked_for(String values, String message) {
        String refusal = Refusal.of(() -> Chart.render(values));
        assertTrue(refusal.contains(message), refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "0 3 * * *",
                "0,30 3 * * *",
                "*/5 * * * *",
                "0-30/10 8-18 * * MON-FRI",
                "? 3 ? * *",
                "0 3 1,15 JAN,jul *",
                "5/15 00 01 01 0",
                "@daily",
                "@hourly",
                "59 23 31 12 6"
            })
    void a_schedule_that_kubernetes_takes_is_taken(String schedule) {
        assertDoesNotThrow(() -> Chart.render(Chart.LEAST + "schedules: {nightly: {schedule: '" + schedule + "'}}\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{limits: {memory: 1Gi, cpu: 2}}",
                "{limits: {memory: 1073741824, cpu: 0.5}}",
                "{requests: {memory: 1.5Gi, cpu: 1500m, ephemeral-storage: 1Gi}}",
                "{limits: {acme.com/gpu: 1}}",
            })
    void a_quantity_is_taken(String resources) {
        assertDoesNotThrow(() -> Chart.render(Chart.LEAST + "job: {resources: " + resources + "}\n"));
    }

    @ParameterizedTest
    @CsvSource({"Etc/UTC", "UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+8"})
    void a_zone_is_taken(String zone) {
        assertDoesNotThrow(() -> Chart.render(Chart.LEAST + "job: {timeZone: " + zone + "}\n"));
    }

    @Test
    void a_schedule_may_replace_all_that_is_common() {
        Set<String> common =
                new TreeSet<>(SCHEMA.at("/properties/job/properties").propertyNames());
        Set<String> own = new TreeSet<>(SCHEMA.at("/properties/schedules/additionalProperties/properties")
                .propertyNames());
        common.add("schedule");
        common.add("args");
        assertEquals(common, own);
    }

    /// What is open is what Kubernetes or the program looks into.
    @Test
    void no_unknown_key_is_taken_where_the_chart_knows_them_all() {
        Set<String> open = new TreeSet<>();
        collectOpen("", SCHEMA, open);
        assertEquals(
                Set.of(
                        "/global",
                        "/config",
                        "/config/aws",
                        "/config/source",
                        "/extraVolumes[]",
                        "/extraVolumeMounts[]",
                        "/job/affinity",
                        "/job/env[]/valueFrom",
                        "/job/envFrom[]",
                        "/job/tolerations[]",
                        "/networkPolicy/extraEgress[]",
                        "/podSecurityContext",
                        "/securityContext"),
                open);
    }

    private static void collectOpen(String path, JsonNode schema, Set<String> open) {
        if (schema.path("type").toString().contains("object") && !schema.has("additionalProperties")) {
            open.add(path);
        }
        schema.path("properties")
                .properties()
                .forEach(property -> collectOpen(path + "/" + property.getKey(), property.getValue(), open));
        if (schema.has("items")) {
            collectOpen(path + "[]", schema.get("items"), open);
        }
        if (schema.path("additionalProperties").isObject()) {
            collectOpen(path + "/*", schema.get("additionalProperties"), open);
        }
    }
}
