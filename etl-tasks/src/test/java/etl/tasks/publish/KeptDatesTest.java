package etl.tasks.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.Keep;
import etl.tasks.run.Pruning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Run dates that are taken away, in a folder, where a catalog that is told takes part.
class KeptDatesTest {
    private static final Keep NEWEST = new Keep.Newest(1);

    @TempDir
    Path folder;

    private int runs;
    private final Told catalog = new Told();

    /// A catalog that notes what it is told to take away, or can't be reached.
    private static final class Told implements Catalog {
        private final NoCatalog none = new NoCatalog();
        private final List<String> dropped = new ArrayList<>();
        private boolean away;

        @Override
        public void drop(List<PartitionName> partitions, Turn turn) throws IOException {
            if (away) {
                throw new IOException("the catalog doesn't answer");
            }
            partitions.forEach(partition -> dropped.add(partition.partition()));
        }

        @Override
        public String describe() {
            return none.describe();
        }

        @Override
        public List<CatalogFinding> findings(List<TableKeys> tables) {
            return none.findings(tables);
        }

        @Override
        public List<CatalogFinding> differences(List<VisiblePartition> visible) {
            return none.differences(visible);
        }

        @Override
        public FileKey.Layout layout() {
            return none.layout();
        }

        @Override
        public void hide(List<PartitionName> partitions, Turn turn) {
            none.hide(partitions, turn);
        }

        @Override
        public CatalogOutcome show(List<VisiblePartition> partitions, Turn turn) {
            return none.show(partitions, turn);
        }

        @Override
        public CatalogOutcome showAgain(Turn turn) {
            return none.showAgain(turn);
        }

        @Override
        public List<VisiblePartition> settled(List<VisiblePartition> partitions, Duration keep) {
            return none.settled(partitions, keep);
        }

        @Override
        public void close() {
            none.close();
        }
    }

    private Dataset dataset() {
        return new Dataset(
                new LocalDestination(folder),
                catalog,
                Duration.ofHours(24),
                Duration.ofHours(24),
                PublishListener.NONE);
    }

    private void publish(String date) throws Exception {
        publish(date, true);
    }

    /// @param finishes whether the run lives to make visible what it has decided
    private void publish(String date, boolean finishes) throws Exception {
        Dataset dataset = dataset();
        String runId = "20261122T%06dZ-%08x".formatted(++runs, runs);
        dataset.recover();
        PartitionName name = PartitionName.ofDate("orders", date);
        RunRecord record = new RunRecord(runId, dataset.log().size(), runId, Instant.now(), List.of(name), List.of());
        dataset.begin(record);
        PreparedFile prepared;
        try (PendingFile file = new LocalDestination(folder)
                .begin(new FileKey("orders", name.partition(), runId, 0, FileKey.Layout.RUN_IN_NAME))) {
            file.stream().write(1);
            prepared = file.prepare();
        }
        Commit draft = new Commit(
                Commit.VERSION,
                runId,
                "test",
                new SnapshotTime(Instant.now(), "0/0"),
                runId,
                Instant.now(),
                Instant.now(),
                List.of(new CommittedPartition(name, List.of(), 1, 1, List.of(prepared))),
                List.of(CommittedTable.of("orders")
                        .dropping(OldDates.of(
                                NEWEST, CurrentPartitions.of(dataset.log(), "orders"), List.of(name.partition())))));
        Dataset.Decision decision = dataset.decide(record, draft, () -> {});
        if (finishes) {
            dataset.materialise(decision.number().orElseThrow());
            dataset.tidy();
            dataset.forget(runId);
        }
    }

    private List<String> dates() throws IOException {
        Path orders = folder.resolve("orders");
        if (!Files.exists(orders)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(orders)) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void only_the_newest_date_is_left_after_each_night() throws Exception {
        for (String date : List.of("2026-11-20", "2026-11-21", "2026-11-22")) {
            publish(date);
            assertEquals(List.of("dt=" + date), dates());
        }
        assertEquals(List.of("dt=2026-11-20", "dt=2026-11-21"), catalog.dropped);
    }

    @Test
    void what_a_dead_run_decided_to_take_away_the_next_one_takes_away() throws Exception {
        publish("2026-11-20");
        publish("2026-11-21", false);
        assertEquals(List.of("dt=2026-11-20"), dates());
        dataset().recover();
        assertEquals(List.of("dt=2026-11-21"), dates());
        assertEquals(List.of("dt=2026-11-20"), catalog.dropped);
    }

    @Test
    void files_stay_as_long_as_the_catalog_has_not_let_go_of_them() throws Exception {
        publish("2026-11-20");
        catalog.away = true;
        publish("2026-11-21");
        assertEquals(List.of("dt=2026-11-20", "dt=2026-11-21"), dates());
        catalog.away = false;
        dataset().recover();
        assertEquals(List.of("dt=2026-11-21"), dates());
    }

    @Test
    void a_date_that_was_taken_away_can_be_published_again() throws Exception {
        publish("2026-11-20");
        publish("2026-11-21");
        publish("2026-11-20");
        // A run's own date stays until a newer date comes.
        assertEquals(List.of("dt=2026-11-20", "dt=2026-11-21"), dates());
        publish("2026-11-22");
        assertEquals(List.of("dt=2026-11-22"), dates());
    }

    @Test
    void a_date_that_another_run_publishes_meanwhile_stays() throws Exception {
        publish("2026-11-20");
        Dataset pruning = dataset();
        String runId = "20261122T%06dZ-%08x".formatted(++runs, runs);
        RunRecord record = new RunRecord(runId, pruning.log().size(), runId, Instant.now(), List.of(), List.of());
        Commit draft = new Commit(
                Commit.VERSION,
                runId,
                "test",
                new SnapshotTime(Instant.now(), "0/0"),
                runId,
                Instant.now(),
                Instant.now(),
                List.of(),
                List.of(CommittedTable.of("orders").dropping(List.of("dt=2026-11-20"))));
        publish("2026-11-20");
        assertTrue(pruning.decide(record, draft, () -> {}).number().isEmpty());
        assertEquals(List.of("dt=2026-11-20"), dates());
    }

    @Test
    void pruning_takes_away_what_a_rule_no_longer_keeps_once() throws Exception {
        Dataset dataset = dataset();
        publish("2026-11-21");
        publish("2026-11-20");
        assertEquals(List.of("dt=2026-11-20", "dt=2026-11-21"), dates());
        Pruning pruning = new Pruning(dataset, Map.of("orders", NEWEST, "users", NEWEST));
        assertEquals(List.of(CommittedTable.of("orders").dropping(List.of("dt=2026-11-20"))), pruning.plan());
        assertTrue(pruning.execute().isPresent());
        assertEquals(List.of("dt=2026-11-21"), dates());
        assertEquals(List.of(), pruning.plan());
        assertTrue(pruning.execute().isEmpty());
    }
}
