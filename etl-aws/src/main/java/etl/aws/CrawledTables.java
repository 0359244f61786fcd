package etl.aws;

import etl.parquet.inspect.GlueColumn;
import etl.tasks.Partitioning;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.VisiblePartition;
import etl.tasks.schema.SchemaChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Table;

/// What a crawl that succeeded has made, compared with what was published. A crawler may succeed and yet make a table of
/// every partition, keep the columns of last year, or skip a folder.
///
/// @param destination what was crawled: `s3://bucket/prefix/`
/// @param crawler who crawled it
/// @param database where its tables are
record CrawledTables(String destination, CrawlerStatus crawler, GlueDatabase database) {

    /// The name that the crawler gives to the table of a folder.
    static String name(CrawlerStatus crawler, String folder) {
        return (crawler.tablePrefix() + folder).toLowerCase(Locale.ROOT);
    }

    /// What is wrong, in whole sentences that say what to do; empty when nothing is.
    ///
    /// @param before the names of the tables before the crawl
    List<String> wrong(List<VisiblePartition> partitions, Set<String> before) {
        List<String> wrong = new ArrayList<>();
        Map<String, List<VisiblePartition>> byTable = new LinkedHashMap<>();
        partitions.forEach(partition -> byTable.computeIfAbsent(partition.name().table(), unused -> new ArrayList<>())
                .add(partition));
        byTable.forEach((folder, visible) -> wrong.addAll(wrong(folder, visible)));
        stray(before).ifPresent(wrong::add);
        return wrong;
    }

    private List<String> wrong(String folder, List<VisiblePartition> partitions) {
        String name = name(crawler, folder);
        String shown = database.name() + "." + name;
        Optional<Table> table = database.table(name);
        if (table.isEmpty()) {
            return List.of(
                    "There is no table %s for %s%s/. See that the crawler %s crawls it (`etl crawler status`), and its log."
                            .formatted(shown, destination, folder, crawler.name()));
        }
        List<String> wrong = new ArrayList<>();
        for (VisiblePartition partition : partitions) {
            wrongColumns(table.get(), partition)
                    .ifPresent(columns -> wrong.add(
                            "The table %s doesn't have the columns of the files: %s. Let the crawler update tables (UpdateBehavior UPDATE_IN_DATABASE), or delete the table and crawl again."
                                    .formatted(shown, columns)));
            wrongPartition(table.get(), partition.name())
                    .ifPresent(missing -> wrong.add(
                            "The table %s %s. See the crawler's log, delete the table if it was made of other files, and crawl again."
                                    .formatted(shown, missing)));
        }
        return wrong.stream().distinct().toList();
    }

    /// A table may have more columns than the files, and wider ones, for the sake of other partitions.
    private static Optional<String> wrongColumns(Table table, VisiblePartition partition) {
        List<SchemaChange> differences = SchemaChange.between(
                partition.committed().columns().stream()
                        .map(column -> folded(column.name(), column.type()))
                        .toList(),
                table.storageDescriptor().columns().stream()
                        .map(column -> folded(column.name(), column.type()))
                        .toList());
        List<String> wrong = differences.stream()
                .map(difference -> switch (difference.kind()) {
                    case REMOVED ->
                        "%s %s is missing"
                                .formatted(
                                        difference.column(), difference.before().orElse(""));
                    case RETYPED ->
                        "%s is %s, and %s in the files"
                                .formatted(
                                        difference.column(),
                                        difference.now().orElse(""),
                                        difference.before().orElse(""));
                    case ADDED, WIDENED, REORDERED -> "";
                })
                .filter(Predicate.not(String::isEmpty))
                .toList();
        return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", wrong));
    }

    /// Glue folds names.
    static GlueColumn folded(String name, String type) {
        return new GlueColumn(name.toLowerCase(Locale.ROOT), type.toLowerCase(Locale.ROOT));
    }

    private Optional<String> wrongPartition(Table table, PartitionName partition) {
        List<String> keys = table.partitionKeys().stream().map(Column::name).toList();
        if (!keys.equals(partition.keys())) {
            return Optional.of("is partitioned by %s instead of %s"
                    .formatted(
                            keys.isEmpty() ? "nothing" : String.join(", ", keys), String.join(", ", partition.keys())));
        }
        return database.partition(table.name(), partition.values()).isPresent()
                ? Optional.empty()
                : Optional.of("has no partition " + partition.partition());
    }

    /// Tables that the crawl made of something else than a task's folder, such as one of every partition.
    private Optional<String> stray(Set<String> before) {
        String stray = database.tables().stream()
                .filter(table -> !before.contains(table.name()) && isStray(table))
                .map(table -> database.name() + "." + table.name() + " at " + location(table))
                .collect(Collectors.joining(", "));
        return stray.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "The crawl made tables that no task publishes: %s. Delete them; let the crawler make one table of each folder (grouping TableLevelConfiguration %d, TableGroupingPolicy CombineCompatibleSchemas), and let nothing else lie below %s."
                                .formatted(stray, CrawlerLint.level(destination), destination));
    }

    /// Other runs' tables are no strays, though this commit doesn't name them: they lie directly below the destination,
    /// are named after their folder, and partitioned as ours.
    private boolean isStray(Table table) {
        String location = location(table);
        if (!location.startsWith(destination)) {
            return false;
        }
        String folder = location.substring(destination.length()).replaceFirst("/$", "");
        return folder.contains("/")
                || !table.name().equals(name(crawler, folder))
                || !table.partitionKeys().stream().map(Column::name).toList().equals(List.of(Partitioning.DATE_KEY));
    }

    /// Where a table's files are, ending in `/`; empty when it doesn't say.
    static String location(Table table) {
        if (table.storageDescriptor() == null || table.storageDescriptor().location() == null) {
            return "";
        }
        String location = table.storageDescriptor().location();
        return location.endsWith("/") ? location : location + "/";
    }
}
