package etl.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// values.yaml, its schema and the templates know the same values.
class ValuesUsedTest {
    /// What is after `.Values`, and what templates call a part of it.
    private static final Pattern NAMED = Pattern.compile("(\\.Values|\\$values|\\$job)\\.([A-Za-z.]+)");

    /// Sections that templates hand on as they are, to Kubernetes or to a range over them; below them keys are the user's.
    private static final List<String> WHOLE = List.of(
            "schedules.",
            "job.resources.",
            "job.podAnnotations.",
            "podSecurityContext.",
            "securityContext.",
            "prometheusRule.alertLabels.");

    private static final Set<String> USED = new TreeSet<>();

    @BeforeAll
    static void readTemplates() throws IOException {
        try (Stream<Path> files = Files.walk(Chart.FOLDER.resolve("templates"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher named = NAMED.matcher(Files.readString(file));
                while (named.find()) {
                    USED.add((named.group(1).equals("$job") ? "job." : "") + named.group(2));
                }
            }
        }
    }

    @Test
    void every_value_is_used_by_a_template() {
        Set<String> unused = leaves("", values());
        unused.removeIf(leaf -> USED.contains(leaf) || WHOLE.stream().anyMatch(leaf::startsWith));
        assertEquals(Set.of(), unused);
    }

    @Test
    void every_value_that_a_template_names_is_there() {
        Set<String> known = known("", values());
        // Of each schedule, which values.yaml shows by an example.
        known.add("job.schedule");
        known.add("job.args");
        Set<String> missing = new TreeSet<>(USED);
        missing.removeAll(known);
        assertEquals(Set.of(), missing);
    }

    @Test
    void values_and_schema_have_the_same_keys() {
        JsonNode schema = JsonMapper.builder().build().readTree(Chart.file("values.schema.json"));
        Set<String> inSchema = new TreeSet<>();
        collectKeys("", schema, inSchema);
        // Helm's own, for charts in charts; and what only the program or Kubernetes looks into.
        inSchema.removeIf(
                key -> List.of("global", "config.", "job.resources.").stream().anyMatch(key::startsWith));
        Set<String> inValues = known("", values());
        inValues.removeIf(key -> WHOLE.stream().anyMatch(key::startsWith));
        assertEquals(inSchema, inValues);
        assertTrue(inValues.size() > 50, inValues::toString);
    }

    private static void collectKeys(String prefix, JsonNode schema, Set<String> keys) {
        schema.path("properties").properties().forEach(property -> {
            String key = prefix + property.getKey();
            keys.add(key);
            collectKeys(key + ".", property.getValue(), keys);
        });
    }

    private static Map<?, ?> values() {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Chart.file("values.yaml"));
    }

    private static Set<String> known(String prefix, Map<?, ?> values) {
        Set<String> known = new TreeSet<>();
        values.forEach((key, value) -> {
            known.add(prefix + key);
            if (value instanceof Map<?, ?> map) {
                known.addAll(known(prefix + key + ".", map));
            }
        });
        return known;
    }

    private static Set<String> leaves(String prefix, Map<?, ?> values) {
        Set<String> leaves = new TreeSet<>();
        values.forEach((key, value) -> {
            if (value instanceof Map<?, ?> map && !map.isEmpty()) {
                leaves.addAll(leaves(prefix + key + ".", map));
            } else {
                leaves.add(prefix + key);
            }
        });
        return leaves;
    }
}
