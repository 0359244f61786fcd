package etl.testkit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A table that a crawl of [FakeCrawler] found: a folder below the crawler's target that has files.
///
/// @param name the folder's name
/// @param location the folder: `s3://bucket/prefix/orders/`
/// @param columns from name to Glue type, from the footer of the first file of each partition, the last one's type
///     winning; empty when none is a Parquet file
/// @param partitions from directory, such as `dt=2026-11-22`, to the partition's location
record FoundTable(String name, String location, Map<String, String> columns, Map<String, String> partitions) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final byte[] PARQUET = {'P', 'A', 'R', '1'};

    /// The tables below a target.
    static List<FoundTable> below(String target) {
        var path = target.replaceFirst("^s3://", "");
        var slash = path.indexOf('/');
        var bucket = new TestBucket(path.substring(0, slash), TestS3.client());
        var prefix = path.substring(slash + 1);
        var tables = new TreeMap<String, FoundTable>();
        for (var key : bucket.keys(prefix)) {
            var segments = Arrays.asList(key.substring(prefix.length()).split("/", -1));
            if (segments.size() < 2 || segments.getLast().isEmpty()) {
                continue;
            }
            var folder = segments.getFirst();
            var location = bucket.uri(prefix + folder + "/");
            var known = tables.get(folder);
            var partition = String.join("/", segments.subList(1, segments.size() - 1));
            if (known != null && known.partitions.containsKey(partition)) {
                continue;
            }
            var columns = columns(bucket, key);
            if (columns == null) {
                continue;
            }
            var table = tables.computeIfAbsent(
                    folder, name -> new FoundTable(name, location, new LinkedHashMap<>(), new TreeMap<>()));
            table.columns.putAll(columns);
            if (!partition.isEmpty()) {
                table.partitions.put(partition, location + partition + "/");
            }
        }
        return List.copyOf(tables.values());
    }

    /// Null when the object has gone since it was listed.
    private static @Nullable Map<String, String> columns(TestBucket bucket, String key) {
        byte[] bytes;
        try {
            bytes = bucket.bytes(key);
        } catch (NoSuchKeyException gone) {
            return null;
        }
        var columns = new LinkedHashMap<String, String>();
        if (bytes.length < PARQUET.length || !Arrays.equals(bytes, 0, PARQUET.length, PARQUET, 0, PARQUET.length)) {
            return columns;
        }
        for (var column : ParquetJava.glueColumns(bytes)) {
            var space = column.indexOf(' ');
            columns.put(column.substring(0, space), column.substring(space + 1));
        }
        return columns;
    }

    /// Makes the table in the catalog, or brings it up to date: its columns, and its partitions, which inherit them.
    /// Partitions that weren't found stay.
    ///
    /// @return whether the table was there and has changed
    boolean register(String database, Map<String, FakeTable> tables) {
        var before = tables.get(name);
        var table = before == null ? new FakeTable(database, input()) : before;
        tables.putIfAbsent(name, table);
        var storage = storage(location);
        var changed = before != null
                && !table.input().path("StorageDescriptor").path("Columns").equals(storage.path("Columns"));
        if (changed) {
            var updated = table.input().deepCopy();
            updated.set("StorageDescriptor", storage);
            table.update(updated);
        }
        for (var partition : partitions.entrySet()) {
            var values = values(partition.getKey());
            var input = NODES.objectNode();
            input.set("Values", FakeTable.values(values));
            input.set("StorageDescriptor", storage(partition.getValue()));
            input.putObject("Parameters").put("classification", "parquet");
            changed |= before != null && !input.equals(table.partition(values));
            table.put(values, input);
        }
        return changed;
    }

    private ObjectNode input() {
        var input = NODES.objectNode();
        input.put("Name", name);
        input.put("TableType", "EXTERNAL_TABLE");
        var keys = input.putArray("PartitionKeys");
        partitions.keySet().stream()
                .findFirst()
                .ifPresent(partition -> directories(partition)
                        .forEach(directory -> keys.addObject()
                                .put("Name", directory.substring(0, Math.max(0, directory.indexOf('='))))
                                .put("Type", "string")));
        input.putObject("Parameters").put("classification", "parquet");
        input.set("StorageDescriptor", storage(location));
        return input;
    }

    private static List<String> values(String partition) {
        return directories(partition).stream()
                .map(directory -> directory.substring(directory.indexOf('=') + 1))
                .toList();
    }

    private static List<String> directories(String partition) {
        return List.of(partition.split("/", -1));
    }

    private ObjectNode storage(String path) {
        var storage = NODES.objectNode();
        var list = storage.putArray("Columns");
        columns.forEach((column, type) -> list.addObject().put("Name", column).put("Type", type));
        storage.put("Location", path);
        storage.put("InputFormat", "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat");
        storage.put("OutputFormat", "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat");
        storage.putObject("SerdeInfo")
                .put("SerializationLibrary", "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe");
        return storage;
    }
}
