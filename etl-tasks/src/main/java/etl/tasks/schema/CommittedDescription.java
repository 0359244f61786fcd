package etl.tasks.schema;

import etl.parquet.RowShape;
import etl.parquet.ShapeException;
import etl.parquet.SourceColumn;
import etl.parquet.column.PostgresType;
import etl.parquet.column.PostgresType.Attribute;
import etl.parquet.column.PostgresType.Kind;
import etl.parquet.column.TypeOptions;
import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.Lookup;
import etl.tasks.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the server said of the rows of a typed table when somebody last asked (`etl check --write-descriptions`): a
/// JSON file beside the record, named after the table, that is committed and travels in the record's jar. With it the
/// build compares a record without a database, and a run tells a column that has gone from one that never was.
///
/// @param table the table's name
/// @param record the record's class name
/// @param columns the columns that are read, in the record's order
public record CommittedDescription(String table, String record, List<SourceColumn> columns) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public CommittedDescription {
        columns = List.copyOf(columns);
    }

    /// The description that is made now.
    public static CommittedDescription of(Table<?> table, List<SourceColumn> columns) {
        return new CommittedDescription(table.name(), table.row().getName(), columns);
    }

    /// The description that lies beside the table's record, if there is one.
    ///
    /// @throws EtlException when it can't be understood
    public static Optional<CommittedDescription> of(Table<?> table) {
        try (InputStream file = table.row().getResourceAsStream(table.name() + ".json")) {
            return file == null ? Optional.empty() : Optional.of(parse(JSON.readTree(file.readAllBytes())));
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            throw new EtlException(
                    etl.tasks.ExitCode.USAGE,
                    "%s is no description of a table: %s. Write it anew with 'etl check --write-descriptions'."
                            .formatted(file(table), e.getMessage()),
                    e);
        }
    }

    /// The tables of a task that have records: its lookups', and the one that it reads.
    public static List<Table<?>> tables(Task task) {
        return switch (task) {
            case Task.Extract<?> extract -> List.of(extract.table());
            case Task.Transform<?, ?> transform -> {
                List<Table<?>> tables = new ArrayList<>();
                for (Lookup<?, ?> lookup : transform.lookups()) {
                    tables.add(lookup.table());
                }
                tables.add(transform.input());
                yield tables;
            }
            case Task.Relation relation -> List.of();
        };
    }

    /// How the tasks' records differ from their committed descriptions: what a build checks without a database.
    ///
    /// @return one line a difference, with what to do; empty when all agree
    public static List<String> problems(List<Task> tasks, TypeOptions types) {
        List<String> lines = new ArrayList<>();
        for (Task task : tasks) {
            for (Table<?> table : tables(task)) {
                String where =
                        "%s (record %s): ".formatted(task.name(), table.row().getName());
                try {
                    Optional<CommittedDescription> committed = of(table);
                    if (committed.isEmpty()) {
                        lines.add(where + "there is no " + file(table)
                                + " beside it. Write it with 'etl check --write-descriptions' and commit it.");
                    } else {
                        committed.get().mismatches(table, types).forEach(line -> lines.add(where + line));
                    }
                } catch (ShapeException refused) {
                    refused.problems().forEach(line -> lines.add(where + line));
                } catch (EtlException refused) {
                    lines.add(where + refused.getMessage());
                }
            }
        }
        return lines;
    }

    private List<String> mismatches(Table<?> table, TypeOptions types) {
        RowShape row = RowShape.ofRecord(table.row(), types);
        List<String> lines = new ArrayList<>();
        for (String line : row.mismatches(RowShape.ofSource(columns, types, row))) {
            lines.add(line + ". If the database has changed, write " + file(table)
                    + " anew with 'etl check --write-descriptions'.");
        }
        return lines;
    }

    /// The file's path below a folder of resources: `etl/schemas/orders.json`.
    public String path() {
        int dot = record.lastIndexOf('.');
        return (dot < 0 ? "" : record.substring(0, dot + 1).replace('.', '/')) + table + ".json";
    }

    private static String file(Table<?> table) {
        return of(table, List.of()).path();
    }

    /// Writes the file below a folder of resources, such as `src/main/resources`.
    ///
    /// @return where it is
    public Path write(Path folder) throws IOException {
        Path file = folder.resolve(path());
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text());
        return file;
    }

    /// The file's text.
    public String text() {
        ObjectNode document = JSON.createObjectNode();
        document.put("table", table).put("record", record);
        ArrayNode list = document.putArray("columns");
        for (SourceColumn column : columns) {
            ObjectNode node = list.addObject().put("name", column.name());
            node.set("type", node(column.type()));
            node.put("nullable", column.nullable());
        }
        return JSON.writeValueAsString(document) + "\n";
    }

    /// What goes without saying is left out: the server's own schema, a base type, no modifier, no parts.
    private static ObjectNode node(PostgresType type) {
        ObjectNode node = JSON.createObjectNode().put("name", type.name());
        if (!type.schema().equals(PostgresType.SYSTEM_SCHEMA)) {
            node.put("schema", type.schema());
        }
        if (type.kind() != Kind.BASE) {
            node.put("kind", type.kind().name().toLowerCase(Locale.ROOT));
        }
        if (type.modifier() != PostgresType.NO_MODIFIER) {
            node.put("modifier", type.modifier());
        }
        type.element().ifPresent(element -> node.set("element", node(element)));
        if (!type.attributes().isEmpty()) {
            ArrayNode attributes = node.putArray("attributes");
            for (Attribute attribute : type.attributes()) {
                attributes.addObject().put("name", attribute.name()).set("type", node(attribute.type()));
            }
        }
        return node;
    }

    private static CommittedDescription parse(JsonNode document) {
        List<SourceColumn> columns = new ArrayList<>();
        for (JsonNode column : document.required("columns")) {
            columns.add(new SourceColumn(
                    text(column, "name"),
                    type(column.required("type")),
                    column.required("nullable").asBoolean()));
        }
        return new CommittedDescription(text(document, "table"), text(document, "record"), columns);
    }

    private static PostgresType type(JsonNode node) {
        List<Attribute> attributes = new ArrayList<>();
        for (JsonNode attribute : node.path("attributes")) {
            attributes.add(new Attribute(text(attribute, "name"), type(attribute.required("type"))));
        }
        return new PostgresType(
                node.path("schema").asString(PostgresType.SYSTEM_SCHEMA),
                text(node, "name"),
                Kind.valueOf(node.path("kind").asString("base").toUpperCase(Locale.ROOT)),
                node.path("modifier").asInt(PostgresType.NO_MODIFIER),
                node.has("element") ? Optional.of(type(node.required("element"))) : Optional.empty(),
                attributes);
    }

    private static String text(JsonNode node, String field) {
        return node.required(field).asString();
    }
}
