package etl.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.comments.CommentLine;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The table of the chart's README follows from values.yaml: each key with a comment `# -- …` is a row, what is below it
/// belongs to its default. `./mvnw -pl helm -am test -Dtest=ChartReadmeTest -Dsurefire.failIfNoSpecifiedTests=false
/// -Detl.docs.write=true` writes it anew.
class ChartReadmeTest {
    private static final Path README = Chart.FOLDER.resolve("README.md");
    private static final String BEGIN = "<!-- begin: generated, see ChartReadmeTest -->";
    private static final String END = "<!-- end: generated -->";
    private static final String MARK = " -- ";
    private static final JsonMapper JSON =
            JsonMapper.builder().disable(SerializationFeature.INDENT_OUTPUT).build();

    /// @param key with dots between its parts
    /// @param value the default
    private record Row(String key, @Nullable Object value, String description) {
        String text() {
            String written = value == null ? "" : "`" + JSON.writeValueAsString(value) + "`";
            return "| `%s` | %s | %s |".formatted(key, written, description.replace("|", "\\|"));
        }
    }

    @Test
    void the_readme_names_every_value() throws IOException {
        String table = "| value | default | what it is |\n|---|---|---|\n"
                + rows().stream().map(Row::text).collect(Collectors.joining("\n"));
        String page = Files.readString(README);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertTrue(begin >= BEGIN.length() && end > begin, "README.md has lost the marks around its generated part");
        if (Boolean.getBoolean("etl.docs.write")) {
            Files.writeString(README, page.substring(0, begin) + "\n" + table + "\n" + page.substring(end));
        } else {
            assertEquals(
                    table,
                    page.substring(begin, end).strip(),
                    "helm/etl/README.md is stale: run ./mvnw -pl helm -am test -Dtest=ChartReadmeTest -Dsurefire.failIfNoSpecifiedTests=false -Detl.docs.write=true");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"etl/README.md", "../docs/kubernetes.md"})
    void examples_of_values_are_rendered(String page) throws IOException {
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of(page)));
        assertTrue(example.find());
        Manifests manifests = Chart.render(example.group(1));
        assertEquals("Europe/Berlin", manifests.cronJob("etl-nightly").getSpec().getTimeZone());
    }

    private static List<Row> rows() {
        Node root = new Compose(LoadSettings.builder().setParseComments(true).build())
                .composeString(Chart.file("values.yaml"))
                .orElseThrow();
        List<Row> rows = new ArrayList<>();
        collect("", (MappingNode) root, rows);
        return rows;
    }

    private static void collect(String prefix, MappingNode mapping, List<Row> rows) {
        for (NodeTuple tuple : mapping.getValue()) {
            String key = prefix + ((ScalarNode) tuple.getKeyNode()).getValue();
            List<CommentLine> comments = tuple.getKeyNode().getBlockComments();
            String comment = comments == null || comments.isEmpty()
                    ? ""
                    : comments.getLast().getValue();
            if (comment.startsWith(MARK)) {
                rows.add(new Row(key, value(key), comment.substring(MARK.length())));
            } else if (tuple.getValueNode() instanceof MappingNode section) {
                collect(key + ".", section, rows);
            } else {
                throw new IllegalStateException(
                        "values.yaml: " + key + " has no description. Write '# -- …' above it.");
            }
        }
    }

    /// The default, with its keys in one order.
    private static @Nullable Object value(String path) {
        Object value = new Load(LoadSettings.builder().build()).loadFromString(Chart.file("values.yaml"));
        for (String key : path.split("\\.")) {
            value = ((Map<?, ?>) value).get(key);
        }
        return value instanceof Map<?, ?> map ? new TreeMap<>(map) : value;
    }
}
