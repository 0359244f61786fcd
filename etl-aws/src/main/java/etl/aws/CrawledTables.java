package etl.aws;

import etl.tasks.publish.VisiblePartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
        TableDifferences.Advice advice = new TableDifferences.Advice(
                "See that the crawler %s crawls it (`etl crawler status`), and its log.".formatted(crawler.name()),
                "Let the crawler update tables (UpdateBehavior UPDATE_IN_DATABASE), or delete the table and crawl again.",
                "See the crawler's log, delete the table if it was made of other files, and crawl again.");
        return new TableDifferences(database, name(crawler, folder), advice)
                .of(destination + folder + "/", partitions, Map.of());
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
    /// are named after their folder, which readers don't take for hidden, and have partitions.
    private boolean isStray(Table table) {
        String location = location(table);
        if (!location.startsWith(destination)) {
            return false;
        }
        String folder = location.substring(destination.length()).replaceFirst("/$", "");
        return folder.contains("/")
                || folder.startsWith("_")
                || folder.startsWith(".")
                || !table.name().equals(name(crawler, folder))
                || table.partitionKeys().isEmpty();
    }

    /// Where a table's files are, ending in `/`; empty when it doesn't say.
    static String location(Table table) {
        return TableDifferences.location(table.storageDescriptor());
    }
}
