package etl.tasks.publish;

import etl.tasks.Keep;
import etl.tasks.Partitioning;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The partitions of run dates that a task doesn't keep.
public final class OldDates {
    private OldDates() {}

    /// The directories to take away, in order.
    ///
    /// @param current what is there
    /// @param coming the directories that a commit publishes besides, and that stay in any case
    public static List<String> of(Keep keep, CurrentPartitions current, List<String> coming) {
        Map<LocalDate, List<String>> byDate = new TreeMap<>();
        for (String directory : current.byDirectory().keySet()) {
            date(current.table(), directory)
                    .ifPresent(date -> byDate.computeIfAbsent(date, unused -> new ArrayList<>())
                            .add(directory));
        }
        Set<LocalDate> all = new TreeSet<>(byDate.keySet());
        Set<LocalDate> published = new TreeSet<>();
        coming.forEach(directory -> date(current.table(), directory).ifPresent(published::add));
        all.addAll(published);
        List<String> old = new ArrayList<>();
        for (LocalDate date : keep.old(all)) {
            if (!published.contains(date)) {
                old.addAll(byDate.getOrDefault(date, List.of()));
            }
        }
        return old;
    }

    /// The run's date that a partition is of; empty when it is of none.
    private static Optional<LocalDate> date(String table, String directory) {
        PartitionName name = new PartitionName(table, directory);
        int place = name.keys().indexOf(Partitioning.DATE_KEY);
        try {
            return place < 0
                    ? Optional.empty()
                    : Optional.of(LocalDate.parse(name.values().get(place)));
        } catch (DateTimeParseException other) {
            return Optional.empty();
        }
    }
}
