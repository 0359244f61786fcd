package etl.tasks.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.CommittedTable.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two runs of one table under way at once, whose partitions show only while rows are read.
class OverlappingRunsTest {
    private static final String TABLE = "events";
    private static final Optional<Window> WINDOW = Optional.of(new Window("id", Optional.of("1"), "9"));

    @TempDir
    Path folder;

    private int runs;

    /// A run that has begun and read.
    private final class Running {
        final LocalDestination destination = new LocalDestination(folder);
        final Dataset dataset = new Dataset(
                destination, new NoCatalog(), Duration.ofHours(24), Duration.ofHours(24), PublishListener.NONE);
        final RunRecord record;
        final Instant snapshot;

        Running(int snapshotSecond) throws IOException {
            String runId = "20261122T%06dZ-%08x".formatted(++runs, runs);
            snapshot = Instant.parse("2026-11-22T00:00:00Z").plusSeconds(snapshotSecond);
            dataset.recover();
            record = new RunRecord(
                    runId,
                    dataset.log().size(),
                    runId,
                    Instant.now(),
                    List.of(),
                    List.of(new RunRecord.Unknown(TABLE, List.of("dt=2026-11-22"), false)));
            dataset.begin(record);
        }

        /// Publishes partitions, and says something of the table besides.
        ///
        /// @return the directories that others had published
        List<String> publish(CommittedTable said, String... directories) throws Exception {
            List<CommittedPartition> partitions = Stream.of(directories)
                    .map(directory -> new CommittedPartition(
                            new PartitionName(TABLE, directory), List.of(), 1, 1, List.of(file(directory))))
                    .toList();
            Commit draft = new Commit(
                    Commit.VERSION,
                    record.runId(),
                    "test",
                    new SnapshotTime(snapshot, "0/0"),
                    record.logicalTime(),
                    record.startedAt(),
                    Instant.now(),
                    partitions,
                    List.of(said));
            Dataset.Decision decision = dataset.decide(record, draft, () -> {});
            if (decision.number().isPresent()) {
                dataset.materialise(decision.number().getAsInt());
            }
            return decision.superseded().keySet().stream()
                    .map(PartitionName::partition)
                    .toList();
        }

        private PreparedFile file(String directory) {
            FileKey key = new FileKey(TABLE, directory, record.runId(), 0, FileKey.Layout.RUN_IN_NAME);
            try (PendingFile file = destination.begin(key)) {
                file.stream().write(1);
                return file.prepare();
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    private static CommittedTable speaksFor(String... directories) {
        return new CommittedTable(TABLE, List.of(directories), Optional.empty(), List.of(), Optional.empty());
    }

    private static CommittedTable increment() {
        return new CommittedTable(TABLE, List.of(), WINDOW, List.of(), Optional.empty());
    }

    @Test
    void a_partition_without_rows_in_a_newer_run_of_the_whole_table_is_left_to_that_run() throws Exception {
        Running older = new Running(1);
        Running newer = new Running(2);
        assertEquals(List.of(), newer.publish(speaksFor(""), "country=CH"));
        assertEquals(List.of("country=CH", "country=DE"), older.publish(speaksFor(""), "country=CH", "country=DE"));
    }

    @Test
    void a_run_that_has_no_rows_where_an_older_one_published_some_is_to_be_repeated() throws Exception {
        Running older = new Running(1);
        Running newer = new Running(2);
        assertEquals(List.of(), older.publish(speaksFor(""), "country=CH", "country=DE"));
        EtlException again = assertThrows(EtlException.class, () -> newer.publish(speaksFor(""), "country=CH"));
        assertEquals(ExitCode.SUPERSEDED, again.exitCode());
    }

    @Test
    void runs_that_speak_for_different_dates_do_not_meet() throws Exception {
        Running today = new Running(1);
        Running yesterday = new Running(2);
        assertEquals(List.of(), yesterday.publish(speaksFor("dt=2026-11-21"), "dt=2026-11-21/country=CH"));
        assertEquals(List.of(), today.publish(speaksFor("dt=2026-11-22"), "dt=2026-11-22/country=CH"));
    }

    @Test
    void of_two_increments_from_one_watermark_one_is_published_whatever_their_dates() throws Exception {
        Running older = new Running(1);
        Running newer = new Running(2);
        assertEquals(List.of(), newer.publish(increment(), "dt=2026-11-23"));
        assertEquals(List.of("dt=2026-11-22"), older.publish(increment(), "dt=2026-11-22"));
        Running first = new Running(3);
        Running second = new Running(4);
        assertEquals(List.of(), first.publish(increment(), "dt=2026-11-22"));
        assertEquals(
                ExitCode.SUPERSEDED,
                assertThrows(EtlException.class, () -> second.publish(increment(), "dt=2026-11-23"))
                        .exitCode());
    }

    @Test
    void what_a_run_under_way_has_prepared_stays_though_its_partitions_are_not_known_before() throws Exception {
        Running slow = new Running(1);
        CommittedTable said = speaksFor("dt=2026-11-22");
        PreparedFile prepared = slow.file("dt=2026-11-22/country=CH");
        new Running(2).publish(speaksFor("dt=2026-11-21"), "dt=2026-11-21/country=CH");
        assertEquals(
                List.of(prepared.key()),
                slow.dataset.unfinished().stream().map(UnfinishedUpload::key).toList());
        assertEquals(List.of(), slow.publish(said, "dt=2026-11-22/country=DE"));
    }

    @Test
    void which_run_is_newer_is_said_by_the_clock_of_the_tables_own_database() throws Exception {
        Running older = new Running(5);
        Running newer = new Running(1);
        assertEquals(List.of(), newer.publish(readAt(9), "dt=2026-11-22"));
        assertEquals(List.of("dt=2026-11-22"), older.publish(readAt(8), "dt=2026-11-22"));
    }

    private static CommittedTable readAt(int second) {
        Instant time = Instant.parse("2026-11-21T00:00:00Z").plusSeconds(second);
        return new CommittedTable(
                TABLE, List.of(), Optional.empty(), List.of(), Optional.of(new SnapshotTime(time, "0/0")));
    }

    @Test
    void a_dead_run_is_forgotten_once_another_speaks_for_all_that_it_could_have_published() throws Exception {
        Running dead = new Running(1);
        PreparedFile left = dead.file("dt=2026-11-22/country=CH");
        new Running(2).publish(speaksFor("dt=2026-11-21"), "dt=2026-11-21/country=CH");
        dead.dataset.tidy();
        assertEquals(
                List.of(left.key()),
                dead.dataset.unfinished().stream().map(UnfinishedUpload::key).toList());
        assertTrue(records(dead).contains(dead.record.runId()));
        new Running(3).publish(speaksFor(""), "dt=2026-11-22/country=DE");
        dead.dataset.tidy();
        assertEquals(List.of(), dead.dataset.unfinished());
        assertFalse(records(dead).contains(dead.record.runId()));
    }

    private static List<String> records(Running run) throws IOException {
        return run.dataset.runs().stream().map(RunRecord::runId).toList();
    }
}
