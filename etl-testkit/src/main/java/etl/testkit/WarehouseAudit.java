package etl.testkit;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The books of a warehouse in which nobody works now, compared with everything that lies there: each of the five
/// invariants of publishing, by listing all objects, uploads, control files and partitions.
public final class WarehouseAudit {
    private static final Pattern LOG = Pattern.compile("commits/\\d{10}\\.[a-z]+(\\.\\d+)?|checkpoints/\\d{10}\\.json");

    private final Warehouse warehouse;
    private final Optional<WarehouseCatalog> catalog;
    private final List<LoggedCommit> log;
    private final List<String> violations = new ArrayList<>();

    private WarehouseAudit(Warehouse warehouse, Optional<WarehouseCatalog> catalog) {
        this.warehouse = warehouse;
        this.catalog = catalog;
        this.log = LoggedCommit.log(warehouse);
    }

    /// What is wrong by the invariants 1 to 4; empty when they hold. Every commit must be finished by now.
    ///
    /// @param catalog empty where the warehouse has none
    public static List<String> violations(Warehouse warehouse, Optional<WarehouseCatalog> catalog) {
        var audit = new WarehouseAudit(warehouse, catalog);
        audit.files();
        audit.order();
        audit.visible();
        audit.registered();
        return audit.violations;
    }

    /// What is left of runs that have ended, against invariant 5: anything that is pending, and every control file but
    /// the log.
    public static List<String> leftovers(Warehouse warehouse) {
        var left = new ArrayList<String>();
        warehouse.pending().forEach(path -> left.add("(5) %s is still pending".formatted(path)));
        warehouse.control().stream()
                .filter(path -> !LOG.matcher(path).matches())
                .forEach(path -> left.add("(5) the control file %s is still there".formatted(path)));
        return left;
    }

    /// What was published twice for one logical time, against invariant 2. A run that is forced may do that.
    public static List<String> publishedTwice(Warehouse warehouse) {
        var twice = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (var commit : LoggedCommit.log(warehouse)) {
            for (var partition :
                    commit.undone() ? Set.<String>of() : commit.partitions().keySet()) {
                if (!seen.add(partition + " for " + commit.logicalTime())) {
                    twice.add("(2) commit %d publishes %s for %s again"
                            .formatted(commit.number(), partition, commit.logicalTime()));
                }
            }
        }
        return twice;
    }

    /// (1) A commit that stands names every file. (4) Where no catalog is told locations, the newest does.
    private void files() {
        var named = new HashMap<String, LoggedCommit>();
        var newest = newest();
        for (var commit : log) {
            commit.partitions()
                    .forEach((partition, published) ->
                            published.files().keySet().forEach(file -> named.put(file, commit)));
        }
        for (var file : warehouse.files("")) {
            var commit = named.get(file);
            var partition = file.substring(0, Math.max(0, file.lastIndexOf('/')));
            if (commit == null || commit.undone()) {
                violations.add("(1) %s is there, and %s"
                        .formatted(file, commit == null ? "no commit names it" : "its commit was taken back"));
            } else if (!isDirect() && !commit.equals(newest.get(partition))) {
                violations.add("(4) %s is there, and run %s has been replaced".formatted(file, commit.runId()));
            }
        }
    }

    /// (2) Numbers have no gap, a run has one commit. (3) Each commit was finished before the next was decided.
    private void order() {
        var runs = new HashSet<String>();
        for (var i = 0; i < log.size(); i++) {
            var commit = log.get(i);
            if (commit.number() != i) {
                violations.add("(2) commit %d stands where %d should".formatted(commit.number(), i));
            }
            if (!runs.add(commit.runId())) {
                violations.add("(2) run %s has several commits".formatted(commit.runId()));
            }
            if (commit.doneAt().isEmpty()) {
                violations.add("(3) commit %d isn't finished".formatted(i));
            } else if (i + 1 < log.size()
                    && log.get(i + 1).decidedAt().isBefore(commit.doneAt().get())) {
                violations.add("(3) commit %d was decided at %s, and commit %d was finished at %s"
                        .formatted(
                                i + 1,
                                log.get(i + 1).decidedAt(),
                                i,
                                commit.doneAt().get()));
            }
            if (commit.marks().contains("files") == commit.undone()) {
                violations.add(
                        "(3) commit %d has %s".formatted(i, commit.undone() ? "both .files and .void" : "neither"));
            }
        }
    }

    private Map<String, LoggedCommit> newest() {
        var newest = new LinkedHashMap<String, LoggedCommit>();
        for (var commit : log) {
            if (commit.visible()) {
                commit.partitions().keySet().forEach(partition -> newest.put(partition, commit));
                newest.keySet().removeAll(commit.dropped());
            }
        }
        return newest;
    }

    /// (4) The files of each partition's newest commit are there, whole, and say themselves whose they are.
    private void visible() {
        newest().forEach((partition, commit) -> {
            var rows = 0L;
            var published = Objects.requireNonNull(commit.partitions().get(partition));
            for (var file : published.files().entrySet()) {
                var bytes = warehouse.read(file.getKey());
                if (bytes.isEmpty()) {
                    violations.add(
                            "(4) %s isn't there, and commit %d names it".formatted(file.getKey(), commit.number()));
                    continue;
                }
                if (bytes.get().length != file.getValue()) {
                    violations.add("(4) %s has %d bytes, and commit %d says %d"
                            .formatted(file.getKey(), bytes.get().length, commit.number(), file.getValue()));
                }
                try {
                    var footer = ParquetJava.footer(bytes.get());
                    rows += footer.rows();
                    var run = footer.metadata().get("etl.run");
                    if (!commit.runId().equals(run)) {
                        violations.add("(4) %s is of run %s by its footer".formatted(file.getKey(), run));
                    }
                } catch (UncheckedIOException e) {
                    violations.add("(4) %s: %s".formatted(file.getKey(), e.getMessage()));
                }
            }
            if (rows != published.rows()) {
                violations.add("(4) %s has %d rows, and commit %d says %d"
                        .formatted(partition, rows, commit.number(), published.rows()));
            }
        });
    }

    /// (4) The catalog has the visible partitions and no other, each where its newest files are.
    private void registered() {
        if (catalog.isEmpty()) {
            return;
        }
        var registered = catalog.get().partitions();
        var expected = new LinkedHashMap<String, String>();
        newest().forEach((partition, commit) ->
                expected.put(partition, warehouse.uri() + partition + "/" + (isDirect() ? commit.runId() + "/" : "")));
        var all = new TreeSet<>(registered.keySet());
        all.addAll(expected.keySet());
        for (var partition : all) {
            var is = registered.containsKey(partition)
                    ? registered.get(partition).location()
                    : "nowhere";
            var should = expected.getOrDefault(partition, "nowhere");
            if (!withSlash(is).equals(withSlash(should))) {
                violations.add("(4) %s is registered at %s, and should be at %s".formatted(partition, is, should));
            }
        }
    }

    private static String withSlash(String location) {
        return location.endsWith("/") ? location : location + "/";
    }

    private boolean isDirect() {
        return catalog.isPresent() && catalog.get().kind() == WarehouseCatalog.Kind.DIRECT;
    }
}
