package etl.cli.config;

import etl.tasks.Increment;
import etl.tasks.Keep;
import etl.tasks.Nearest;
import etl.tasks.Partitioning;
import etl.tasks.Partitioning.Unit;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads the keys of a task that say how its rows are read and kept: `source`, `partition-by`, `keep`, `incremental`.
final class TaskChoicesReader {
    private static final String NO_KEYS = "none";
    private static final List<String> UNITS = Stream.of(Unit.values())
            .filter(unit -> unit != Unit.VALUE)
            .map(TaskChoicesReader::word)
            .toList();

    /// A name as in SQL, or what stands between parentheses after the name of a function.
    private static final Pattern KEY = Pattern.compile(
            "(?:(?<unit>[A-Za-z_]+)\\s*\\(\\s*(?<of>.*?)\\s*\\)|(?<column>\"(?:[^\"]|\"\")+\"|[^\"()]+))");

    private static final String KEYS = "expected dt, none, a column's name, day(COLUMN), month(COLUMN) or year(COLUMN)";
    private static final String KEEP = "expected how many dates to keep, such as 1, or how many days, such as 90d";
    private static final Pattern NUMBER = Pattern.compile("(?<number>[1-9]\\d{0,5})(?<days>d?)");

    private final String path;
    private final BiConsumer<Node, String> problem;
    private Optional<String> source = Optional.empty();
    private Optional<Partitioning> partitioning = Optional.empty();
    private Optional<Keep> keep = Optional.empty();
    private Optional<Increment> increment = Optional.empty();

    /// @param path the task's place in the file: `tasks.events`
    /// @param problem takes what is wrong, and where
    TaskChoicesReader(String path, BiConsumer<Node, String> problem) {
        this.path = path;
        this.problem = problem;
    }

    TaskChoices choices() {
        return new TaskChoices(source, partitioning, keep, increment);
    }

    void source(Node node) {
        source = text(node, path + ".source", "expected the name of one of sources");
    }

    void keep(Node node) {
        String key = path + ".keep";
        Optional<String> text = text(node, key, KEEP);
        if (text.isEmpty()) {
            return;
        }
        Matcher parts = NUMBER.matcher(text.get());
        if (!parts.matches()) {
            problem.accept(node, "%s: '%s': %s.".formatted(key, text.get(), KEEP));
            return;
        }
        int number = Integer.parseInt(parts.group("number"));
        keep = Optional.of(parts.group("days").isEmpty() ? new Keep.Newest(number) : new Keep.Days(number));
    }

    void partitionBy(Node node) {
        String key = path + ".partition-by";
        List<String> texts = new ArrayList<>();
        List<Node> items = node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
        if (items.isEmpty()) {
            problem.accept(node, key + ": the list is empty. Write none for a table without partitions.");
        }
        for (Node item : items) {
            text(item, key, KEYS).ifPresent(texts::add);
        }
        if (texts.isEmpty() || texts.size() < items.size()) {
            return;
        }
        if (texts.equals(List.of(NO_KEYS))) {
            partitioning = Optional.of(Partitioning.NONE);
            return;
        }
        List<Partitioning.Key> keys = new ArrayList<>();
        boolean date = false;
        for (String text : texts) {
            if (text.equals(NO_KEYS)) {
                problem.accept(node, key + ": none stands alone. Remove it, or the other keys.");
                return;
            }
            if (text.equals(Partitioning.DATE_KEY)) {
                if (date || !keys.isEmpty()) {
                    problem.accept(
                            node, key + (date ? ": dt is there twice. Remove one." : ": dt comes first. Move it."));
                    return;
                }
                date = true;
                continue;
            }
            Optional<Partitioning.Key> found = key(node, key, text);
            if (found.isEmpty()) {
                return;
            }
            keys.add(found.get());
        }
        partitioning = Optional.of(new Partitioning(date, keys, ZoneOffset.UTC));
    }

    private Optional<Partitioning.Key> key(Node node, String path, String text) {
        Matcher parts = KEY.matcher(text);
        if (!parts.matches()) {
            problem.accept(node, "%s: '%s': %s.".formatted(path, text, KEYS));
            return Optional.empty();
        }
        String unit = parts.group("unit");
        if (unit == null) {
            return Optional.of(new Partitioning.Key(unquoted(parts.group("column")), Unit.VALUE));
        }
        if (!UNITS.contains(unit)) {
            String question = Nearest.question(unit, UNITS);
            problem.accept(
                    node,
                    "%s: '%s' is not known.%s"
                            .formatted(
                                    path,
                                    unit,
                                    question.isEmpty() ? " Known are " + String.join(", ", UNITS) + "." : question));
            return Optional.empty();
        }
        if (parts.group("of").isEmpty()) {
            problem.accept(node, "%s: '%s' names no column. Write %s(COLUMN).".formatted(path, text, unit));
            return Optional.empty();
        }
        return Optional.of(
                new Partitioning.Key(unquoted(parts.group("of")), Unit.valueOf(unit.toUpperCase(Locale.ROOT))));
    }

    private static String word(Unit unit) {
        return unit.name().toLowerCase(Locale.ROOT);
    }

    /// A column's exact name; one that reads like something else here, such as `dt`, is quoted as in SQL.
    private static String unquoted(String text) {
        return text.length() > 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                : text;
    }

    void incremental(Node node) {
        String key = path + ".incremental";
        if (!(node instanceof MappingNode mapping)) {
            problem.accept(
                    node,
                    key + ": expected keys such as {column: updated_at, lag: 5m, mode: append}, not " + Yaml.kind(node)
                            + ".");
            return;
        }
        Map<String, Node> found = new HashMap<>();
        List<String> known = List.of("column", "lag", "mode", "time-zone");
        Yaml.entries(
                mapping,
                (name, tuple) -> {
                    if (known.contains(name)) {
                        found.put(name, tuple.getValueNode());
                    } else {
                        String question = Nearest.question(name, known);
                        problem.accept(
                                tuple.getKeyNode(),
                                "unknown key '%s' in %s.%s"
                                        .formatted(
                                                name,
                                                key,
                                                question.isEmpty()
                                                        ? " Known are " + String.join(", ", known) + "."
                                                        : question));
                    }
                },
                problem);
        Node column = found.get("column");
        Node mode = found.get("mode");
        if (column == null || mode == null) {
            problem.accept(
                    node,
                    "%s has no %s. Write {column: updated_at, lag: 5m, mode: append} or mode: upsert-partitions."
                            .formatted(key, column == null ? "column" : "mode"));
            return;
        }
        Optional<String> name = text(column, key + ".column", "expected a column's name");
        Optional<Increment.Mode> how = mode(mode, key + ".mode");
        Node lag = found.get("lag");
        Optional<Duration> behind = lag == null ? Optional.of(Increment.DEFAULT_LAG) : lag(lag, key + ".lag");
        Node clock = found.get("time-zone");
        Optional<ZoneId> zone = clock == null ? Optional.empty() : zone(clock, key + ".time-zone");
        if (name.isPresent() && how.isPresent() && behind.isPresent()) {
            increment = Optional.of(new Increment(name.get(), behind.get(), how.get(), zone));
        }
    }

    private Optional<Increment.Mode> mode(Node node, String key) {
        Optional<String> text = text(node, key, "expected append or upsert-partitions");
        try {
            return text.map(ValueType.choice(Increment.Mode.class)::parse);
        } catch (IllegalArgumentException unknown) {
            problem.accept(node, key + ": " + unknown.getMessage());
            return Optional.empty();
        }
    }

    private Optional<ZoneId> zone(Node node, String key) {
        Optional<String> text = text(node, key, "expected a time zone such as Europe/Zurich");
        try {
            return text.map(ValueType.ZONE::parse);
        } catch (IllegalArgumentException unknown) {
            problem.accept(node, key + ": " + unknown.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Duration> lag(Node node, String key) {
        Optional<String> text = text(node, key, "expected a duration such as 5m");
        if (text.isPresent() && text.get().matches("0[a-z]*")) {
            return Optional.of(Duration.ZERO);
        }
        try {
            return text.map(ValueType.DURATION::parse);
        } catch (IllegalArgumentException wrong) {
            problem.accept(node, key + ": " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private Optional<String> text(Node node, String key, String expected) {
        if (node instanceof ScalarNode scalar
                && !Yaml.isNull(node)
                && !scalar.getValue().isBlank()) {
            return Optional.of(scalar.getValue().strip());
        }
        problem.accept(node, "%s: %s, not %s.".formatted(key, expected, Yaml.kind(node)));
        return Optional.empty();
    }
}
