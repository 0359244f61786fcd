package etl.demo;

import etl.demo.Program.Ended;
import etl.testkit.FakeGlue;
import etl.testkit.FaultProxy;
import etl.testkit.LoggedCommit;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestS3;
import etl.testkit.Warehouse;
import etl.testkit.WarehouseAudit;
import etl.testkit.WarehouseCatalog;
import etl.testkit.WarehouseReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A warehouse of its own for one experiment: the program's folder and configuration, its destination and its catalog,
/// and readers that watch it from the first run to the last.
final class Site implements AutoCloseable {
    static final String DATE = "2026-11-22";

    /// The tables of the source. The first has two leaves and so gives two files.
    static final List<String> TABLES = List.of("accounts", "entries");

    private static final String PREFIX = "shop/";
    private static final String CRAWLER = "nightly";
    private static final String DATABASE = "shop";

    static {
        // For runs in this JVM.
        System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);
    }

    private final Place place;
    private final TestDatabase source;
    private final Path folder;
    private final TestBucket bucket = TestS3.bucket();
    private final FakeGlue glue = FakeGlue.start();
    private final FaultProxy s3Proxy = FaultProxy.before(TestS3.endpoint());
    private final FaultProxy glueProxy = FaultProxy.before(glue.endpoint());
    private final Program program;
    private final Warehouse warehouse;
    private final Optional<WarehouseCatalog> catalog;
    private final List<WarehouseReader> readers = new ArrayList<>();

    /// What the readers saw, and what was wrong.
    record Watched(long observations, List<String> violations) {}

    /// @param folder an existing, empty folder
    /// @param settings further lines of `etl.yaml`
    Site(Place place, TestDatabase source, Path folder, String... settings) {
        this.place = place;
        this.source = source;
        this.folder = folder;
        this.program = new Program(folder, source, TestS3.endpoint(), glue.endpoint());
        this.warehouse =
                place == Place.FOLDER ? Warehouse.of(folder.resolve("warehouse")) : Warehouse.of(bucket, PREFIX);
        this.catalog = switch (place) {
            case FOLDER, BUCKET -> Optional.empty();
            case CRAWLER -> Optional.of(new WarehouseCatalog(glue, DATABASE, WarehouseCatalog.Kind.CRAWLER));
            case DIRECT -> Optional.of(new WarehouseCatalog(glue, DATABASE, WarehouseCatalog.Kind.DIRECT));
        };
        glue.crawler(CRAWLER, DATABASE, bucket.uri(PREFIX)).taking(Duration.ofMillis(30));
        List<String> lines = new ArrayList<>(List.of(settings));
        lines.add("workers: 2");
        lines.add("destination: " + (place == Place.FOLDER ? "file:warehouse" : bucket.uri(PREFIX)));
        switch (place) {
            case FOLDER, BUCKET -> {}
            case CRAWLER -> lines.add("catalog: {mode: crawler, crawler: " + CRAWLER + ", database: " + DATABASE + "}");
            case DIRECT -> lines.add("catalog: {mode: direct, database: " + DATABASE + "}");
        }
        try {
            Files.write(folder.resolve("etl.yaml"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes the tables of a source, with a few hundred rows.
    static void fill(TestDatabase source) {
        source.execute("""
                create table accounts (id int not null, owner text not null) partition by hash (id);
                create table accounts_0 partition of accounts for values with (modulus 2, remainder 0);
                create table accounts_1 partition of accounts for values with (modulus 2, remainder 1);
                create table entries (id int not null, amount numeric(12, 2) not null);
                insert into accounts select n, md5(n::text) from generate_series(1, 300) as n;
                insert into entries select n, n / 7.0 from generate_series(1, 400) as n;
                """);
    }

    /// The source gets a few more rows, so that two runs differ.
    static void grow(TestDatabase source) {
        source.execute(
                "insert into accounts select max(id) + 1, 'new' from accounts; insert into entries select max(id) + 1, 1 from entries");
    }

    /// Has readers watch from now on: one that reads what it lists at once; with the catalog mode direct another one that
    /// holds its listings.
    Site watched() {
        readers.add(WarehouseReader.start(warehouse, catalog));
        if (place == Place.DIRECT) {
            readers.add(WarehouseReader.startHoldingListings(warehouse, catalog.orElseThrow()));
        }
        return this;
    }

    /// Ends the readers.
    Watched stopWatching() {
        long observations = 0;
        List<String> violations = new ArrayList<>();
        for (WarehouseReader reader : readers) {
            WarehouseReader.Seen seen = reader.stop();
            observations += seen.observations();
            violations.addAll(seen.violations());
        }
        readers.clear();
        return new Watched(observations, violations);
    }

    Program program() {
        return program;
    }

    /// The program with every S3 and Glue call going through the proxies.
    Program proxied() {
        return new Program(folder, source, s3Proxy.endpoint(), glueProxy.endpoint());
    }

    FaultProxy s3Proxy() {
        return s3Proxy;
    }

    FaultProxy glueProxy() {
        return glueProxy;
    }

    Path folder() {
        return folder;
    }

    Warehouse warehouse() {
        return warehouse;
    }

    List<LoggedCommit> log() {
        return LoggedCommit.log(warehouse);
    }

    /// The arguments of a run of all tables for [#DATE].
    static String[] run(String... more) {
        return runOf(TABLES, more);
    }

    static String[] runOf(List<String> tables, String... more) {
        List<String> arguments = new ArrayList<>(List.of("run", "--date", DATE));
        tables.forEach(table -> arguments.addAll(List.of("--table", "public." + table)));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /// A run in this JVM that nothing disturbs; what is wrong with how it ended.
    List<String> runs(String... arguments) {
        Ended ended = program.here(arguments);
        return ended.code() == 0
                ? List.of()
                : List.of("an undisturbed run ended with %d: %s".formatted(ended.code(), ended.err()));
    }

    /// Invariants 1 to 4, and whether the newest files have the source's rows.
    List<String> audit() {
        List<String> violations = new ArrayList<>(WarehouseAudit.violations(warehouse, catalog));
        for (String table : TABLES) {
            long expected = Long.parseLong(String.valueOf(source.text("select count(*) from " + table)));
            Optional<Long> rows = log().reversed().stream()
                    .filter(LoggedCommit::visible)
                    .flatMap(commit -> commit.partitions().values().stream())
                    .filter(partition -> partition.table().equals(table))
                    .map(LoggedCommit.Published::rows)
                    .findFirst();
            if (!rows.equals(Optional.of(expected))) {
                violations.add("%s has %s rows, and the source has %d".formatted(table, rows, expected));
            }
        }
        return violations;
    }

    /// Invariants 1 to 4.
    List<String> books() {
        return WarehouseAudit.violations(warehouse, catalog);
    }

    /// A query of DuckDB's for all rows of a table that readers see, with the partitions' keys as text.
    String rows(String table) throws IOException {
        List<String> visible = place == Place.DIRECT
                ? locations(table)
                        .flatMap(location -> warehouse
                                .files(location.substring(warehouse.uri().length()))
                                .stream())
                        .toList()
                : warehouse.files(table + "/");
        Path copies = Files.createTempDirectory(folder, "seen");
        List<String> files = new ArrayList<>();
        for (String file : visible) {
            Path copy = copies.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.write(copy, warehouse.read(file).orElseThrow());
            files.add("'" + copy + "'");
        }
        return "select * from read_parquet(%s, hive_partitioning = true, hive_types_autocast = false)".formatted(files);
    }

    private Stream<String> locations(String table) {
        Collection<String> partitions = glue.locations(DATABASE, table).values();
        return partitions.isEmpty() ? Stream.of(glue.location(DATABASE, table)) : partitions.stream();
    }

    /// Invariant 5.
    List<String> leftovers() {
        return WarehouseAudit.leftovers(warehouse);
    }

    /// Invariant 2 where no run was forced.
    List<String> publishedTwice() {
        return WarehouseAudit.publishedTwice(warehouse);
    }

    @Override
    public void close() {
        var unused = stopWatching();
        s3Proxy.close();
        glueProxy.close();
        glue.close();
        bucket.close();
    }
}
