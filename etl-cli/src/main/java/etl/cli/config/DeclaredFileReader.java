package etl.cli.config;

import etl.parquet.column.PostgresType;
import etl.parquet.column.TypeNames;
import etl.tasks.Nearest;
import etl.tasks.file.CsvFormat;
import etl.tasks.file.FileFormat;
import etl.tasks.file.ParquetFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads one of `files:`: `path`, and of a CSV file `header`, `delimiter`, `quote`, `"null"` and `columns`.
final class DeclaredFileReader {
    private static final Set<String> KEYS =
            new TreeSet<>(Set.of("path", "format", "header", "delimiter", "quote", "null", "columns"));
    private static final List<String> CSV_KEYS = List.of("header", "delimiter", "quote", "null", "columns");

    private final String where;
    private final Origin origin;
    private final BiConsumer<Node, String> problems;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, PostgresType> columns = new LinkedHashMap<>();
    private boolean failed;

    /// @param where the file's place: `files.rates`
    /// @param problems takes what is wrong, and where
    DeclaredFileReader(String where, Origin origin, BiConsumer<Node, String> problems) {
        this.where = where;
        this.origin = origin;
        this.problems = problems;
    }

    /// The file; empty when something is wrong with it.
    Optional<DeclaredFile> read(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            return refuse(node, where + ": expected keys such as 'path: rates.csv', not " + Yaml.kind(node) + ".");
        }
        Yaml.entries(
                mapping,
                (key, tuple) -> {
                    Node value = tuple.getValueNode();
                    if (!KEYS.contains(key)) {
                        fail(
                                tuple.getKeyNode(),
                                "unknown key '" + key + "' in " + where + "." + Nearest.question(key, KEYS)
                                        + " Known are " + String.join(", ", KEYS) + ".");
                    } else if (key.equals("columns")) {
                        columns(value);
                    } else if (value instanceof ScalarNode scalar) {
                        texts.put(key, scalar.getValue());
                    } else {
                        fail(value, where + "." + key + ": expected a text, not " + Yaml.kind(value) + ".");
                    }
                },
                this::fail);
        return failed ? Optional.empty() : file(node);
    }

    private void columns(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            fail(node, where + ".columns: expected names and types such as 'rate: numeric(8,4)', one a line.");
            return;
        }
        Yaml.entries(
                mapping,
                (name, tuple) -> {
                    String text = tuple.getValueNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                    TypeNames.parse(text)
                            .ifPresentOrElse(
                                    type -> columns.put(name, type),
                                    () -> fail(
                                            tuple.getValueNode(),
                                            "%s.columns.%s: '%s' is no type of a column.%s Known are %s and numeric(p,s)."
                                                    .formatted(
                                                            where,
                                                            name,
                                                            text,
                                                            Nearest.question(
                                                                    text.toLowerCase(Locale.ROOT), TypeNames.all()),
                                                            String.join(", ", TypeNames.all()))));
                },
                this::fail);
    }

    private Optional<DeclaredFile> file(Node node) {
        String path = texts.getOrDefault("path", "");
        if (path.isBlank()) {
            return refuse(node, where + " has no path. Add one, such as 'path: rates.csv' or 'path: s3://BUCKET/KEY'.");
        }
        String lower = path.toLowerCase(Locale.ROOT);
        String format = texts.getOrDefault(
                "format",
                lower.endsWith(".parquet") ? "parquet" : lower.matches(".*\\.(csv|tsv)(\\.gz)?") ? "csv" : "");
        return switch (format) {
            case "csv" -> csv(node).map(csv -> new DeclaredFile(path, csv, origin));
            case "parquet" -> {
                List<String> wrong = new ArrayList<>(texts.keySet());
                wrong.retainAll(CSV_KEYS);
                yield wrong.isEmpty() && columns.isEmpty()
                        ? Optional.of(new DeclaredFile(path, new ParquetFormat(), origin))
                        : refuse(
                                node,
                                where + ": a Parquet file says itself what its columns are. Take "
                                        + (wrong.isEmpty() ? "columns" : wrong.get(0)) + " out.");
            }
            default ->
                refuse(
                        node,
                        where
                                + ": whether it is csv or parquet doesn't show in its name. Add 'format: csv' or 'format: parquet'.");
        };
    }

    private Optional<FileFormat> csv(Node node) {
        if (columns.isEmpty()) {
            return refuse(
                    node, where + " has no columns. Declare those that are read, such as 'columns: {code: text}'.");
        }
        Optional<Character> delimiter = character(node, "delimiter", ',');
        Optional<Character> quote = character(node, "quote", '"');
        String header = texts.getOrDefault("header", "true");
        if (!header.equals("true") && !header.equals("false")) {
            return refuse(node, where + ".header: '" + header + "' is neither true nor false.");
        }
        if (delimiter.isEmpty() || quote.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new CsvFormat(
                header.equals("true"),
                delimiter.get(),
                quote.get(),
                texts.getOrDefault("null", ""),
                columns.entrySet().stream()
                        .map(column -> new CsvFormat.Declared(column.getKey(), column.getValue()))
                        .toList()));
    }

    private Optional<Character> character(Node node, String key, char byDefault) {
        String text = texts.getOrDefault(key, String.valueOf(byDefault)).replace("\\t", "\t");
        return text.length() == 1
                ? Optional.of(text.charAt(0))
                : refuse(node, where + "." + key + ": '" + text + "' is not one character.");
    }

    private void fail(Node node, String message) {
        failed = true;
        problems.accept(node, message);
    }

    private <T> Optional<T> refuse(Node node, String message) {
        fail(node, message);
        return Optional.empty();
    }
}
