package etl.testkit;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A table of [FakeGlue] with its partitions. It keeps what it was given and gives it back.
final class FakeTable {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /// What Hive escapes in a directory's name, besides control characters.
    private static final String ESCAPED = "\"#%'*/:=?\\{[]^\u007f";

    private static final AtomicLong VERSIONS = new AtomicLong();

    private final String database;
    private final String name;
    private final Instant created = Instant.now();
    private final TreeMap<List<String>, ObjectNode> partitions =
            new TreeMap<>(Comparator.comparing(values -> String.join("\u0000", values)));
    private final Map<List<String>, Long> versions = new HashMap<>();
    private ObjectNode input;
    private long version;

    /// @param input Glue's TableInput
    FakeTable(String database, ObjectNode input) {
        this.database = database;
        this.name = nameOf(input);
        this.input = input;
    }

    /// Glue folds names.
    static String nameOf(JsonNode input) {
        return input.path("Name").asString("").toLowerCase(Locale.ROOT);
    }

    String name() {
        return name;
    }

    String version() {
        return String.valueOf(version);
    }

    ObjectNode input() {
        return input;
    }

    void update(ObjectNode changed) {
        input = changed;
        version++;
    }

    /// The names of the partition keys, in order.
    List<String> keys() {
        return input.path("PartitionKeys")
                .valueStream()
                .map(key -> key.path("Name").asString())
                .toList();
    }

    /// Name and Glue type of each column: `id int`.
    List<String> columns() {
        return input.path("StorageDescriptor")
                .path("Columns")
                .valueStream()
                .map(column -> column.path("Name").asString() + " "
                        + column.path("Type").asString())
                .toList();
    }

    /// The values of all partitions, in order.
    Collection<List<String>> partitions() {
        return partitions.keySet();
    }

    /// Glue's PartitionInput as it was given; null when there is no such partition.
    @Nullable
    ObjectNode partition(List<String> values) {
        return partitions.get(values);
    }

    FakeGlue.Registered registered(List<String> values) {
        var location = Objects.requireNonNull(partitions.get(values))
                .path("StorageDescriptor")
                .path("Location")
                .asString("");
        return new FakeGlue.Registered(location, Objects.requireNonNull(versions.get(values)));
    }

    void put(List<String> values, ObjectNode partition) {
        partitions.put(values, partition);
        versions.put(values, VERSIONS.incrementAndGet());
    }

    boolean delete(List<String> values) {
        return partitions.remove(values) != null;
    }

    /// A partition's directory below its table, as Hive names it: `dt=2026-11-22`.
    String directory(List<String> values) {
        var keys = keys();
        var directory = new StringBuilder();
        for (var i = 0; i < values.size(); i++) {
            directory
                    .append(i == 0 ? "" : "/")
                    .append(i < keys.size() ? keys.get(i) : "")
                    .append('=')
                    .append(escaped(values.get(i)));
        }
        return directory.toString();
    }

    private static String escaped(String value) {
        return value.chars()
                .mapToObj(c -> c < ' ' || ESCAPED.indexOf(c) >= 0 ? "%%%02X".formatted(c) : String.valueOf((char) c))
                .collect(Collectors.joining());
    }

    /// Glue's Table.
    ObjectNode description() {
        var table = input.deepCopy();
        table.put("Name", name);
        table.put("DatabaseName", database);
        table.put("CreateTime", seconds(created));
        table.put("VersionId", version());
        return table;
    }

    /// Glue's Partition.
    ObjectNode description(List<String> values, ObjectNode partition) {
        var described = partition.deepCopy();
        described.set("Values", values(values));
        described.put("DatabaseName", database);
        described.put("TableName", name);
        return described;
    }

    static JsonNode values(List<String> values) {
        var array = NODES.arrayNode();
        values.forEach(array::add);
        return array;
    }

    private static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }
}
