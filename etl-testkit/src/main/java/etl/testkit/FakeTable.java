package etl.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A table that a crawler of [FakeGlue] made.
///
/// @param name the folder's name below the crawler's target
/// @param location the folder: `s3://bucket/prefix/orders/`
/// @param columns name and Glue type of each column, from the first file's footer; empty when that isn't a Parquet file
/// @param partitions from directory, such as `dt=2026-11-22`, to the partition's location
record FakeTable(String name, String location, List<String> columns, Map<String, String> partitions) {

    /// The tables below a target: one for each folder that has files.
    static Map<String, FakeTable> found(String target) {
        var path = target.replaceFirst("^s3://", "");
        var slash = path.indexOf('/');
        var bucket = new TestBucket(path.substring(0, slash), TestS3.client());
        var prefix = path.substring(slash + 1);
        var tables = new TreeMap<String, FakeTable>();
        for (var key : bucket.keys(prefix)) {
            var segments = Arrays.asList(key.substring(prefix.length()).split("/", -1));
            if (segments.size() < 2 || segments.getLast().isEmpty()) {
                continue;
            }
            var folder = segments.getFirst();
            var location = bucket.uri(prefix + folder + "/");
            var table = tables.computeIfAbsent(
                    folder, name -> new FakeTable(name, location, columns(bucket.bytes(key)), new TreeMap<>()));
            var directories = segments.subList(1, segments.size() - 1);
            if (!directories.isEmpty()) {
                var partition = String.join("/", directories);
                table.partitions().put(partition, location + partition + "/");
            }
        }
        return tables;
    }

    private static List<String> columns(byte[] bytes) {
        if (bytes.length < 4 || bytes[0] != 'P' || bytes[1] != 'A' || bytes[2] != 'R' || bytes[3] != '1') {
            return List.of();
        }
        try {
            var file = Files.createTempFile("crawled", ".parquet");
            try {
                Files.write(file, bytes);
                return ParquetJava.glueColumns(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, ?> description() {
        return Map.of(
                "Name", name,
                "TableType", "EXTERNAL_TABLE",
                "PartitionKeys", partitionKeys(),
                "Parameters", Map.of("classification", "parquet"),
                "StorageDescriptor", storage(location));
    }

    List<Map<String, ?>> partitionDescriptions() {
        return partitions.entrySet().stream()
                .<Map<String, ?>>map(partition -> Map.of(
                        "TableName", name,
                        "Values",
                                directories(partition.getKey())
                                        .map(directory -> directory.substring(directory.indexOf('=') + 1))
                                        .toList(),
                        "StorageDescriptor", storage(partition.getValue())))
                .toList();
    }

    private List<Map<String, String>> partitionKeys() {
        return partitions.keySet().stream().findFirst().stream()
                .flatMap(FakeTable::directories)
                .map(directory ->
                        Map.of("Name", directory.substring(0, Math.max(0, directory.indexOf('='))), "Type", "string"))
                .toList();
    }

    private static java.util.stream.Stream<String> directories(String partition) {
        return Arrays.stream(partition.split("/"));
    }

    private Map<String, ?> storage(String path) {
        return Map.of(
                "Location",
                path,
                "Columns",
                columns.stream()
                        .map(column -> column.split(" ", 2))
                        .map(column -> Map.of("Name", column[0], "Type", column[1]))
                        .toList(),
                "InputFormat",
                "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                "OutputFormat",
                "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
                "SerdeInfo",
                Map.of("SerializationLibrary", "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"));
    }
}
