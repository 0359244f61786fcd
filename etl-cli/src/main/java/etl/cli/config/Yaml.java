package etl.cli.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// YAML as written: its nodes with their lines, before anything is made of them.
final class Yaml {
    private Yaml() {}

    /// @param label how messages call the text
    /// @return the root; empty for a text that says nothing
    /// @throws IllegalArgumentException when it is no YAML, with what to check
    static Optional<Node> compose(String text, String label) {
        try {
            return new Compose(LoadSettings.builder().setLabel(label).build()).composeString(text);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new IllegalArgumentException(
                    "%s:%d: this is not YAML: %s. Check this line and the one above: indentation, colons, quotes."
                            .formatted(label, line, e.getProblem()),
                    e);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException(label + ": this is not YAML: " + e.getMessage(), e);
        }
    }

    /// Gives each key and its value to `action`; a key that isn't a text, or is there already, to `problem`.
    static void entries(MappingNode mapping, BiConsumer<String, NodeTuple> action, BiConsumer<Node, String> problem) {
        Map<String, Integer> lines = new HashMap<>();
        for (NodeTuple tuple : withWholeParentheses(mapping)) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problem.accept(tuple.getKeyNode(), "expected a key, not " + kind(tuple.getKeyNode()) + ".");
                continue;
            }
            Integer earlier = lines.putIfAbsent(key.getValue(), line(key));
            if (earlier == null) {
                action.accept(key.getValue(), tuple);
            } else {
                problem.accept(
                        key,
                        "'" + key.getValue() + "' is there already, in line " + earlier + ". Keep one of the two.");
            }
        }
    }

    /// Between braces YAML ends a value at any comma: of `{numeric: decimal(38,9), trim: true}` it makes a key `9)`. A
    /// comma between parentheses belongs to the value.
    private static List<NodeTuple> withWholeParentheses(MappingNode mapping) {
        if (mapping.getFlowStyle() != FlowStyle.FLOW) {
            return mapping.getValue();
        }
        List<NodeTuple> whole = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!whole.isEmpty()
                    && whole.getLast().getValueNode() instanceof ScalarNode begun
                    && begun.getScalarStyle() == ScalarStyle.PLAIN
                    && begun.getValue().contains("(")
                    && !begun.getValue().contains(")")
                    && tuple.getKeyNode() instanceof ScalarNode rest
                    && rest.getValue().endsWith(")")
                    && isNothing(tuple.getValueNode())) {
                ScalarNode value = new ScalarNode(
                        Tag.STR,
                        true,
                        begun.getValue() + "," + rest.getValue(),
                        ScalarStyle.PLAIN,
                        begun.getStartMark(),
                        rest.getEndMark());
                whole.set(whole.size() - 1, new NodeTuple(whole.getLast().getKeyNode(), value));
            } else {
                whole.add(tuple);
            }
        }
        return whole;
    }

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    /// Whether nothing is written where a value could be.
    static boolean isNothing(Node node) {
        return node instanceof ScalarNode scalar && scalar.getValue().isEmpty() && isNull(node);
    }

    /// The text of a value that may be the word `null`, for which YAML's users write `~` too.
    static String policy(ScalarNode value) {
        boolean isTilde =
                value.getScalarStyle() == ScalarStyle.PLAIN && value.getValue().equals("~");
        return isTilde ? "null" : value.getValue();
    }

    /// What a node is, in a sentence.
    static String kind(Node node) {
        return switch (node) {
            case MappingNode mapping -> "keys and values";
            case SequenceNode sequence -> "a list";
            default -> isNull(node) ? "nothing" : "a single value";
        };
    }
}
