package etl.cli.config;

import etl.parquet.TypeChoices.ColumnChoice;
import etl.parquet.column.OnSpecial;
import etl.parquet.column.TypeOptions.Representation;
import etl.parquet.column.TypeOptions.Representation.AsText;
import etl.parquet.column.TypeOptions.TimestampUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// The setting `types.columns`: what is chosen for single columns. A column stands below its task; dots and indentation
/// are the same:
///
/// ```yaml
/// orders.amount: decimal(12,3)
/// orders:
///   placed_at: {on-special: null, timestamps: micros}
/// ```
///
/// @param tasks the choices by the task's name and the column's name at the destination
public record ColumnChoices(Map<String, Map<String, ColumnChoice>> tasks) {
    static final ColumnChoices NONE = new ColumnChoices(Map.of());

    public static final ValueType<ColumnChoices> TYPE = new ValueType<>(
            "columns with what they become, such as {orders.amount: decimal(12,3)}",
            "{TASK.COLUMN: TYPE}",
            ColumnChoices::parse,
            ColumnChoices::print);

    private static final String AS = "as";
    private static final String ON_SPECIAL = "on-special";
    private static final String TIMESTAMPS = "timestamps";
    private static final String TRIM = "trim";
    private static final List<String> KEYS = List.of(AS, ON_SPECIAL, TIMESTAMPS, TRIM);
    private static final String OTHER_KEYS =
            " The other choices are keys below the column: " + ON_SPECIAL + ", " + TIMESTAMPS + ", " + TRIM + ".";

    /// What `on-special` may say of a column: beside the policies, to write all of it as text.
    private enum ColumnPolicy {
        FAIL,
        NULL,
        CLAMP,
        STRING
    }

    private static final ValueType<ColumnPolicy> POLICY = ValueType.choice(ColumnPolicy.class);
    private static final ValueType<TimestampUnit> UNIT = ValueType.choice(TimestampUnit.class);

    public ColumnChoices {
        tasks = Map.copyOf(tasks);
    }

    private static ColumnChoices parse(String text) {
        List<String> problems = new ArrayList<>();
        Reader reader = new Reader((node, problem) -> problems.add(problem));
        Yaml.compose(text, "the value").ifPresent(node -> reader.add("", node));
        ColumnChoices choices = reader.choices();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
        return choices;
    }

    String print() {
        return new TreeMap<>(tasks)
                .entrySet().stream()
                        .flatMap(task -> new TreeMap<>(task.getValue())
                                .entrySet().stream()
                                        .map(column -> task.getKey() + "." + column.getKey() + ": "
                                                + print(column.getValue())))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String print(ColumnChoice choice) {
        List<String> keys = new ArrayList<>();
        choice.as().ifPresent(as -> keys.add(AS + ": " + as.word()));
        choice.onSpecial().ifPresent(policy -> keys.add(ON_SPECIAL + ": " + TypeTexts.ON_SPECIAL.print(policy)));
        choice.timestamps().ifPresent(unit -> keys.add(TIMESTAMPS + ": " + UNIT.print(unit)));
        choice.trim().ifPresent(trim -> keys.add(TRIM + ": " + trim));
        return keys.size() == 1 && choice.as().isPresent()
                ? choice.as().get().word()
                : "{" + String.join(", ", keys) + "}";
    }

    /// Gathers choices from nodes: tasks, columns, and the keys of a column.
    static final class Reader {
        private static final int COLUMN_DEPTH = 2;

        private final BiConsumer<Node, String> problem;
        private final Map<String, Map<String, Map<String, ScalarNode>>> columns = new TreeMap<>();

        /// @param problem takes what is wrong, with the node that it is about
        Reader(BiConsumer<Node, String> problem) {
            this.problem = problem;
        }

        /// @param path what stands before the node, joined by dots; empty for all choices
        void add(String path, Node node) {
            if (path.isEmpty()) {
                walk(List.of(), node);
            } else {
                walk(List.of(), path, node, node);
            }
        }

        private void walk(List<String> path, Node node) {
            if (node instanceof MappingNode mapping) {
                Yaml.entries(
                        mapping, (key, tuple) -> walk(path, key, tuple.getKeyNode(), tuple.getValueNode()), problem);
            } else if (path.size() < COLUMN_DEPTH) {
                if (!Yaml.isNothing(node)) {
                    problem(
                            path,
                            node,
                            "expected tasks' columns, such as 'orders.amount: decimal(12,3)', not " + Yaml.kind(node)
                                    + ".");
                }
            } else if (!(node instanceof ScalarNode scalar) || Yaml.isNothing(node)) {
                problem(path, node, "expected a value, not " + Yaml.kind(node) + ".");
            } else {
                value(path, scalar);
            }
        }

        private void walk(List<String> path, String key, Node place, Node node) {
            List<String> whole = new ArrayList<>(path);
            whole.addAll(List.of(key.split("\\.", -1)));
            if (whole.contains("") || whole.size() > COLUMN_DEPTH + 1) {
                problem(
                        whole,
                        place,
                        "expected a task, a column and one of " + String.join(", ", KEYS)
                                + ", with dots between them.");
            } else {
                walk(whole, node);
            }
        }

        private void value(List<String> path, ScalarNode value) {
            String key = path.size() == COLUMN_DEPTH ? AS : path.getLast();
            if (!KEYS.contains(key)) {
                problem(path, value, "a column has no key '" + key + "'. Known are " + String.join(", ", KEYS) + ".");
                return;
            }
            ScalarNode earlier = columns.computeIfAbsent(path.getFirst(), task -> new TreeMap<>())
                    .computeIfAbsent(path.get(1), column -> new TreeMap<>())
                    .putIfAbsent(key, value);
            if (earlier != null) {
                problem(path, value, "it is there already, in line " + Yaml.line(earlier) + ". Keep one of the two.");
            }
        }

        /// All that was gathered; what is wrong is told.
        ColumnChoices choices() {
            Map<String, Map<String, ColumnChoice>> tasks = new TreeMap<>();
            columns.forEach((task, named) -> {
                Map<String, ColumnChoice> choices = new TreeMap<>();
                named.forEach((column, keys) -> choices.put(column, choice(List.of(task, column), keys)));
                tasks.put(task, choices);
            });
            return new ColumnChoices(tasks);
        }

        private ColumnChoice choice(List<String> path, Map<String, ScalarNode> keys) {
            Optional<Representation> as = parse(path, keys, AS, TypeTexts.REPRESENTATION);
            Optional<ColumnPolicy> policy = parse(path, keys, ON_SPECIAL, POLICY);
            Optional<OnSpecial> onSpecial = policy.flatMap(word -> switch (word) {
                case FAIL -> Optional.of(OnSpecial.FAIL);
                case NULL -> Optional.of(OnSpecial.NULL);
                case CLAMP -> Optional.of(OnSpecial.CLAMP);
                case STRING -> Optional.empty();
            });
            ScalarNode special = keys.get(ON_SPECIAL);
            if (special != null && policy.equals(Optional.of(ColumnPolicy.STRING))) {
                if (as.isPresent() && !(as.get() instanceof AsText)) {
                    problem(
                            path,
                            special,
                            "on-special: string makes the whole column text, and it is to become "
                                    + as.get().word() + ". Keep one of the two.");
                }
                as = Optional.of(new AsText());
            }
            return new ColumnChoice(
                    as, parse(path, keys, TIMESTAMPS, UNIT), onSpecial, parse(path, keys, TRIM, ValueType.BOOLEAN));
        }

        private <T> Optional<T> parse(List<String> path, Map<String, ScalarNode> keys, String key, ValueType<T> type) {
            ScalarNode node = keys.get(key);
            if (node == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(type.parse(key.equals(ON_SPECIAL) ? Yaml.policy(node) : node.getValue()));
            } catch (IllegalArgumentException e) {
                problem(path, node, key + ": " + e.getMessage() + (key.equals(AS) ? OTHER_KEYS : ""));
                return Optional.empty();
            }
        }

        private void problem(List<String> path, Node node, String message) {
            String where = path.isEmpty() ? "" : "." + String.join(".", path);
            problem.accept(node, "types.columns" + where + ": " + message);
        }
    }
}
