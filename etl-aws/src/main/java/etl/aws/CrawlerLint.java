package etl.aws;

import etl.tasks.publish.CatalogFinding;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.TableKeys;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Whether a crawler's settings let it make of what is published the tables that it should: one for each folder of the
/// destination, with the files' columns, each date that was replaced included.
///
/// Sources: AWS Glue developer guide, "Customizing crawler behavior" and its pages on table levels, on a single schema, on
/// schema changes and on incremental crawls; API reference, Crawler.
///
/// @param crawler how the crawler is set
/// @param destination what it should crawl: `s3://bucket/prefix/`
/// @param control where the control files are
/// @param tables what is about to be published; empty when nobody knows
record CrawlerLint(CrawlerDefinition crawler, String destination, String control, List<TableKeys> tables) {
    private static final String EVERYTHING = "CRAWL_EVERYTHING";
    private static final String COMBINE = "CombineCompatibleSchemas";
    private static final String UPDATE = "UPDATE_IN_DATABASE";
    private static final String INHERIT = "InheritFromTable";

    /// Stands for a file that a run writes; an exclusion is tried on it.
    private static final String FILE = "20261122T010203Z-4f1c0001-00000.parquet";

    /// Stands for a control file.
    private static final String CONTROL_FILE = "commits/0000000000.json";

    /// Stands where nobody knows which tables will be published.
    private static final TableKeys ANY = new TableKeys("table", List.of("dt"));

    List<CatalogFinding> findings() {
        List<CatalogFinding> findings = new ArrayList<>();
        targets(findings);
        exclusions(findings);
        grouping(findings);
        output(findings);
        policies(findings);
        operation(findings);
        return findings;
    }

    private void targets(List<CatalogFinding> findings) {
        String crawled = crawler.targets().isEmpty()
                ? "nothing on S3"
                : crawler.targets().stream().map(CrawlerDefinition.Target::path).collect(Collectors.joining(", "));
        List<TableKeys> missed =
                published().stream().filter(table -> targetOf(table).isEmpty()).toList();
        if (!missed.isEmpty()) {
            boolean all = missed.size() == published().size();
            findings.add(CatalogFinding.refused(
                    "The Glue crawler %s crawls %s and not %s. Set its only target to %s (Targets.S3Targets), or name another crawler (catalog.crawler)."
                            .formatted(
                                    name(),
                                    crawled,
                                    all
                                            ? destination
                                            : missed.stream()
                                                    .map(table -> destination + table.table() + "/")
                                                    .collect(Collectors.joining(", ")),
                                    destination)));
        }
        for (CrawlerDefinition.Target target : crawler.targets()) {
            target(target).ifPresent(findings::add);
        }
        if (!crawler.others().isEmpty()) {
            findings.add(finding(
                    CatalogFinding.Weight.HARMFUL,
                    "Targets",
                    "has " + String.join(", ", crawler.others()) + " besides S3",
                    "only " + destination,
                    "Each run waits for all of it. Give the destination a crawler of its own."));
        }
    }

    private Optional<CatalogFinding> target(CrawlerDefinition.Target target) {
        String folder = target.folder();
        if (folder.equals(destination)) {
            return holdsControl(target)
                    ? Optional.of(finding(
                            CatalogFinding.Weight.HARMFUL,
                            "Targets.S3Targets",
                            "is %s, with the control files (%s) in it".formatted(target.path(), control),
                            "what holds data only",
                            "They would become tables. Publish below a prefix (--dest s3://BUCKET/PREFIX/), or move them to another bucket (control), or set the exclusion %s**."
                                    .formatted(control.substring(folder.length()))))
                    : Optional.empty();
        }
        if (destination.startsWith(folder)) {
            return Optional.of(finding(
                    CatalogFinding.Weight.HARMFUL,
                    "Targets.S3Targets",
                    "is %s, which holds more than the destination%s"
                            .formatted(
                                    target.path(),
                                    holdsControl(target) ? ", the control files (" + control + ") too" : ""),
                    destination,
                    "Whatever else lies there would become tables. Set it to the destination."));
        }
        if (published().stream().anyMatch(table -> folder.equals(destination + table.table() + "/"))) {
            return Optional.empty();
        }
        return Optional.of(
                finding(
                        CatalogFinding.Weight.HARMFUL,
                        "Targets.S3Targets",
                        "has %s too".formatted(target.path()),
                        "only " + destination,
                        folder.startsWith(destination)
                                ? "A target below a table's folder becomes a table of its own. Take it out."
                                : "Each run waits for all of it, and its tables lie among the run's. Take it out, or give it a crawler of its own."));
    }

    private boolean holdsControl(CrawlerDefinition.Target target) {
        return control.startsWith(target.folder())
                && target.exclusions().stream()
                        .noneMatch(glob ->
                                matches(glob, control.substring(target.folder().length()) + CONTROL_FILE));
    }

    private List<TableKeys> published() {
        return tables.isEmpty() ? List.of(ANY) : tables;
    }

    private Optional<CrawlerDefinition.Target> targetOf(TableKeys table) {
        return crawler.targets().stream()
                .filter(target -> (destination + table.table() + "/").startsWith(target.folder()))
                .findFirst();
    }

    private void exclusions(List<CatalogFinding> findings) {
        for (CrawlerDefinition.Target target : crawler.targets()) {
            for (String glob : target.exclusions()) {
                List<String> hidden = published().stream()
                        .filter(table -> targetOf(table).filter(target::equals).isPresent())
                        .filter(table -> matches(
                                glob, key(table).substring(target.folder().length())))
                        .map(TableKeys::table)
                        .toList();
                if (!hidden.isEmpty()) {
                    findings.add(finding(
                            CatalogFinding.Weight.REFUSED,
                            "Targets.S3Targets.Exclusions",
                            "has '%s', which hides the files of %s".formatted(glob, String.join(", ", hidden)),
                            "none",
                            "The crawler would never show what is published. Take it out."));
                } else if (!matches(glob, control.replace(target.folder(), "") + CONTROL_FILE)) {
                    findings.add(
                            finding(
                                    CatalogFinding.Weight.NOTE,
                                    "Targets.S3Targets.Exclusions",
                                    "has '%s'".formatted(glob),
                                    "none",
                                    "Athena doesn't know of it: it reads every file in a partition's folder. Let nothing but the program write there."));
                }
            }
        }
    }

    /// The address of a file that a run might write.
    private String key(TableKeys table) {
        List<String> values = table.keys().stream()
                .map(key -> key.equals("dt") ? "2026-11-22" : "x")
                .toList();
        return destination
                + PartitionName.of(table.table(), table.keys(), new ArrayList<>(values))
                        .path()
                + FILE;
    }

    /// Glue's globs are those of Java: `*` stays within a folder, `**` doesn't.
    private static boolean matches(String glob, String key) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(key));
        } catch (PatternSyntaxException unclear) {
            return false;
        }
    }

    private void grouping(List<CatalogFinding> findings) {
        String policy = setting("/Grouping/TableGroupingPolicy");
        if (!policy.equals(COMBINE)) {
            findings.add(finding(
                    CatalogFinding.Weight.HARMFUL,
                    "Configuration.Grouping.TableGroupingPolicy",
                    set(policy),
                    COMBINE,
                    "Otherwise partitions whose columns differ may become a table each. Set it."));
        }
        JsonNode level = crawler.configuration().at("/Grouping/TableLevelConfiguration");
        long expected = level(destination);
        if (level.isMissingNode()) {
            findings.add(
                    finding(
                            CatalogFinding.Weight.HARMFUL,
                            "Configuration.Grouping.TableLevelConfiguration",
                            set(""),
                            expected + " (the bucket is 1, the folder of a table is " + expected + ")",
                            "Otherwise the crawler guesses where tables begin: tables with like columns become one, or each partition becomes a table. Set it."));
        } else if (level.asLong(0) != expected) {
            findings.add(finding(
                    CatalogFinding.Weight.REFUSED,
                    "Configuration.Grouping.TableLevelConfiguration",
                    set(level.asString("")),
                    expected + " (the bucket is 1, the folder of a table is " + expected + ")",
                    level.asLong(0) > expected
                            ? "Every partition would become a table. Set it."
                            : "All tables would become one. Set it."));
        }
    }

    /// The depth of a table's folder, as crawlers count it: the bucket is 1.
    static long level(String destination) {
        return destination
                        .substring("s3://".length())
                        .chars()
                        .filter(c -> c == '/')
                        .count()
                + 1;
    }

    private void output(List<CatalogFinding> findings) {
        String partitions = setting("/CrawlerOutput/Partitions/AddOrUpdateBehavior");
        if (!partitions.equals(INHERIT)) {
            findings.add(
                    finding(
                            CatalogFinding.Weight.HARMFUL,
                            "Configuration.CrawlerOutput.Partitions.AddOrUpdateBehavior",
                            set(partitions),
                            INHERIT,
                            "Otherwise each partition keeps the types that its files had, and Athena ends with HIVE_PARTITION_SCHEMA_MISMATCH when a column was widened. Set it."));
        }
        String tablesOutput = setting("/CrawlerOutput/Tables/AddOrUpdateBehavior");
        if (!tablesOutput.isEmpty()) {
            findings.add(
                    finding(
                            CatalogFinding.Weight.NOTE,
                            "Configuration.CrawlerOutput.Tables.AddOrUpdateBehavior",
                            set(tablesOutput),
                            "nothing",
                            "With MergeNewColumns columns are added, and never widened: after a type was widened the run ends with exit code 13 until the table is deleted and crawled again."));
        }
    }

    private void policies(List<CatalogFinding> findings) {
        if (crawler.recrawl().equals("CRAWL_NEW_FOLDERS_ONLY")) {
            findings.add(
                    finding(
                            CatalogFinding.Weight.REFUSED,
                            "RecrawlPolicy.RecrawlBehavior",
                            set(crawler.recrawl()),
                            EVERYTHING,
                            "A date that is published again lies in a folder that isn't new: it would stay out of the catalog. Set it."));
        } else if (!crawler.recrawl().isEmpty() && !crawler.recrawl().equals(EVERYTHING)) {
            findings.add(
                    finding(
                            CatalogFinding.Weight.HARMFUL,
                            "RecrawlPolicy.RecrawlBehavior",
                            set(crawler.recrawl()),
                            EVERYTHING,
                            "A run that is taken back changes no file of the date that it had hidden: no event brings that back. Set it."));
        }
        if (!crawler.onUpdate().isEmpty() && !crawler.onUpdate().equals(UPDATE)) {
            findings.add(finding(
                    CatalogFinding.Weight.HARMFUL,
                    "SchemaChangePolicy.UpdateBehavior",
                    set(crawler.onUpdate()),
                    UPDATE,
                    "Columns that are added or widened would never reach the table. Set it."));
        }
        if (crawler.onDelete().equals("DELETE_FROM_DATABASE")) {
            findings.add(
                    finding(
                            CatalogFinding.Weight.HARMFUL,
                            "SchemaChangePolicy.DeleteBehavior",
                            set(crawler.onDelete()),
                            "LOG",
                            "The program takes partitions out by itself; a crawl that finds a table's only date half replaced would delete the table, with what people have added to it. Set it."));
        } else if (crawler.onDelete().equals("DEPRECATE_IN_DATABASE")) {
            findings.add(finding(
                    CatalogFinding.Weight.NOTE,
                    "SchemaChangePolicy.DeleteBehavior",
                    set(crawler.onDelete()),
                    "LOG",
                    "A table without files for a moment would be marked as deprecated. It is readable all the same."));
        }
    }

    private void operation(List<CatalogFinding> findings) {
        if (crawler.role().isEmpty()) {
            findings.add(finding(
                    CatalogFinding.Weight.REFUSED,
                    "Role",
                    set(""),
                    "a role that may read the destination",
                    "No crawl could begin. See docs/catalog.md for its policy."));
        }
        if (!crawler.schedule().isEmpty()) {
            findings.add(
                    finding(
                            CatalogFinding.Weight.HARMFUL,
                            "Schedule",
                            set(crawler.schedule()),
                            "none (on demand)",
                            "A crawl that starts while files are put in place shows half a run, and a run waits for its end. Take the schedule off."));
        }
        if (!crawler.classifiers().isEmpty()) {
            findings.add(
                    finding(
                            CatalogFinding.Weight.NOTE,
                            "Classifiers",
                            "has " + String.join(", ", crawler.classifiers()),
                            "none",
                            "Custom classifiers come before Glue's own for Parquet. One that takes the files for something else makes wrong columns."));
        }
        if (crawler.lakeFormation()) {
            findings.add(finding(
                    CatalogFinding.Weight.NOTE,
                    "LakeFormationConfiguration",
                    "reads with Lake Formation's credentials",
                    "a registered location",
                    "%s must be registered there, and the crawler's role and the program's have permissions on the database %s."
                            .formatted(destination, crawler.status().database())));
        }
        String prefix = crawler.status().tablePrefix();
        if (!prefix.isEmpty()) {
            findings.add(finding(
                    CatalogFinding.Weight.NOTE,
                    "TablePrefix",
                    set(prefix),
                    "none",
                    "Tables are named %s%s."
                            .formatted(
                                    prefix.toLowerCase(Locale.ROOT),
                                    published().getFirst().table())));
        }
        CrawlerStatus.LastCrawl last = crawler.status().lastCrawl();
        if (last != null && !last.succeeded()) {
            findings.add(CatalogFinding.note("The last crawl of the Glue crawler %s ended %s%s.%s"
                    .formatted(
                            name(),
                            last.status(),
                            last.message() == null ? "" : ": " + last.message(),
                            last.log().isEmpty() ? "" : " Its log is " + last.log() + ".")));
        }
    }

    private String name() {
        return crawler.status().name();
    }

    private String setting(String pointer) {
        return crawler.configuration().at(pointer).asString("");
    }

    private static String set(String value) {
        return value.isEmpty() ? "isn't set" : "is " + value;
    }

    private CatalogFinding finding(
            CatalogFinding.Weight weight, String where, String is, String expected, String advice) {
        return new CatalogFinding(
                weight, "The Glue crawler %s: %s %s; expected: %s. %s".formatted(name(), where, is, expected, advice));
    }
}
