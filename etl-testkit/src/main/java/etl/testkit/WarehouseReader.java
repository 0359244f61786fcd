package etl.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Reads a warehouse over and over while others publish, as a query engine does: asks the catalog for the partitions,
/// lists their locations, reads the files; and compares each partition with the commits. Half a run, two runs at once, a
/// file that was listed and has gone: each is a violation.
///
/// Where a crawler fills the catalog, a partition that was taken out meanwhile tells nothing, and is looked at again later.
/// Without a catalog whoever lists may see two runs: then each file must be whole and a commit's, and no more.
///
/// ```java
/// try (var reader = WarehouseReader.start(warehouse, Optional.of(catalog))) {
///     …                                      // runs
///     assertEquals(List.of(), reader.stop().violations());
/// }
/// ```
public final class WarehouseReader implements AutoCloseable {
    private static final long PAUSE_MILLIS = 40;
    private static final int LEAST_HELD_MILLIS = 100;
    private static final int MOST_HELD_MILLIS = 500;

    private final Warehouse warehouse;
    private final Optional<WarehouseCatalog> catalog;
    private final Thread thread;
    private final List<String> violations = new ArrayList<>();
    private final Map<String, LoggedCommit.Published> published = new HashMap<>();
    private long observations;
    private volatile boolean stopped;

    /// What a reader saw.
    ///
    /// @param observations how many times it has read a partition and could tell
    /// @param violations one line for each time that it saw what it mustn't
    public record Seen(long observations, List<String> violations) {}

    private WarehouseReader(Warehouse warehouse, Optional<WarehouseCatalog> catalog, boolean holdsListings) {
        this.warehouse = warehouse;
        this.catalog = catalog;
        this.thread = Thread.ofPlatform().daemon().name("warehouse reader").unstarted(() -> read(holdsListings));
    }

    /// Starts a reader that reads what it has listed at once.
    ///
    /// @param catalog empty where the warehouse has none
    public static WarehouseReader start(Warehouse warehouse, Optional<WarehouseCatalog> catalog) {
        return started(new WarehouseReader(warehouse, catalog, false));
    }

    /// Starts a reader that lists, and reads the files some 100 to 500 ms later.
    public static WarehouseReader startHoldingListings(Warehouse warehouse, WarehouseCatalog catalog) {
        return started(new WarehouseReader(warehouse, Optional.of(catalog), true));
    }

    private static WarehouseReader started(WarehouseReader reader) {
        reader.thread.start();
        return reader;
    }

    /// Stops the reader.
    public Seen stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while a reader was reading", e);
        }
        return new Seen(observations, List.copyOf(violations));
    }

    private void read(boolean holdsListings) {
        var random = RandomGenerator.getDefault();
        while (!stopped) {
            try {
                if (catalog.isPresent()) {
                    readCatalog(catalog.get(), holdsListings ? random : null);
                } else {
                    warehouse.files("").forEach(this::readFile);
                }
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException | RuntimeException e) {
                violations.add("the reader itself failed: " + e);
                return;
            }
        }
    }

    private void readCatalog(WarehouseCatalog known, @Nullable RandomGenerator holding) throws InterruptedException {
        for (var partition : known.partitions().entrySet()) {
            var location = partition.getValue().location();
            if (!location.startsWith(warehouse.uri())) {
                violations.add("%s is registered at %s".formatted(partition.getKey(), location));
                continue;
            }
            var files = warehouse.files(location.substring(warehouse.uri().length()));
            if (known.kind() == WarehouseCatalog.Kind.CRAWLER && !isStill(known, partition)) {
                continue;
            }
            if (holding != null) {
                Thread.sleep(holding.nextInt(LEAST_HELD_MILLIS, MOST_HELD_MILLIS));
            }
            var footers = new TreeMap<String, Optional<ParquetJava.Footer>>();
            files.forEach(file -> footers.put(file, footer(file)));
            if (known.kind() == WarehouseCatalog.Kind.CRAWLER && !isStill(known, partition)) {
                continue;
            }
            observations++;
            problem(partition.getKey(), footers)
                    .ifPresent(problem -> violations.add("%s at %s: %s; seen were %s"
                            .formatted(partition.getKey(), location, problem, footers.keySet())));
        }
    }

    /// Whether the partition has been registered all the while.
    private static boolean isStill(WarehouseCatalog known, Map.Entry<String, FakeGlue.Registered> partition) {
        return partition.getValue().equals(known.partitions().get(partition.getKey()));
    }

    private Optional<ParquetJava.Footer> footer(String file) {
        return warehouse.read(file).map(ParquetJava::footer);
    }

    private Optional<String> problem(String partition, Map<String, Optional<ParquetJava.Footer>> footers) {
        var rows = 0L;
        var run = "";
        for (var file : footers.entrySet()) {
            if (file.getValue().isEmpty()) {
                return Optional.of(file.getKey() + " was listed and has gone");
            }
            var footer = file.getValue().get();
            var its = footer.metadata().getOrDefault("etl.run", "");
            if (!run.isEmpty() && !run.equals(its)) {
                return Optional.of("files of the runs %s and %s".formatted(run, its));
            }
            run = its;
            rows += footer.rows();
        }
        if (run.isEmpty()) {
            return Optional.of("no file");
        }
        var whole = published(run, partition);
        if (whole.isEmpty()) {
            return Optional.of("run %s has no commit".formatted(run));
        }
        return whole.get().rows() == rows && whole.get().files().keySet().equals(footers.keySet())
                ? Optional.empty()
                : Optional.of("%d rows of run %s, which published %d in %s"
                        .formatted(
                                rows,
                                run,
                                whole.get().rows(),
                                whole.get().files().keySet()));
    }

    /// What a run's commit says of a partition. The log is read again for runs that weren't in it the last time.
    private Optional<LoggedCommit.Published> published(String run, String partition) {
        var key = run + " " + partition;
        if (!published.containsKey(key)) {
            for (var commit : LoggedCommit.log(warehouse)) {
                commit.partitions().forEach((name, its) -> published.put(commit.runId() + " " + name, its));
            }
        }
        return Optional.ofNullable(published.get(key));
    }

    private void readFile(String file) {
        var footer = footer(file);
        if (footer.isEmpty()) {
            return;
        }
        observations++;
        var partition = file.substring(0, Math.max(0, file.indexOf('/', file.indexOf('/') + 1)));
        var run = footer.get().metadata().getOrDefault("etl.run", "");
        var its = published(run, partition);
        if (its.isEmpty() || !its.get().files().containsKey(file)) {
            violations.add("%s is visible, and no commit names it".formatted(file));
        }
    }

    /// Stops the reader, whatever it saw.
    @Override
    public void close() {
        var unused = stop();
    }
}
