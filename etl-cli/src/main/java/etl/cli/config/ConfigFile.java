package etl.cli.config;

import etl.tasks.Nearest;
import etl.tasks.run.Sources;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// `etl.yaml` as written: the text of each setting with its line, and the tasks that it declares. Every problem names
/// its line.
///
/// @param values the text of each setting that the file sets
/// @param tasks the tasks it declares
/// @param chosen what it chooses for tasks that it doesn't declare
/// @param inputs further databases and files that it names
public record ConfigFile(
        Map<Setting<?>, Value<String>> values,
        List<DeclaredTask> tasks,
        List<ChosenTask> chosen,
        DeclaredInputs inputs) {
    public static final ConfigFile EMPTY = new ConfigFile(Map.of(), List.of(), List.of(), DeclaredInputs.NONE);

    static final String TASKS = "tasks";
    static final String SOURCES = "sources";
    static final String FILES = "files";

    private static final String SOURCE = "source";
    private static final String COLUMNS = Settings.TYPES_COLUMNS.key();

    public ConfigFile {
        values = Map.copyOf(values);
        tasks = List.copyOf(tasks);
        chosen = List.copyOf(chosen);
    }

    /// @param name how messages call the file
    /// @param problems takes what is wrong: that the file can't be read, is no YAML, or says something that isn't known
    static ConfigFile read(Path path, String name, Problems problems) {
        try {
            return parse(Files.readString(path), name, problems);
        } catch (IOException e) {
            String why = switch (e) {
                case NoSuchFileException missing -> "doesn't exist";
                case AccessDeniedException denied -> "can't be read: no permission";
                case CharacterCodingException binary -> "is not text in UTF-8";
                default -> Files.isDirectory(path) ? "is a folder" : "can't be read: " + e.getMessage();
            };
            problems.add("The configuration " + name + " " + why + ". Name another one with --config.");
            return EMPTY;
        }
    }

    private static ConfigFile parse(String text, String name, Problems problems) {
        try {
            Reader reader = new Reader(name, problems);
            Yaml.compose(text, name).ifPresent(reader::document);
            return new ConfigFile(
                    reader.values, reader.tasks, reader.chosen, new DeclaredInputs(reader.sources, reader.files));
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return EMPTY;
        }
    }

    /// @throws EtlException for all that is wrong
    static ConfigFile parse(String text, String name) {
        Problems problems = new Problems();
        ConfigFile file = parse(text, name, problems);
        problems.throwIfAny();
        return file;
    }

    /// Walks the nodes of one file.
    private static final class Reader {
        private final String name;
        private final Problems problems;
        private final Map<String, Setting<?>> settings = new HashMap<>();
        private final Map<Setting<?>, Value<String>> values = new HashMap<>();
        private final List<DeclaredTask> tasks = new ArrayList<>();
        private final List<ChosenTask> chosen = new ArrayList<>();
        private final Map<String, NamedSource> sources = new HashMap<>();
        private final Map<String, DeclaredFile> files = new HashMap<>();
        private final ColumnChoices.Reader columns;
        private Optional<Integer> columnsLine = Optional.empty();

        Reader(String name, Problems problems) {
            this.name = name;
            this.problems = problems;
            this.columns = new ColumnChoices.Reader(this::problem);
            for (Setting<?> setting : Settings.all()) {
                settings.put(setting.key(), setting);
                setting.aliases().forEach(alias -> settings.put(alias, setting));
            }
        }

        void document(Node root) {
            if (root instanceof MappingNode mapping) {
                section("", mapping);
                columnsLine.ifPresent(
                        line -> put(Settings.TYPES_COLUMNS, columns.choices().print(), line));
            } else if (!Yaml.isNull(root)) {
                problem(root, "expected keys and values, such as 'destination: s3://bucket/prefix/'");
            }
        }

        private void section(String path, MappingNode mapping) {
            entries(mapping, (key, tuple) -> {
                String full = path.isEmpty() ? key : path + "." + key;
                Node value = tuple.getValueNode();
                Setting<?> setting = settings.get(full);
                if (full.equals(TASKS)) {
                    tasks(value);
                } else if (full.equals(SOURCES)) {
                    named(SOURCES, "url: postgresql://reader@db/crm", value, this::source);
                } else if (full.equals(FILES)) {
                    named(FILES, "path: rates.csv", value, this::file);
                } else if (full.startsWith(COLUMNS + ".")) {
                    columns(full.substring(COLUMNS.length() + 1), tuple);
                } else if (setting != null && !(value instanceof MappingNode && isSection(full))) {
                    setting(setting, full, tuple);
                } else if (!isSection(full)) {
                    unknown(path, key, tuple.getKeyNode());
                } else if (value instanceof MappingNode section) {
                    section(full, section);
                } else if (!Yaml.isNull(value)) {
                    problem(
                            value,
                            full + " is a section: expected its keys, one a line and indented. Known are "
                                    + String.join(", ", children(full)) + ".");
                }
            });
        }

        /// The entries of a section whose keys are names.
        ///
        /// @param example a key of an entry
        private void named(String section, String example, Node node, BiConsumer<String, NodeTuple> action) {
            if (!(node instanceof MappingNode mapping)) {
                if (!Yaml.isNull(node)) {
                    problem(node, section + ": expected names, each with its keys, not " + Yaml.kind(node) + ".");
                }
                return;
            }
            entries(mapping, (entry, tuple) -> {
                String path = section + "." + entry;
                if (!TableName.isTaskName(entry)) {
                    problem(
                            tuple.getKeyNode(),
                            path + ": a name is made of a-z, 0-9 and _. Try '" + TableName.folded(entry) + "'.");
                } else if (!(tuple.getValueNode() instanceof MappingNode)) {
                    problem(
                            tuple.getKeyNode(),
                            path + ": expected keys such as '" + example + "', not " + Yaml.kind(tuple.getValueNode())
                                    + ".");
                } else {
                    action.accept(entry, tuple);
                }
            });
        }

        private void source(String source, NodeTuple tuple) {
            String path = SOURCES + "." + source;
            if (source.equals(Sources.DEFAULT)) {
                problem(
                        tuple.getKeyNode(),
                        path + ": the default one is the section 'source'. Name this one otherwise.");
                return;
            }
            Map<Setting<?>, Value<String>> texts = new HashMap<>();
            entries((MappingNode) tuple.getValueNode(), (key, entry) -> {
                Setting<?> setting = settings.get(SOURCE + "." + key);
                if (setting == null) {
                    problem(entry.getKeyNode(), unknownKey(key, path, children(SOURCE)));
                    return;
                }
                int line = Yaml.line(entry.getKeyNode());
                text(setting, path + "." + key, entry).ifPresent(text -> {
                    if (texts.putIfAbsent(setting, new Value<>(text, Origin.file(name, line))) != null) {
                        problem(entry.getKeyNode(), path + "." + key + " is set a second time, under another name.");
                    }
                });
            });
            sources.put(source, new NamedSource(texts, Origin.file(name, Yaml.line(tuple.getKeyNode()))));
        }

        private void file(String file, NodeTuple tuple) {
            new DeclaredFileReader(FILES + "." + file, Origin.file(name, Yaml.line(tuple.getKeyNode())), this::problem)
                    .read(tuple.getValueNode())
                    .ifPresent(declared -> files.put(file, declared));
        }

        private void setting(Setting<?> setting, String key, NodeTuple tuple) {
            if (tuple.getValueNode() instanceof MappingNode && setting.equals(Settings.TYPES_COLUMNS)) {
                columns("", tuple);
                return;
            }
            text(setting, key, tuple).ifPresent(text -> {
                if (!put(setting, text, Yaml.line(tuple.getKeyNode()))) {
                    problem(
                            tuple.getKeyNode(),
                            key + " is set a second time, under another name. Keep one of the two.");
                }
            });
        }

        private Optional<String> text(Setting<?> setting, String key, NodeTuple tuple) {
            Node node = tuple.getValueNode();
            if (Yaml.isNull(node) && !isWord(node, setting)) {
                problem(
                        tuple.getKeyNode(),
                        key + " has no value: expected " + setting.type().words() + ".");
                return Optional.empty();
            } else if (node instanceof ScalarNode scalar) {
                return Optional.of(setting.equals(Settings.TYPES_ON_SPECIAL) ? Yaml.policy(scalar) : scalar.getValue());
            } else if (node instanceof MappingNode mapping && setting.equals(Settings.SOURCE_PROPERTIES)) {
                List<String> pairs = new ArrayList<>();
                entries(
                        mapping,
                        (name, pair) -> scalar(pair.getValueNode(), key + "." + name)
                                .ifPresent(value -> pairs.add(name + "=" + value)));
                return Optional.of(String.join(",", pairs));
            }
            problem(node, key + ": expected " + setting.type().words() + ", not " + Yaml.kind(node) + ".");
            return Optional.empty();
        }

        private boolean put(Setting<?> setting, String text, int line) {
            return values.putIfAbsent(setting, new Value<>(text, Origin.file(name, line))) == null;
        }

        /// Choices for columns, which may stand in several places.
        private void columns(String path, NodeTuple tuple) {
            columnsLine = columnsLine.or(() -> Optional.of(Yaml.line(tuple.getKeyNode())));
            columns.add(path, tuple.getValueNode());
        }

        /// YAML's null is a word where a setting knows it.
        private static boolean isWord(Node node, Setting<?> setting) {
            return node instanceof ScalarNode scalar
                    && scalar.getValue().equals("null")
                    && setting.equals(Settings.TYPES_ON_SPECIAL);
        }

        private void tasks(Node node) {
            if (!(node instanceof MappingNode mapping)) {
                if (!Yaml.isNull(node)) {
                    problem(node, "tasks: expected the tasks' names, each with its keys, not " + Yaml.kind(node) + ".");
                }
                return;
            }
            entries(mapping, (task, tuple) -> {
                if (tuple.getValueNode() instanceof MappingNode keys) {
                    task(task, Yaml.line(tuple.getKeyNode()), keys);
                } else {
                    problem(
                            tuple.getKeyNode(),
                            "tasks." + task + ": expected keys such as 'table: public.orders', not "
                                    + Yaml.kind(tuple.getValueNode()) + ".");
                }
            });
        }

        private void task(String task, int line, MappingNode mapping) {
            DeclaredTask.Builder builder = new DeclaredTask.Builder(task, Origin.file(name, line));
            TaskChoicesReader choices = new TaskChoicesReader(TASKS + "." + task, this::problem);
            Map<String, Consumer<Node>> known = Map.of(
                    "table",
                    node -> scalar(node, path(task, "table")).ifPresent(builder::table),
                    "query",
                    node -> scalar(node, path(task, "query")).ifPresent(builder::query),
                    "where",
                    node -> scalar(node, path(task, "where")).ifPresent(builder::where),
                    "columns",
                    node -> texts(node, path(task, "columns")).ifPresent(builder::columns),
                    "source",
                    choices::source,
                    "partition-by",
                    choices::partitionBy,
                    "keep",
                    choices::keep,
                    "incremental",
                    choices::incremental);
            entries(mapping, (key, tuple) -> {
                Consumer<Node> reader = known.get(key);
                if (reader == null) {
                    problem(tuple.getKeyNode(), unknownKey(key, "tasks." + task, new TreeSet<>(known.keySet())));
                } else {
                    reader.accept(tuple.getValueNode());
                }
            });
            builder.choices(choices.choices());
            builder.chosen()
                    .ifPresentOrElse(
                            chosen::add,
                            () -> builder.build(message -> problems.add(name + ":" + line + ": " + message))
                                    .ifPresent(tasks::add));
        }

        private static String path(String task, String key) {
            return "tasks." + task + "." + key;
        }

        private Optional<String> scalar(Node node, String key) {
            if (node instanceof ScalarNode scalar && !Yaml.isNull(node)) {
                return Optional.of(scalar.getValue());
            }
            problem(node, key + ": expected a text, not " + Yaml.kind(node) + ".");
            return Optional.empty();
        }

        private Optional<List<String>> texts(Node node, String key) {
            if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
                problem(node, key + ": expected a list such as [id, created_at].");
                return Optional.empty();
            }
            return Optional.of(sequence.getValue().stream()
                    .map(item -> scalar(item, key).orElse(""))
                    .toList());
        }

        private void entries(MappingNode mapping, BiConsumer<String, NodeTuple> action) {
            Yaml.entries(mapping, action, this::problem);
        }

        private void unknown(String path, String key, Node node) {
            String message = unknownKey(key, path, children(path));
            if (!message.contains("Did you mean")) {
                // A key in the wrong section.
                message += settings.keySet().stream()
                        .filter(known -> known.endsWith("." + key))
                        .sorted()
                        .map(known -> " '" + key + "' belongs in the section '"
                                + known.substring(0, known.lastIndexOf('.')) + "'.")
                        .findFirst()
                        .orElse("");
            }
            problem(node, message);
        }

        private static String unknownKey(String key, String path, Collection<String> known) {
            String where = path.isEmpty() ? "" : " in " + path;
            String question = Nearest.question(key, known);
            return "unknown key '" + key + "'" + where + "."
                    + (question.isEmpty() ? " Known are " + String.join(", ", known) + "." : question);
        }

        private boolean isSection(String path) {
            return settings.keySet().stream().anyMatch(key -> key.startsWith(path + "."));
        }

        /// The keys that may stand below a path.
        private Collection<String> children(String path) {
            TreeSet<String> children = new TreeSet<>();
            String prefix = path.isEmpty() ? "" : path + ".";
            for (String key : settings.keySet()) {
                if (key.startsWith(prefix)) {
                    children.add(key.substring(prefix.length()).replaceFirst("\\..*", ""));
                }
            }
            if (path.isEmpty()) {
                children.addAll(List.of(TASKS, SOURCES, FILES));
            }
            return children;
        }

        private void problem(Node node, String message) {
            problems.add(name + ":" + Yaml.line(node) + ": " + message);
        }
    }
}
