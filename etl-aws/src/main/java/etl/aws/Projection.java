package etl.aws;

import etl.tasks.publish.CatalogFinding;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.glue.model.Table;

/// Partition projection: a table's own parameters by which Athena reckons partitions and their folders. It asks the
/// catalog for none then, lists S3 itself, and so sees a run before all its files are in place, and the older run's files
/// beside them.
///
/// Source: Athena user guide, "Use partition projection with Amazon Athena"
final class Projection {
    private static final String ENABLED = "projection.enabled";

    private Projection() {}

    /// Those of the tables that read a destination's files by projection.
    ///
    /// @param destination `s3://bucket/prefix/`
    static List<CatalogFinding> findings(String database, String destination, List<Table> tables) {
        return tables.stream()
                .filter(Projection::isEnabled)
                .filter(table -> CrawledTables.location(table).startsWith(destination))
                .map(table -> CatalogFinding.refused(
                        "The Glue table %s.%s: its parameter %s is true; expected: none. Under partition projection Athena doesn't ask the catalog which files are published: it lists %s itself and reads half a run. Take the parameter off, and its projection.* and storage.location.template."
                                .formatted(database, table.name(), ENABLED, CrawledTables.location(table))))
                .toList();
    }

    private static boolean isEnabled(Table table) {
        return table.hasParameters()
                && "true".equals(table.parameters().getOrDefault(ENABLED, "").toLowerCase(Locale.ROOT));
    }
}
