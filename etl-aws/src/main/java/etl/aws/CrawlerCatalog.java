package etl.aws;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.Catalog;
import etl.tasks.publish.CatalogFinding;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.CatalogOutcome.State;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.RepeatedCalls;
import etl.tasks.publish.TableKeys;
import etl.tasks.publish.Turn;
import etl.tasks.publish.VisiblePartition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionError;
import software.amazon.awssdk.services.glue.model.Table;

/// A Glue crawler that finds what was published. It must be on demand, and used by nothing else.
public final class CrawlerCatalog implements Catalog {
    /// How long a crawl is waited for unless told, a crawl under way before it included.
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

    private static final String ENTITY_NOT_FOUND = "EntityNotFoundException";

    private final GlueCrawler crawler;
    private final String destination;
    private final Duration timeout;
    private final Optional<String> database;
    private final String control;

    /// @param crawler closed with the catalog
    /// @param destination what is crawled: `s3://bucket/prefix/`
    /// @param timeout how long [#hide], and then [#show], waits for the crawler
    /// @param database the database that the crawler must write to
    /// @param control where the control files are, which must not be crawled: `s3://bucket/_etl/prefix/`
    public CrawlerCatalog(
            GlueCrawler crawler, String destination, Duration timeout, Optional<String> database, String control) {
        this.crawler = crawler;
        this.destination = destination;
        this.timeout = timeout;
        this.database = database;
        this.control = control;
    }

    @Override
    public String describe() {
        return "crawler " + crawler.name();
    }

    @Override
    public List<CatalogFinding> findings(List<TableKeys> tables) {
        CrawlerDefinition definition = crawler.definition();
        String found = definition.status().database();
        if (found.isEmpty()) {
            throw EtlException.usage(
                    "The Glue crawler %s names no database for its tables. Give it one.".formatted(crawler.name()));
        }
        if (database.isPresent() && !database.get().equals(found)) {
            throw EtlException.usage(
                    "The Glue crawler %s writes to the database '%s', and catalog.database is '%s'. Correct one of the two."
                            .formatted(crawler.name(), found, database.get()));
        }
        List<CatalogFinding> findings = new ArrayList<>();
        tables.stream()
                .filter(table -> table.keys().isEmpty())
                .forEach(table -> findings.add(CatalogFinding.refused(
                        "%s: it has no partitions (partition-by: none), and a crawler can't be told to show another run's files of a table at once. Set catalog.mode: direct, or partition-by: dt."
                                .formatted(table.table()))));
        findings.addAll(new CrawlerLint(definition, destination, control, tables).findings());
        findings.addAll(databaseFindings(crawler.database(found, AwsClients.IMPATIENT)));
        return findings;
    }

    /// The rule by which a crawl is judged when it has ended.
    @Override
    public List<CatalogFinding> differences(List<VisiblePartition> visible) {
        CrawlerStatus status = crawler.status();
        GlueDatabase tables = crawler.database(status.database(), AwsClients.IMPATIENT);
        return wrong(visible, status, tables, Set.of()).stream()
                .map(CatalogFinding::harmful)
                .toList();
    }

    private List<String> wrong(
            List<VisiblePartition> partitions, CrawlerStatus status, GlueDatabase tables, Set<String> before) {
        return explained(
                "look at the crawled tables of",
                tables,
                "*",
                "glue:GetTable, glue:GetTables and glue:BatchGetPartition",
                () -> new CrawledTables(destination, status, tables).wrong(partitions, before));
    }

    private List<CatalogFinding> databaseFindings(GlueDatabase asked) {
        Optional<List<Table>> there =
                explained("list the tables of", asked, "*", "glue:GetTables", asked::tablesIfThere);
        return there.map(tables -> Projection.findings(asked.name(), destination, tables))
                .orElseGet(() -> List.of(CatalogFinding.note(
                        "The Glue database %s isn't there, and the crawler %s writes to it. Create it before the first crawl."
                                .formatted(asked.name(), crawler.name()))));
    }

    @Override
    public FileKey.Layout layout() {
        return FileKey.Layout.RUN_IN_NAME;
    }

    /// A crawl under way could bring back what is taken out, and may yet show what isn't there now: its end comes first.
    @Override
    public void hide(List<PartitionName> partitions, Turn turn) throws IOException {
        if (partitions.isEmpty()) {
            return;
        }
        try {
            CrawlerStatus status = crawler.awaitReady(timeout);
            GlueDatabase tables = crawler.database(status.database(), AwsClients.PATIENT);
            for (Map.Entry<String, List<PartitionName>> table :
                    byTable(partitions, status).entrySet()) {
                hide(tables, table.getKey(), table.getValue(), turn);
            }
        } catch (EtlException e) {
            if (e.exitCode() == ExitCode.USAGE) {
                throw e;
            }
            throw new IOException(e.getMessage(), e);
        }
    }

    /// Out of the catalog is out of it: no crawl brings back what has no files.
    @Override
    public void drop(List<PartitionName> partitions, Turn turn) throws IOException {
        hide(partitions, turn);
    }

    private void hide(GlueDatabase tables, String table, List<PartitionName> partitions, Turn turn) throws IOException {
        List<List<String>> registered = explained(
                "look for partitions of",
                tables,
                table,
                "glue:BatchGetPartition",
                () -> TableDifferences.registered(tables, table, partitions).values().stream()
                        .map(Partition::values)
                        .toList());
        for (int from = 0; from < registered.size(); from += GlueDatabase.BATCH_DELETE) {
            List<List<String>> batch =
                    registered.subList(from, Math.min(registered.size(), from + GlueDatabase.BATCH_DELETE));
            if (!turn.due()) {
                return;
            }
            List<PartitionError> failed = explained(
                    "take partitions out of",
                    tables,
                    table,
                    "glue:BatchDeletePartition and glue:DeletePartition",
                    () -> tables.deletePartitions(table, batch));
            for (PartitionError error : failed) {
                if (!ENTITY_NOT_FOUND.equals(error.errorDetail().errorCode())) {
                    throw new IOException("Glue can't take the partition %s out of %s.%s: %s, %s."
                            .formatted(
                                    error.partitionValues(),
                                    tables.name(),
                                    table,
                                    error.errorDetail().errorCode(),
                                    error.errorDetail().errorMessage()));
                }
            }
        }
    }

    private static Map<String, List<PartitionName>> byTable(List<PartitionName> partitions, CrawlerStatus status) {
        Map<String, List<PartitionName>> tables = new LinkedHashMap<>();
        for (PartitionName partition : partitions) {
            tables.computeIfAbsent(CrawledTables.name(status, partition.table()), unused -> new ArrayList<>())
                    .add(partition);
        }
        return tables;
    }

    /// Runs a crawl that begins now, and looks at what it made. One that fails, is cancelled or doesn't end in time leaves
    /// the catalog behind the data: that is [State#PENDING], since the next crawl makes it good.
    @Override
    public CatalogOutcome show(List<VisiblePartition> partitions, Turn turn) {
        if (partitions.isEmpty()) {
            return CatalogOutcome.nothingToTell();
        }
        long began = System.nanoTime();
        try {
            CrawlerStatus status = crawler.status(AwsClients.PATIENT);
            GlueDatabase tables = crawler.database(status.database(), AwsClients.PATIENT);
            Set<String> before = tables(tables).stream().map(Table::name).collect(Collectors.toSet());
            CatalogOutcome outcome = crawl(turn, began);
            if (outcome.state() != State.CURRENT || !turn.newest()) {
                return outcome;
            }
            List<String> wrong = wrong(partitions, status, tables, before);
            return wrong.isEmpty()
                    ? outcome
                    : new CatalogOutcome(State.WRONG, outcome.detail() + "; " + String.join(" ", wrong), since(began));
        } catch (IOException | RuntimeException e) {
            // The data is published: whatever this was, it mustn't look like a failed run.
            return new CatalogOutcome(State.PENDING, message(e), since(began));
        }
    }

    @Override
    public CatalogOutcome showAgain(Turn turn) {
        long began = System.nanoTime();
        try {
            return crawl(turn, began);
        } catch (IOException | RuntimeException e) {
            return new CatalogOutcome(State.PENDING, message(e), since(began));
        }
    }

    private CatalogOutcome crawl(Turn turn, long began) throws IOException {
        Optional<CrawlerStatus> status = crawler.crawl(timeout, turn);
        return status.isEmpty()
                ? new CatalogOutcome(State.CURRENT, "left to the crawl of a newer run", since(began))
                : outcome(status.get(), began);
    }

    private CatalogOutcome outcome(CrawlerStatus status, long began) {
        CrawlerStatus.LastCrawl crawl = status.lastCrawl();
        if (crawl == null) {
            return new CatalogOutcome(
                    State.PENDING,
                    "The crawler %s ran, but Glue doesn't say how its crawl ended. See `etl crawler status`."
                            .formatted(crawler.name()),
                    since(began));
        }
        if (!crawl.succeeded()) {
            return new CatalogOutcome(
                    State.PENDING,
                    "The crawl of %s ended %s%s.%s Then start it again: `etl crawler start`."
                            .formatted(
                                    crawler.name(),
                                    crawl.status(),
                                    crawl.message() == null ? "" : ": " + crawl.message(),
                                    crawl.log().isEmpty() ? "" : " Its log is " + crawl.log() + "."),
                    since(began));
        }
        String counts = crawler.counts();
        return new CatalogOutcome(
                State.CURRENT, "crawl SUCCEEDED" + (counts.isEmpty() ? "" : ": " + counts), since(began));
    }

    /// A crawler replaces files in place: what a commit replaced is deleted with it.
    @Override
    public List<VisiblePartition> settled(List<VisiblePartition> partitions, Duration keep) {
        return List.of();
    }

    @Override
    public List<RepeatedCalls> repeated() {
        return crawler.repeated();
    }

    private List<Table> tables(GlueDatabase tables) {
        return explained("list the tables of", tables, "*", "glue:GetTables", tables::tables);
    }

    private <T> T explained(String doing, GlueDatabase tables, String table, String permissions, Supplier<T> requests) {
        return GlueDatabase.explained(
                doing + " " + tables.name() + "." + table + " in Glue", permissions, crawler.endpoint(), requests);
    }

    private static String message(Exception e) {
        return e instanceof EtlException && e.getMessage() != null ? e.getMessage() : e.toString();
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() {
        crawler.close();
    }
}
