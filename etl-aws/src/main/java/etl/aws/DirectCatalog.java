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
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Table;

/// A database of the Glue Data Catalog that is told of tables and partitions without a crawler: made when they are
/// missing, and each partition pointed at its newest run by one update. Readers see one run or the other, whole.
///
/// Only what carries the parameter `etl.managed` is ever changed or dropped.
public final class DirectCatalog implements Catalog {
    private final String destination;
    private final Duration timeout;
    private final AwsClients clients;
    private final SdkHttpClient http;
    private final GlueClient client;
    private final GlueDatabase database;

    private DirectCatalog(
            String database,
            String destination,
            Duration timeout,
            AwsSettings settings,
            @Nullable AwsCredentialsProvider credentials) {
        this.destination = destination;
        this.timeout = timeout;
        this.clients = new AwsClients(settings, credentials);
        this.http = AwsClients.http();
        this.client = client(AwsClients.PATIENT);
        this.database = new GlueDatabase(client, database);
    }

    /// A catalog. Nothing is asked of Glue yet.
    ///
    /// @param database the database's name; it is made when it is missing
    /// @param destination where the tables' folders are: `s3://bucket/prefix/`
    /// @param timeout how long it may take to tell the catalog
    public static DirectCatalog open(String database, String destination, Duration timeout, AwsSettings settings) {
        return new DirectCatalog(database, destination, timeout, settings, null);
    }

    static DirectCatalog open(
            String database,
            String destination,
            Duration timeout,
            AwsSettings settings,
            AwsCredentialsProvider credentials) {
        return new DirectCatalog(database, destination, timeout, settings, credentials);
    }

    private GlueClient client(int attempts) {
        return clients.build(GlueClient.builder(), http, clients.settings().glueEndpoint(), attempts);
    }

    @Override
    public String describe() {
        return "direct " + database.name();
    }

    /// Glue answers, and no table stands in the way: somebody else's where one of ours would be made, one with other keys
    /// of partitions, one with partition projection. That the database is missing is no mistake.
    @Override
    public List<CatalogFinding> findings(List<TableKeys> tables) {
        // Closing this client leaves the HTTP client open, which the others use.
        try (GlueClient impatient = client(AwsClients.IMPATIENT)) {
            GlueDatabase asked = new GlueDatabase(impatient, database.name());
            if (!explained("look at the Glue database " + database.name(), "glue:GetDatabase", asked::exists)) {
                return List.of();
            }
            List<Table> there = explained("list the tables of " + database.name(), "glue:GetTables", asked::tables);
            return Stream.of(
                            strangers(there),
                            otherKeys(there, tables),
                            Projection.findings(database.name(), destination, there))
                    .flatMap(List::stream)
                    .toList();
        }
    }

    @Override
    public List<CatalogFinding> differences(List<VisiblePartition> visible) {
        try (GlueClient impatient = client(AwsClients.IMPATIENT)) {
            GlueDatabase asked = new GlueDatabase(impatient, database.name());
            return explained(
                    "compare the tables of the Glue database " + database.name(),
                    "glue:GetTable, glue:GetTables and glue:BatchGetPartition",
                    () -> differences(asked, byTable(visible)));
        }
    }

    private List<CatalogFinding> differences(GlueDatabase asked, Map<String, List<VisiblePartition>> published) {
        CatalogSteps none = new CatalogSteps(clients.settings().glueEndpoint(), System.nanoTime());
        List<CatalogFinding> found = new ArrayList<>();
        published.forEach((name, partitions) -> new DirectTable(none, asked, destination, name)
                .differences(partitions)
                .forEach(difference -> found.add(CatalogFinding.harmful(difference))));
        String strays = asked.tables().stream()
                .filter(table -> CrawledTables.location(table).startsWith(destination))
                .filter(table -> !published.containsKey(table.name()))
                .map(table -> "%s.%s at %s".formatted(asked.name(), table.name(), CrawledTables.location(table)))
                .collect(Collectors.joining(", "));
        if (!strays.isEmpty()) {
            found.add(CatalogFinding.harmful(
                    "There are tables of %s that no commit has published: %s. Delete them, unless somebody needs them."
                            .formatted(destination, strays)));
        }
        return found;
    }

    private List<CatalogFinding> strangers(List<Table> there) {
        String others = there.stream().filter(this::isInTheWay).map(Table::name).collect(Collectors.joining(", "));
        return others.isEmpty()
                ? List.of()
                : List.of(CatalogFinding.refused(
                        "In the Glue database %s tables of %s weren't made by the catalog mode direct: %s. Delete them (their files stay), or name another database (catalog.database)."
                                .formatted(database.name(), destination, others)));
    }

    private List<CatalogFinding> otherKeys(List<Table> there, List<TableKeys> tables) {
        CatalogSteps none = new CatalogSteps(clients.settings().glueEndpoint(), System.nanoTime());
        return tables.stream()
                .flatMap(asked -> there.stream()
                        .filter(table -> table.name().equals(asked.table()) && DirectForm.isOurs(table.parameters()))
                        .flatMap(table -> new DirectTable(none, database, destination, asked.table())
                                .otherKeys(table, asked.keys()).stream()))
                .map(CatalogFinding::refused)
                .toList();
    }

    private boolean isInTheWay(Table table) {
        return table.storageDescriptor() != null
                && (destination + table.name())
                        .equals(String.valueOf(table.storageDescriptor().location())
                                .replaceFirst("/$", ""))
                && !DirectForm.isOurs(table.parameters());
    }

    @Override
    public FileKey.Layout layout() {
        return FileKey.Layout.RUN_AS_FOLDER;
    }

    /// Readers see the older files until they are switched.
    @Override
    public void hide(List<PartitionName> partitions, Turn turn) {}

    /// Tables don't depend on each other: what is wrong with one doesn't hold the others up.
    @Override
    public CatalogOutcome show(List<VisiblePartition> partitions, Turn turn) {
        if (partitions.isEmpty()) {
            return CatalogOutcome.nothingToTell();
        }
        long began = System.nanoTime();
        CatalogSteps steps = new CatalogSteps(clients.settings().glueEndpoint(), began + timeout.toNanos());
        DirectChanges changes = new DirectChanges();
        List<String> problems = new ArrayList<>();
        State state = State.CURRENT;
        try {
            createDatabase(partitions, turn, steps);
            for (Map.Entry<String, List<VisiblePartition>> table :
                    byTable(partitions).entrySet()) {
                try {
                    new DirectTable(steps, database, destination, table.getKey())
                            .point(table.getValue(), turn, changes);
                } catch (EtlException problem) {
                    problems.add(problem.getMessage());
                    state = problem.exitCode() == ExitCode.CATALOG_WRONG ? State.WRONG : worse(state);
                }
            }
        } catch (IOException | RuntimeException e) {
            // The data is published: whatever this was, it mustn't look like a failed run.
            problems.add(e instanceof EtlException explained ? explained.getMessage() : e.toString());
            state = worse(state);
        }
        return new CatalogOutcome(
                state,
                problems.isEmpty() ? changes.toString() : String.join(" ", problems),
                Duration.ofNanos(System.nanoTime() - began));
    }

    @Override
    public void drop(List<PartitionName> partitions, Turn turn) throws IOException {
        CatalogSteps steps = new CatalogSteps(clients.settings().glueEndpoint(), System.nanoTime() + timeout.toNanos());
        for (Map.Entry<String, List<PartitionName>> table :
                byTable(partitions, PartitionName::table).entrySet()) {
            try {
                new DirectTable(steps, database, destination, table.getKey()).drop(table.getValue(), turn);
            } catch (EtlException problem) {
                if (problem.exitCode() == ExitCode.USAGE) {
                    throw problem;
                }
                throw new IOException(problem.getMessage(), problem);
            }
        }
    }

    private static State worse(State state) {
        return state == State.WRONG ? State.WRONG : State.PENDING;
    }

    private void createDatabase(List<VisiblePartition> partitions, Turn turn, CatalogSteps steps) throws IOException {
        if (turn.newest(partitions).isEmpty()) {
            return;
        }
        steps.take("create the Glue database " + database.name(), "glue:GetDatabase and glue:CreateDatabase", () -> {
            if (!database.exists()) {
                database.create();
            }
            return true;
        });
    }

    private static Map<String, List<VisiblePartition>> byTable(List<VisiblePartition> partitions) {
        return byTable(partitions, partition -> partition.name().table());
    }

    private static <P> Map<String, List<P>> byTable(List<P> partitions, Function<P, String> table) {
        Map<String, List<P>> tables = new LinkedHashMap<>();
        for (P partition : partitions) {
            tables.computeIfAbsent(table.apply(partition), unused -> new ArrayList<>())
                    .add(partition);
        }
        return tables;
    }

    /// Partitions point at the older runs still.
    @Override
    public CatalogOutcome showAgain(Turn turn) {
        return CatalogOutcome.nothingToTell();
    }

    @Override
    public List<VisiblePartition> settled(List<VisiblePartition> partitions, Duration keep) {
        CatalogSteps none = new CatalogSteps(clients.settings().glueEndpoint(), System.nanoTime());
        Instant since = Instant.now().minus(keep);
        List<VisiblePartition> settled = new ArrayList<>();
        byTable(partitions)
                .forEach((name, visible) -> settled.addAll(explained(
                        "look at the partitions of " + database.name() + "." + name,
                        "glue:BatchGetPartition",
                        () -> new DirectTable(none, database, destination, name).shownSince(visible, since))));
        return settled;
    }

    @Override
    public List<RepeatedCalls> repeated() {
        return clients.repetitions().all();
    }

    private <T> T explained(String doing, String permissions, Supplier<T> requests) {
        return GlueDatabase.explained(doing, permissions, clients.settings().glueEndpoint(), requests);
    }

    @Override
    public void close() {
        client.close();
        http.close();
    }
}
