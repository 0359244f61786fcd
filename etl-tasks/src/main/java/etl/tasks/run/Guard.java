package etl.tasks.run;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Partitioning;
import etl.tasks.publish.Commit;
import etl.tasks.publish.CommittedPartition;
import etl.tasks.publish.CurrentPartitions;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
        Map<String, Long> now = new LinkedHashMap<>();
        for (CommittedPartition partition : draft.partitions()) {
            if (!partition.files().isEmpty()) {
                now.merge(partition.name().table(), partition.rows(), Long::sum);
            }
        }
        now.forEach((table, rows) -> {
            long last = before(draft, table);
            if (rows < last * (1 - maxDrop.get())) {
                dropped.add("%s: %d rows now, and %d at the last commit: it lost %d %%, and guards.max-drop is %d %%."
                        .formatted(
                                table,
                                rows,
                                last,
                                Math.round(PERCENT * (1 - (double) rows / last)),
                                Math.round(PERCENT * maxDrop.get())));
            }
        });
        if (!dropped.isEmpty()) {
            throw new EtlException(
                    ExitCode.ROW_DROP_GUARD,
                    String.join("\n", dropped)
                            + " Nothing was published. Look into the table; if that many rows are meant to be gone, run once with a higher --max-drop.");
        }
    }

    /// The rows that were there where the draft says everything: of a table that has run dates under its newest one.
    private long before(Commit draft, String table) {
        List<String> scope = draft.table(table).scope();
        if (scope.isEmpty()) {
            return Dataset.newest(entries, table)
                    .flatMap(entry -> entry.commit().newestOf(table))
                    .map(CommittedPartition::rows)
                    .orElse(0L);
        }
        Collection<CommittedPartition> current =
                CurrentPartitions.of(entries, table).committed().values();
        Optional<String> newest = current.stream()
                .map(partition -> date(partition.name().partition()))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
        Set<String> where = scope.stream()
                .map(directory -> date(directory)
                        .map(own -> newest.orElse(own) + directory.substring(own.length()))
                        .orElse(directory))
                .collect(Collectors.toSet());
        return current.stream()
                .filter(partition -> partition.name().isInAny(where))
                .mapToLong(CommittedPartition::rows)
                .sum();
    }

    /// The directory of the run's date in that of a partition.
    private static Optional<String> date(String directory) {
        return directory.startsWith(Partitioning.DATE_KEY + "=")
                ? Optional.of(directory.split("/", 2)[0])
                : Optional.empty();
    }
}
