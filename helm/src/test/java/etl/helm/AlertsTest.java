package etl.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.helm.Manifests.PrometheusRule;
import etl.helm.Manifests.PrometheusRule.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is told that a night is missing.
class AlertsTest {
    private static final String ON = "prometheusRule: {enabled: true}\n";

    @Test
    void they_are_off_by_default() {
        assertEquals(List.of(), Chart.render(Chart.LEAST).all(PrometheusRule.class));
    }

    @Test
    void every_schedule_has_its_three_rules_over_its_own_series() {
        List<PrometheusRule.Group> groups = Chart.render(
                        Chart.LEAST + ON + "schedules: {hourly: {schedule: 10 * * * *, args: [run, --task, orders]}}\n")
                .only(PrometheusRule.class)
                .spec()
                .groups();
        assertEquals(
                List.of("etl-hourly", "etl-nightly"),
                groups.stream().map(PrometheusRule.Group::name).toList());
        for (PrometheusRule.Group group : groups) {
            assertEquals(
                    List.of("EtlMissed", "EtlNotStarted", "EtlFailed"),
                    group.rules().stream().map(Rule::alert).toList());
            for (Rule rule : group.rules()) {
                assertTrue(
                        selectors(rule.expr()).stream()
                                .allMatch(selector -> selector.contains("namespace=\"data\"")
                                        && (selector.contains("cronjob=\"" + group.name() + "\"")
                                                || selector.contains("owner_name=\"" + group.name() + "\"")
                                                || selector.startsWith("kube_job_failed")
                                                || selector.startsWith("kube_job_status_start_time"))),
                        rule::expr);
                assertEquals(Map.of("severity", "warning"), rule.labels());
                assertTrue(rule.annotations().get("summary").startsWith(group.name()), rule::toString);
            }
        }
    }

    /// The series of kube-state-metrics that the rules read: docs/metrics/workload/cronjob-metrics.md and job-metrics.md
    /// there.
    @Test
    void they_read_the_series_of_kube_state_metrics() {
        TreeSet<String> series = new TreeSet<>();
        for (Rule rule : rules("")) {
            selectors(rule.expr()).forEach(selector -> series.add(selector.substring(0, selector.indexOf('{'))));
        }
        assertEquals(
                List.of(
                        "kube_cronjob_next_schedule_time",
                        "kube_cronjob_spec_suspend",
                        "kube_cronjob_status_last_schedule_time",
                        "kube_cronjob_status_last_successful_time",
                        "kube_job_failed",
                        "kube_job_owner",
                        "kube_job_status_start_time"),
                List.copyOf(series));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 3 * * *  | {}                            | 21600s",
                "10 * * * * | {}                            | 3240s",
                "0 3 * * *  | {missedAfterSeconds: 36000}   | 36000s",
                "0 3 * * *  | {activeDeadlineSeconds: 1800} | 1800s",
            })
    void a_run_is_missed_after_six_hours_or_its_deadline(String schedule, String job, String lasting) {
        Rule missed = rules("schedules: {nightly: {schedule: " + schedule + "}}\njob: " + job + "\n")
                .getFirst();
        assertEquals(Optional.of(lasting), missed.lasting());
    }

    @Test
    void a_run_is_not_started_when_it_may_not_start_any_more() {
        Rule notStarted = rules("job: {startingDeadlineSeconds: 600}\n").get(1);
        assertTrue(notStarted.expr().endsWith(" > 900"), notStarted::expr);
    }

    @Test
    void their_labels_are_the_users() {
        PrometheusRule rule = Chart.render(
                        Chart.LEAST
                                + "prometheusRule: {enabled: true, labels: {release: prometheus}, alertLabels: {severity: critical, team: data}}\n")
                .only(PrometheusRule.class);
        assertEquals("prometheus", rule.metadata().getLabels().get("release"));
        assertEquals(
                Map.of("severity", "critical", "team", "data"),
                rule.spec().groups().getFirst().rules().getFirst().labels());
    }

    private static List<Rule> rules(String values) {
        return Chart.render(Chart.LEAST + ON + values)
                .only(PrometheusRule.class)
                .spec()
                .groups()
                .getFirst()
                .rules();
    }

    private static List<String> selectors(String expression) {
        return Pattern.compile("\\w+\\{[^}]*}")
                .matcher(expression)
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
