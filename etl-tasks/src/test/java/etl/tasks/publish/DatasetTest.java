package etl.tasks.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The protocol step by step, several runs at once in one thread.
class DatasetTest {
    private static final String DATE = "dt=2026-11-22";

    @TempDir
    Path folder;

    private int runs;

    /// One run, as far as it has come.
    private final class Running {
        final LocalDestination destination = new LocalDestination(folder);
        final Dataset dataset = new Dataset(
                destination, new NoCatalog(), Duration.ofHours(24), Duration.ofHours(24), PublishListener.NONE);
        final RunRecord record;
        final List<CommittedPartition> partitions = new ArrayList<>();
        final Instant snapshot;

        /// Begins a run: recovered, written down, its snapshot taken, its files prepared.
        Running(int snapshotSecond, String... tables) throws IOException {
            String runId = "20261122T%06dZ-%08x".formatted(++runs, runs);
            snapshot = Instant.parse("2026-11-22T00:00:00Z").plusSeconds(snapshotSecond);
            dataset.recover();
            List<PartitionName> names = Stream.of(tables)
                    .map(table -> new PartitionName(table, DATE))
                    .toList();
            record = new RunRecord(runId, dataset.log().size(), "by " + runId, Instant.now(), names, List.of());
            dataset.begin(record);
            for (PartitionName name : names) {
                List<PreparedFile> files = new ArrayList<>();
                for (int number = 0; number < 2; number++) {
                    files.add(prepare(new FileKey(name.table(), DATE, runId, number, FileKey.Layout.RUN_IN_NAME)));
                }
                partitions.add(new CommittedPartition(name, List.of(), 1, 1, files));
            }
        }

        private PreparedFile prepare(FileKey key) throws IOException {
            try (PendingFile file = destination.begin(key)) {
                file.stream().write(1);
                return file.prepare();
            }
        }

        Commit draft() {
            return new Commit(
                    Commit.VERSION,
                    record.runId(),
                    "test",
                    new SnapshotTime(snapshot, "0/0"),
                    record.logicalTime(),
                    record.startedAt(),
                    Instant.now(),
                    partitions,
                    List.of());
        }

        Dataset.Decision decide() throws IOException, InterruptedException {
            return dataset.decide(record, draft(), () -> {});
        }

        /// Decides and makes it visible.
        Dataset.Decision publish() throws IOException, InterruptedException {
            Dataset.Decision decision = decide();
            if (decision.number().isPresent()) {
                dataset.materialise(decision.number().getAsInt());
            }
            dataset.forget(record.runId());
            return decision;
        }

        /// The paths that are visible once this run's are.
        List<String> paths(String table) {
            return partitions.stream()
                    .filter(partition -> partition.name().table().equals(table))
                    .flatMap(partition -> partition.files().stream())
                    .map(file -> file.key().path())
                    .toList();
        }
    }

    /// All files but the commits.
    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString())
                    .filter(path -> !path.startsWith(".etl/commits/") && !path.startsWith(".etl/checkpoints/"))
                    .sorted()
                    .toList();
        }
    }

    private void recover() throws IOException {
        new Dataset(
                        new LocalDestination(folder),
                        new NoCatalog(),
                        Duration.ofHours(24),
                        Duration.ofHours(24),
                        PublishListener.NONE)
                .recover();
    }

    @Test
    void a_second_run_of_a_date_leaves_only_its_own_files() throws Exception {
        Running first = new Running(1, "orders");
        first.publish();
        assertEquals(first.paths("orders"), files());
        Running second = new Running(2, "orders");
        second.publish();
        assertEquals(second.paths("orders"), files());
    }

    @Test
    void what_a_dead_run_decided_the_next_one_makes_visible() throws Exception {
        new Running(1, "orders").publish();
        Running dead = new Running(2, "orders");
        dead.decide();
        assertFalse(files().containsAll(dead.paths("orders")));
        recover();
        assertEquals(dead.paths("orders"), files());
    }

    @Test
    void what_a_dead_run_did_not_decide_is_removed_once_another_has_published_its_partitions() throws Exception {
        new Running(1, "orders", "users");
        Running next = new Running(2, "orders");
        next.publish();
        recover();
        assertTrue(
                files().stream().noneMatch(file -> file.startsWith(".etl/staging/orders")),
                "the dead run's upload of orders stays");
        assertEquals(
                2,
                files().stream()
                        .filter(file -> file.startsWith(".etl/staging/users"))
                        .count(),
                "the dead run may be alive, and may publish users");
        Running last = new Running(3, "users");
        last.publish();
        recover();
        assertEquals(
                Stream.of(next.paths("orders"), last.paths("users"))
                        .flatMap(List::stream)
                        .toList(),
                files());
    }

    @Test
    void what_a_run_did_not_decide_in_the_longest_time_that_a_run_may_take_is_removed() throws Exception {
        Running dead = new Running(1, "orders");
        recover();
        assertEquals(3, files().size());
        FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
        for (PreparedFile file : dead.partitions.get(0).files()) {
            Files.setLastModifiedTime(
                    folder.resolve(".etl/staging/" + file.key().path()), yesterday);
        }
        recover();
        assertEquals(List.of(".etl/runs/" + dead.record.runId() + ".json"), files());
    }

    @Test
    void a_partition_that_another_run_published_from_a_newer_snapshot_is_left_to_it() throws Exception {
        Running nightly = new Running(1, "orders", "users");
        Running hourly = new Running(2, "orders");
        hourly.publish();
        Dataset.Decision decision = nightly.publish();
        assertEquals(
                "{orders/dt=2026-11-22=" + hourly.record.runId() + "}",
                decision.superseded().toString());
        assertEquals(
                Stream.of(hourly.paths("orders"), nightly.paths("users"))
                        .flatMap(List::stream)
                        .toList(),
                files());
    }

    @Test
    void a_run_all_of_whose_partitions_are_superseded_publishes_nothing() throws Exception {
        Running slow = new Running(1, "orders");
        Running fast = new Running(2, "orders");
        fast.publish();
        Dataset.Decision decision = slow.publish();
        assertTrue(decision.number().isEmpty());
        assertEquals(fast.paths("orders"), files());
    }

    @Test
    void a_run_that_another_one_from_an_older_snapshot_has_overtaken_publishes_nothing() throws Exception {
        Running newer = new Running(2, "orders", "users");
        Running older = new Running(1, "orders");
        older.publish();
        EtlException refused = assertThrows(EtlException.class, newer::publish);
        assertEquals(ExitCode.SUPERSEDED, refused.exitCode());
        assertTrue(refused.getMessage().contains(older.record.runId()), refused.getMessage());
        newer.dataset.forget(newer.record.runId());
        assertEquals(older.paths("orders"), files());
    }

    @Test
    void a_decided_commit_is_carried_on_before_the_next_one_is_decided() throws Exception {
        Running stalled = new Running(1, "orders");
        Running other = new Running(2, "users");
        stalled.decide();
        other.publish();
        assertEquals(
                Stream.of(stalled.paths("orders"), other.paths("users"))
                        .flatMap(List::stream)
                        .toList(),
                files().stream().filter(file -> !file.startsWith(".etl")).toList());
        assertEquals(1, other.dataset.log().get(1).number());
    }

    @Test
    void a_run_that_was_stalled_after_its_decision_finds_it_finished() throws Exception {
        Running stalled = new Running(1, "orders");
        stalled.decide();
        Running other = new Running(2, "orders");
        other.publish();
        CommitLog.Done done = stalled.dataset.materialise(0);
        assertFalse(done.undone());
        stalled.dataset.forget(stalled.record.runId());
        assertEquals(other.paths("orders"), files());
    }

    @Test
    void a_commit_one_of_whose_uploads_is_gone_is_taken_back_and_what_was_there_stays() throws Exception {
        Running before = new Running(1, "orders", "users");
        before.publish();
        Running lost = new Running(2, "orders", "users");
        lost.decide();
        Files.delete(folder.resolve(".etl/staging").resolve(lost.paths("users").get(1)));
        assertTrue(lost.dataset.materialise(1).undone());
        lost.dataset.forget(lost.record.runId());
        assertEquals(
                Stream.of(before.paths("orders"), before.paths("users"))
                        .flatMap(List::stream)
                        .toList(),
                files());
        Running next = new Running(3, "orders");
        next.publish();
        assertEquals(
                Stream.of(next.paths("orders"), before.paths("users"))
                        .flatMap(List::stream)
                        .toList(),
                files());
    }

    @Test
    void a_run_that_a_commit_was_in_the_way_of_is_worth_another_try_when_that_was_taken_back() throws Exception {
        Running waiting = new Running(1, "orders");
        Running lost = new Running(2, "orders");
        lost.decide();
        Files.delete(folder.resolve(".etl/staging").resolve(lost.paths("orders").get(0)));
        lost.dataset.materialise(0);
        EtlException refused = assertThrows(EtlException.class, waiting::publish);
        assertEquals(ExitCode.SUPERSEDED, refused.exitCode());
    }

    @Test
    void a_run_that_is_told_to_stop_right_before_its_decision_leaves_nothing() throws Exception {
        Running stopped = new Running(1, "orders");
        assertThrows(
                InterruptedException.class,
                () -> stopped.dataset.decide(stopped.record, stopped.draft(), () -> {
                    throw new InterruptedException("told to stop");
                }));
        stopped.dataset.forget(stopped.record.runId());
        assertEquals(List.of(), files());
        assertEquals(List.of(), stopped.dataset.log());
    }

    @Test
    void a_run_that_finds_its_own_commit_in_the_log_has_decided() throws Exception {
        Running run = new Running(1, "orders");
        run.decide();
        assertEquals(0, run.decide().number().getAsInt());
        run.dataset.materialise(0);
        run.dataset.forget(run.record.runId());
        assertEquals(run.paths("orders"), files());
    }

    @Test
    void a_log_of_a_newer_program_is_refused_with_the_program_to_use() throws Exception {
        new Running(1, "orders").publish();
        Path commit = folder.resolve(".etl/commits/0000000000.json");
        Files.writeString(commit, Files.readString(commit).replace("\"version\":2", "\"version\":3"));
        EtlException refused = assertThrows(EtlException.class, this::recover);
        assertEquals(ExitCode.USAGE, refused.exitCode());
        assertTrue(refused.getMessage().contains("version 3 of the log"), refused.getMessage());
    }

    @Test
    void a_log_of_the_first_version_is_read() throws Exception {
        Running first = new Running(1, "orders");
        first.publish();
        Path commit = folder.resolve(".etl/commits/0000000000.json");
        Files.writeString(
                commit,
                Files.readString(commit)
                        .replace("\"version\":2", "\"version\":1")
                        .replace(",\"tables\":[]", "")
                        .replace("\"rows\":1", "\"rows\":1,\"watermark\":null"));
        Running second = new Running(2, "orders");
        second.publish();
        assertEquals(second.paths("orders"), files());
    }

    @Test
    void a_long_log_is_read_from_its_checkpoint_which_may_be_missing() throws Exception {
        int commits = CommitLog.CHECKPOINT_INTERVAL + 1;
        for (int commit = 0; commit < commits; commit++) {
            new Running(commit, commit % 2 == 0 ? "orders" : "users").publish();
        }
        List<LogEntry> entries = Dataset.log(new LocalDestination(folder));
        assertEquals(commits, entries.size());
        assertEquals(2, entries.get(0).commit().files().size());
        Path checkpoint = folder.resolve(".etl/checkpoints/%010d.json".formatted(CommitLog.CHECKPOINT_INTERVAL - 1));
        Path elsewhere = folder.resolve("checkpoint");
        Files.move(checkpoint, elsewhere);
        assertEquals(entries, Dataset.log(new LocalDestination(folder)));
        Files.move(elsewhere, checkpoint);
        // What is in the checkpoint isn't read again.
        for (int commit = 0; commit < CommitLog.CHECKPOINT_INTERVAL; commit++) {
            Files.delete(folder.resolve(".etl/commits/%010d.json".formatted(commit)));
        }
        assertEquals(entries, Dataset.log(new LocalDestination(folder)));
        new Running(commits, "users").publish();
        assertEquals(
                2 * 2,
                files().stream().filter(file -> !file.startsWith(".etl/")).count(),
                "the files that the last one replaced are known");
    }

    @Test
    void a_listing_that_shows_a_later_file_and_not_an_earlier_one_is_taken_again() throws Exception {
        for (int commit = 0; commit < 3; commit++) {
            new Running(commit, "orders").publish();
        }
        ControlFiles whole = new LocalDestination(folder).control();
        List<LogEntry> entries = new CommitLog(whole).read();
        for (String missed : List.of("0000000000\\..*", "0000000001\\..*", "0000000001\\.files")) {
            assertEquals(entries, new CommitLog(new MissingOnce(whole, missed)).read(), missed);
        }
    }

    /// Leaves some files out of the first listing, as a folder may that others write to meanwhile.
    ///
    /// @param missed a regular expression of their names
    private record MissingOnce(ControlFiles files, String missed, AtomicBoolean listed) implements ControlFiles {
        MissingOnce(ControlFiles files, String missed) {
            this(files, missed, new AtomicBoolean());
        }

        @Override
        public String uri() {
            return files.uri();
        }

        @Override
        public Optional<byte[]> read(String path) throws IOException {
            return files.read(path);
        }

        @Override
        public boolean create(String path, byte[] content) throws IOException {
            return files.create(path, content);
        }

        @Override
        public List<String> list(String folder, String after) throws IOException {
            List<String> names = files.list(folder, after);
            List<String> shown =
                    names.stream().filter(name -> !name.matches(missed)).toList();
            return shown.size() < names.size() && listed.compareAndSet(false, true) ? shown : names;
        }

        @Override
        public void delete(String path) throws IOException {
            files.delete(path);
        }
    }

    @Test
    void a_log_with_a_gap_is_never_read_as_if_it_were_whole() throws Exception {
        new Running(1, "orders").publish();
        new Running(2, "orders").publish();
        Files.delete(folder.resolve(".etl/commits/0000000000.json"));
        EtlException refused = assertThrows(EtlException.class, this::recover);
        assertEquals(ExitCode.USAGE, refused.exitCode());
        assertTrue(refused.getMessage().contains("restore it from a backup"), refused.getMessage());
    }
}
