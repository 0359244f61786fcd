package etl.tasks.run;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.Commit;
import etl.tasks.publish.CommittedPartition;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The last checks before the decision: against a run that worked and is wrong all the same.
///
/// @param entries what was published before
record Guard(RunSettings settings, List<LogEntry> entries) {
    private static final int PERCENT = 100;

    /// @throws EtlException when the run must not be published
    void check(Commit draft) {
        requireInTime(draft);
        requireRows(draft);
    }

    /// After the longest time that a run may take, others remove what it uploaded.
    private void requireInTime(Commit draft) {
        Duration longest = settings.publishing().longestRun();
        Duration took = Duration.between(draft.startedAt(), Instant.now());
        if (took.compareTo(longest) > 0) {
            throw new EtlException(
                    ExitCode.SOURCE_UNAVAILABLE,
                    "The run took %d minutes, and publish.longest-run is %d minutes. Nothing was published. Raise it, or export fewer tasks at once."
                            .formatted(took.toMinutes(), longest.toMinutes()));
        }
    }

    private void requireRows(Commit draft) {
        Optional<Double> maxDrop = settings.publishing().maxDrop();
        if (maxDrop.isEmpty()) {
            return;
        }
        List<String> dropped = new ArrayList<>();
        for (CommittedPartition partition : draft.partitions()) {
            if (partition.files().isEmpty()) {
                continue;
            }
            String table = partition.name().table();
            Dataset.newest(entries, table)
                    .flatMap(entry -> entry.commit().newestOf(table))
                    .filter(last -> partition.rows() < last.rows() * (1 - maxDrop.get()))
                    .ifPresent(last -> dropped.add(
                            "%s: %d rows now, and %d at the last commit: it lost %d %%, and guards.max-drop is %d %%."
                                    .formatted(
                                            table,
                                            partition.rows(),
                                            last.rows(),
                                            Math.round(PERCENT * (1 - (double) partition.rows() / last.rows())),
                                            Math.round(PERCENT * maxDrop.get()))));
        }
        if (!dropped.isEmpty()) {
            throw new EtlException(
                    ExitCode.ROW_DROP_GUARD,
                    String.join("\n", dropped)
                            + " Nothing was published. Look into the table; if that many rows are meant to be gone, run once with a higher --max-drop.");
        }
    }
}
