package etl.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The databases, tables and partitions of [FakeGlue], and the operations on them with the limits and failures that
/// Glue's reference names. Not safe for several threads: FakeGlue takes one request at a time.
final class FakeTables {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int PAGE_TABLES = 100;
    private static final int PAGE_PARTITIONS = 1000;
    private static final int BATCH_GET = 1000;
    private static final int BATCH_CREATE = 100;
    private static final int BATCH_UPDATE = 100;
    private static final int BATCH_DELETE = 25;

    /// The one form of GetPartitions' Expression that is understood: `dt = '2026-11-22'`.
    private static final Pattern EQUALITY = Pattern.compile("\\s*(\\w+)\\s*=\\s*'([^']*)'\\s*");

    private final Map<String, Map<String, FakeTable>> databases = new LinkedHashMap<>();

    private boolean busy;

    /// A database's tables by name. There may be no such database: then there are none.
    Map<String, FakeTable> tables(String database) {
        return databases.getOrDefault(folded(database), Map.of());
    }

    /// A database's tables by name; it is made when there is none.
    Map<String, FakeTable> create(String database) {
        return databases.computeIfAbsent(folded(database), name -> new TreeMap<>());
    }

    /// Answers one request.
    ///
    /// @return null when the operation isn't one on tables
    /// @throws GlueRefusal where Glue answers with an exception
    @Nullable
    JsonNode answer(String operation, JsonNode request) {
        return switch (operation) {
            case "GetDatabase" -> getDatabase(request);
            case "CreateDatabase" -> createDatabase(request);
            case "GetTable" -> object("Table", table(request, "Name").description());
            case "GetTables" -> getTables(request);
            case "CreateTable" -> createTable(request);
            case "UpdateTable" -> updateTable(request);
            case "DeleteTable" -> deleteTable(request);
            case "GetPartition" -> getPartition(request);
            case "GetPartitions" -> getPartitions(request);
            case "BatchGetPartition" -> batchGet(request);
            case "CreatePartition" -> {
                createPartition(table(request, "TableName"), required(request, "PartitionInput"));
                yield NODES.objectNode();
            }
            case "UpdatePartition" -> {
                updatePartition(table(request, "TableName"), request);
                yield NODES.objectNode();
            }
            case "DeletePartition" -> {
                deletePartition(table(request, "TableName"), texts(request.path("PartitionValues")));
                yield NODES.objectNode();
            }
            case "BatchCreatePartition" -> batchCreate(request);
            case "BatchUpdatePartition" -> batchUpdate(request);
            case "BatchDeletePartition" -> batchDelete(request);
            default -> null;
        };
    }

    private JsonNode getDatabase(JsonNode request) {
        var name = folded(text(request, "Name"));
        database(name);
        return object("Database", NODES.objectNode().put("Name", name));
    }

    private JsonNode createDatabase(JsonNode request) {
        var name = folded(text(required(request, "DatabaseInput"), "Name"));
        if (databases.containsKey(name)) {
            throw GlueRefusal.exists("Database");
        }
        create(name);
        return NODES.objectNode();
    }

    private JsonNode getTables(JsonNode request) {
        var tables = List.copyOf(database(text(request, "DatabaseName")).values());
        var page = Page.of(request, tables.size(), PAGE_TABLES);
        var answer = NODES.objectNode();
        var list = answer.putArray("TableList");
        tables.subList(page.from(), page.to()).forEach(table -> list.add(table.description()));
        return page.mark(answer);
    }

    private JsonNode createTable(JsonNode request) {
        var database = text(request, "DatabaseName");
        var tables = database(database);
        var input = required(request, "TableInput");
        var name = FakeTable.nameOf(input);
        if (name.isEmpty()) {
            throw GlueRefusal.invalid("The table has no name");
        }
        if (tables.containsKey(name)) {
            throw GlueRefusal.exists("Table");
        }
        tables.put(name, new FakeTable(folded(database), input.deepCopy()));
        return NODES.objectNode();
    }

    private JsonNode updateTable(JsonNode request) {
        var input = required(request, "TableInput");
        var table = table(text(request, "DatabaseName"), FakeTable.nameOf(input));
        var version = text(request, "VersionId");
        if (!version.isEmpty() && !version.equals(table.version())) {
            throw new GlueRefusal(
                    "ConcurrentModificationException", "Update table failed due to concurrent modifications.");
        }
        table.update(input.deepCopy());
        return NODES.objectNode();
    }

    private JsonNode deleteTable(JsonNode request) {
        var table = table(request, "Name");
        database(text(request, "DatabaseName")).remove(table.name());
        return NODES.objectNode();
    }

    private JsonNode getPartition(JsonNode request) {
        var table = table(request, "TableName");
        var values = texts(request.path("PartitionValues"));
        return object("Partition", table.description(values, partition(table, values)));
    }

    private JsonNode getPartitions(JsonNode request) {
        var table = table(request, "TableName");
        var expression = text(request, "Expression");
        var found = table.partitions().stream()
                .filter(values -> expression.isBlank() || matches(expression, table, values))
                .toList();
        var page = Page.of(request, found.size(), PAGE_PARTITIONS);
        var answer = NODES.objectNode();
        var list = answer.putArray("Partitions");
        for (var values : found.subList(page.from(), page.to())) {
            list.add(table.description(values, partition(table, values)));
        }
        return page.mark(answer);
    }

    private static boolean matches(String expression, FakeTable table, List<String> values) {
        for (var term : expression.split("(?i)\\sand\\s", -1)) {
            var equality = EQUALITY.matcher(term);
            var key = equality.matches() ? table.keys().indexOf(equality.group(1)) : -1;
            if (key < 0) {
                throw GlueRefusal.invalid("Unsupported expression '" + expression + "'");
            }
            if (!values.get(key).equals(equality.group(2))) {
                return false;
            }
        }
        return true;
    }

    /// Has BatchGetPartition leave out everything from now on, as it may.
    void busy() {
        busy = true;
    }

    private JsonNode batchGet(JsonNode request) {
        var table = table(request, "TableName");
        var answer = NODES.objectNode();
        var list = answer.putArray("Partitions");
        var unprocessed = answer.putArray("UnprocessedKeys");
        for (var key : batch(request, "PartitionsToGet", BATCH_GET)) {
            if (busy) {
                unprocessed.add(key);
                continue;
            }
            var values = texts(key.path("Values"));
            var partition = table.partition(values);
            if (partition != null) {
                list.add(table.description(values, partition));
            }
        }
        return answer;
    }

    private JsonNode batchCreate(JsonNode request) {
        var table = table(request, "TableName");
        return each(
                batch(request, "PartitionInputList", BATCH_CREATE),
                "PartitionValues",
                "Values",
                input -> createPartition(table, input));
    }

    private JsonNode batchUpdate(JsonNode request) {
        var table = table(request, "TableName");
        return each(
                batch(request, "Entries", BATCH_UPDATE),
                "PartitionValueList",
                "PartitionValueList",
                entry -> updatePartition(table, entry));
    }

    private JsonNode batchDelete(JsonNode request) {
        var table = table(request, "TableName");
        return each(
                batch(request, "PartitionsToDelete", BATCH_DELETE),
                "PartitionValues",
                "Values",
                key -> deletePartition(table, texts(key.path("Values"))));
    }

    /// Does all, and lists those that failed: a batch isn't done whole or not at all.
    private static JsonNode each(
            List<JsonNode> entries, String answeredKey, String askedKey, Consumer<JsonNode> operation) {
        var answer = NODES.objectNode();
        var errors = answer.putArray("Errors");
        for (var entry : entries) {
            try {
                operation.accept(entry);
            } catch (GlueRefusal refused) {
                var error = errors.addObject();
                error.set(answeredKey, entry.path(askedKey));
                error.putObject("ErrorDetail")
                        .put("ErrorCode", refused.failure().code())
                        .put("ErrorMessage", refused.failure().message());
            }
        }
        return answer;
    }

    private static void createPartition(FakeTable table, JsonNode input) {
        var values = valuesFor(table, texts(input.path("Values")));
        if (table.partition(values) != null) {
            throw GlueRefusal.exists("Partition");
        }
        table.put(values, ((ObjectNode) input).deepCopy());
    }

    private static void updatePartition(FakeTable table, JsonNode request) {
        var values = texts(request.path("PartitionValueList"));
        partition(table, values);
        var input = required(request, "PartitionInput");
        var renamed = valuesFor(table, texts(input.path("Values")));
        if (!renamed.equals(values) && table.partition(renamed) != null) {
            throw GlueRefusal.exists("Partition");
        }
        table.delete(values);
        table.put(renamed, input.deepCopy());
    }

    private static void deletePartition(FakeTable table, List<String> values) {
        if (!table.delete(values)) {
            throw GlueRefusal.missing("Partition");
        }
    }

    private static ObjectNode partition(FakeTable table, List<String> values) {
        var partition = table.partition(values);
        if (partition == null) {
            throw GlueRefusal.missing("Partition");
        }
        return partition;
    }

    private static List<String> valuesFor(FakeTable table, List<String> values) {
        if (values.size() != table.keys().size()) {
            throw GlueRefusal.invalid("The number of partition keys do not match the number of partition values");
        }
        return values;
    }

    private Map<String, FakeTable> database(String name) {
        var tables = databases.get(folded(name));
        if (tables == null) {
            throw GlueRefusal.missing("Database " + name);
        }
        return tables;
    }

    private FakeTable table(JsonNode request, String field) {
        return table(text(request, "DatabaseName"), folded(text(request, field)));
    }

    private FakeTable table(String database, String name) {
        var table = database(database).get(name);
        if (table == null) {
            throw GlueRefusal.missing("Entity " + database + "." + name);
        }
        return table;
    }

    private static List<JsonNode> batch(JsonNode request, String field, int most) {
        var entries = new ArrayList<JsonNode>();
        request.path(field).valueStream().forEach(entries::add);
        if (entries.size() > most) {
            throw new GlueRefusal(
                    "ValidationException",
                    "1 validation error detected: Value at '%s' failed to satisfy constraint: Member must have length less than or equal to %d"
                            .formatted(field, most));
        }
        return entries;
    }

    private static ObjectNode required(JsonNode request, String field) {
        if (request.path(field) instanceof ObjectNode given) {
            return given;
        }
        throw new GlueRefusal("ValidationException", "1 validation error detected: '" + field + "' must not be null");
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String text(JsonNode request, String field) {
        return request.path(field).asString("");
    }

    private static ObjectNode object(String field, JsonNode value) {
        var object = NODES.objectNode();
        object.set(field, value);
        return object;
    }

    /// A part of a list that is too long for one answer. The token is where the next part begins.
    private record Page(int from, int to, int size) {
        static Page of(JsonNode request, int size, int most) {
            var token = text(request, "NextToken");
            var from = token.isEmpty() ? 0 : Math.min(size, Integer.parseInt(token));
            var asked = request.path("MaxResults").asInt(most);
            return new Page(from, Math.min(size, from + Math.min(most, asked)), size);
        }

        ObjectNode mark(ObjectNode answer) {
            if (to < size) {
                answer.put("NextToken", String.valueOf(to));
            }
            return answer;
        }
    }
}
