package etl.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.config.Settings;
import etl.tasks.ExitCode;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When runs begin, how often they are tried and when they are given up.
class CronJobTest {
    private static final CronJobSpec NIGHTLY =
            Chart.render(Chart.LEAST).cronJob("etl-nightly").getSpec();

    private static JobSpec job(CronJobSpec cronJob) {
        return cronJob.getJobTemplate().getSpec();
    }

    @Test
    void one_run_at_a_time_and_none_that_is_forgotten() {
        assertEquals("0 3 * * *", NIGHTLY.getSchedule());
        assertEquals("Forbid", NIGHTLY.getConcurrencyPolicy());
        assertEquals(3600, NIGHTLY.getStartingDeadlineSeconds());
        assertEquals(false, NIGHTLY.getSuspend());
        assertEquals("Failed", job(NIGHTLY).getPodReplacementPolicy());
        assertEquals(3, job(NIGHTLY).getBackoffLimit());
        assertEquals("Never", job(NIGHTLY).getTemplate().getSpec().getRestartPolicy());
    }

    @Test
    void the_default_zone_is_one_of_javas() {
        assertTrue(ZoneId.getAvailableZoneIds().contains(NIGHTLY.getTimeZone()), NIGHTLY::getTimeZone);
    }

    /// Which are worth another try is said in docs/exit-codes.md and nowhere else.
    @Test
    void exit_codes_that_no_try_helps_fail_the_job_and_all_others_are_tried_again() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "exit-codes.md"));
        List<Integer> hopeless = new ArrayList<>();
        for (ExitCode code : ExitCode.values()) {
            Matcher row = Pattern.compile("\n\\| " + code.code() + " \\|.*\\| *(yes|no)? *\\|\n")
                    .matcher(page);
            assertTrue(row.find(), code::toString);
            assertEquals(code == ExitCode.DONE, row.group(1) == null, code::toString);
            if ("no".equals(row.group(1))) {
                hopeless.add(code.code());
            }
        }
        PodFailurePolicyRule rule =
                job(NIGHTLY).getPodFailurePolicy().getRules().getFirst();
        assertEquals("FailJob", rule.getAction());
        assertEquals("etl", rule.getOnExitCodes().getContainerName());
        assertEquals("In", rule.getOnExitCodes().getOperator());
        assertEquals(hopeless, rule.getOnExitCodes().getValues());

        String inWords = hopeless.stream()
                .map(Object::toString)
                .collect(Collectors.joining(", "))
                .replaceFirst(", (\\d+)$", " or $1");
        String told = Files.readString(Path.of("..", "docs", "kubernetes.md"));
        assertTrue(told.contains("\n| " + inWords + ": no other try helps"), inWords);
    }

    @Test
    void what_the_cluster_moves_is_no_try() {
        PodFailurePolicyRule rule =
                job(NIGHTLY).getPodFailurePolicy().getRules().get(1);
        assertEquals("Ignore", rule.getAction());
        assertEquals("DisruptionTarget", rule.getOnPodConditions().getFirst().getType());
        assertEquals("True", rule.getOnPodConditions().getFirst().getStatus());
    }

    @Test
    void exit_codes_are_in_the_order_that_kubernetes_asks_for() {
        JobSpec job = job(Chart.render(Chart.LEAST + "job: {failOnExitCodes: [143, 2, 75]}\n")
                .cronJob("etl-nightly")
                .getSpec());
        assertEquals(
                List.of(2, 75, 143),
                job.getPodFailurePolicy().getRules().getFirst().getOnExitCodes().getValues());
    }

    @Test
    void without_such_exit_codes_there_is_no_rule_for_them() {
        JobSpec job = job(Chart.render(Chart.LEAST + "job: {failOnExitCodes: []}\n")
                .cronJob("etl-nightly")
                .getSpec());
        assertEquals(
                List.of("Ignore"),
                job.getPodFailurePolicy().getRules().stream()
                        .map(PodFailurePolicyRule::getAction)
                        .toList());
    }

    @Test
    void a_stopped_pod_has_the_time_that_the_publication_may_take() {
        long grace = job(NIGHTLY).getTemplate().getSpec().getTerminationGracePeriodSeconds();
        assertTrue(grace >= Settings.DEFAULT_CATALOG_DEADLINE.toSeconds() + 300, () -> grace + " s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 3 * * *         | 77760",
                "0 3 1 * MON-FRI   | 77760",
                "30 3,15 * * *     | 38880",
                "0 8-18/2 * * *    | 6480",
                "0 22-23,0 * * *   | 3240",
                "10 * * * *        | 3240",
                "0,50 3 * * *      | 2700",
                "5/20 * * * *      | 1080",
                "*/15 * * * *      | 810",
                "08-09 09 * * *    | 54",
                "* * * * *         | 54",
                "@hourly           | 3240",
                "@daily            | 77760",
                "@weekly           | 77760",
            })
    void a_run_has_nine_tenths_of_the_shortest_period(String schedule, long seconds) {
        assertEquals(seconds, job(scheduled(schedule, "")).getActiveDeadlineSeconds());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 3 * * *    | 86399 | 86400",
                "*/15 * * * * | 899   | 900",
            })
    void a_deadline_is_shorter_than_the_period_or_refused(String schedule, long longest, long period) {
        assertEquals(
                longest,
                job(scheduled(schedule, "activeDeadlineSeconds: " + longest)).getActiveDeadlineSeconds());
        String refusal = Refusal.of(() -> scheduled(schedule, "activeDeadlineSeconds: " + period));
        assertTrue(
                refusal.contains(
                        "schedules.one: activeDeadlineSeconds is %d and the schedule '%s' comes again after %d seconds. Give it less, or leave it out"
                                .formatted(period, schedule, period)),
                refusal);
    }

    @Test
    void a_schedule_replaces_what_is_common_even_by_false_and_zero() {
        Manifests manifests = Chart.render(Chart.LEAST + """
                        job: {suspend: true, backoffLimit: 5, resources: {limits: {memory: 2Gi}}, podAnnotations: {a: b}}
                        schedules:
                          hourly:
                            schedule: 10 * * * *
                            args: [run, --task, orders]
                            timeZone: Europe/Berlin
                            suspend: false
                            backoffLimit: 0
                            resources: {requests: {cpu: 1}}
                            podAnnotations: {}
                        """);
        CronJobSpec nightly = manifests.cronJob("etl-nightly").getSpec();
        assertEquals(true, nightly.getSuspend());
        assertEquals(5, job(nightly).getBackoffLimit());
        assertEquals("Etc/UTC", nightly.getTimeZone());

        CronJobSpec hourly = manifests.cronJob("etl-hourly").getSpec();
        assertEquals(false, hourly.getSuspend());
        assertEquals(0, job(hourly).getBackoffLimit());
        assertEquals("Europe/Berlin", hourly.getTimeZone());
        assertEquals(
                List.of(),
                List.copyOf(
                        job(hourly).getTemplate().getMetadata().getAnnotations().keySet()));
        assertEquals(
                "{requests={cpu=1}}",
                "{requests=" + manifests.container("etl-hourly").getResources().getRequests() + "}");
        assertTrue(manifests.container("etl-hourly").getResources().getLimits().isEmpty());
        assertEquals(
                List.of("run", "--task", "orders"),
                manifests.container("etl-hourly").getArgs());
    }

    /// Kubernetes refuses a CronJob whose name is longer: its jobs' names, eleven characters more, must fit into labels.
    @Test
    void names_of_cron_jobs_are_short_enough_and_keep_the_schedule_apart() {
        Manifests manifests = Chart.render(
                Chart.LEAST + """
                        fullnameOverride: %s
                        schedules:
                          a-long-name-it-may-be: {schedule: 0 1 * * *, args: [run, --all]}
                          a: {schedule: 0 2 * * *, args: [run, --all]}
                        """.formatted("x".repeat(60)).replace("a-long-name-it-may-be", "a-name-of-20-letters"));
        List<String> names = manifests.all(CronJob.class).stream()
                .map(cronJob -> cronJob.getMetadata().getName())
                .toList();
        assertEquals(
                List.of("x".repeat(50) + "-a", "x".repeat(31) + "-a-name-of-20-letters", "x".repeat(44) + "-nightly"),
                names);
    }

    private static CronJobSpec scheduled(String schedule, String more) {
        return Chart.render(Chart.LEAST + """
                        schedules:
                          one:
                            schedule: '%s'
                            args: [run, --all]
                            %s
                        """.formatted(schedule, more))
                .cronJob("etl-one")
                .getSpec();
    }
}
