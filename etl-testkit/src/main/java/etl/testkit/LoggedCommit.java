package etl.testkit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A commit as its control files tell it, read by other code than the program's.
///
/// @param number its place in the log
/// @param runId the run that decided it
/// @param logicalTime what the run was for
/// @param decidedAt when it was decided
/// @param doneAt when it was finished, by its `.done`
/// @param marks the suffixes of its other control files: `files`, `done`
/// @param partitions what it publishes, by table and directory: `orders/dt=2026-11-22`
/// @param dropped the partitions that it takes away, by table and directory
public record LoggedCommit(
        int number,
        String runId,
        String logicalTime,
        Instant decidedAt,
        Optional<Instant> doneAt,
        Set<String> marks,
        Map<String, Published> partitions,
        Set<String> dropped) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern NAME = Pattern.compile("commits/(\\d{10})\\.(.+)");
    private static final String DONE = "done";

    /// One partition of a commit.
    ///
    /// @param table the table's name
    /// @param rows the rows of all files
    /// @param files from each file's path below the warehouse to its size in bytes
    public record Published(String table, long rows, Map<String, Long> files) {}

    /// The log of a warehouse, in order.
    public static List<LoggedCommit> log(Warehouse warehouse) {
        var marks = new TreeMap<Integer, Set<String>>();
        for (var path : warehouse.control()) {
            var name = NAME.matcher(path);
            if (name.matches()) {
                marks.computeIfAbsent(Integer.valueOf(name.group(1)), number -> new TreeSet<>())
                        .add(name.group(2));
            }
        }
        var log = new ArrayList<LoggedCommit>();
        marks.forEach((number, found) -> {
            if (found.remove("json")) {
                log.add(parse(warehouse, number, found));
            }
        });
        return log;
    }

    private static LoggedCommit parse(Warehouse warehouse, int number, Set<String> marks) {
        var commit = read(warehouse, number, "json");
        var partitions = new TreeMap<String, Published>();
        for (var partition : array(commit.path("partitions"))) {
            var files = new TreeMap<String, Long>();
            for (var file : array(partition.path("files"))) {
                files.put(path(file.path("key")), file.path("bytes").asLong());
            }
            var name = partition.path("name");
            var table = name.path("table").asString();
            partitions.put(
                    directory(table, name.path("partition").asString()),
                    new Published(table, partition.path("rows").asLong(), files));
        }
        var dropped = new TreeSet<String>();
        for (var table : array(commit.path("tables"))) {
            for (var directory : array(table.path("dropped"))) {
                dropped.add(directory(table.path("table").asString(), directory.asString()));
            }
        }
        return new LoggedCommit(
                number,
                commit.path("runId").asString(),
                commit.path("logicalTime").asString(),
                Instant.parse(commit.path("decidedAt").asString()),
                marks.contains(DONE)
                        ? Optional.of(Instant.parse(
                                read(warehouse, number, DONE).path("at").asString()))
                        : Optional.empty(),
                marks,
                partitions,
                dropped);
    }

    private static String directory(String table, String partition) {
        return partition.isEmpty() ? table : table + "/" + partition;
    }

    private static JsonNode read(Warehouse warehouse, int number, String suffix) {
        var path = "commits/%010d.%s".formatted(number, suffix);
        return JSON.readTree(warehouse
                .readControl(path)
                .orElseThrow(() -> new IllegalStateException(warehouse.uri() + ": " + path + " has gone")));
    }

    private static Collection<JsonNode> array(JsonNode node) {
        return node.valueStream().toList();
    }

    private static String path(JsonNode key) {
        return "%s/%s%s%05d.parquet"
                .formatted(
                        directory(
                                key.path("table").asString(),
                                key.path("partition").asString()),
                        key.path("runId").asString(),
                        key.path("layout").asString().equals("RUN_AS_FOLDER") ? "/" : "-",
                        key.path("number").asInt());
    }

    /// Whether its files are visible and it wasn't taken back.
    public boolean visible() {
        return marks.contains("files") && !undone();
    }

    /// Whether it was taken back.
    public boolean undone() {
        return marks.contains("void");
    }

    /// Whether the next commit may be decided.
    public boolean finished() {
        return marks.contains(DONE);
    }
}
