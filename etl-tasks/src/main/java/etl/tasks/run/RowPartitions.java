package etl.tasks.run;

import etl.tasks.publish.PartitionName;
import etl.tasks.source.PartitionColumn;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The partitions that the rows of a task come into, as far as that is known before they are read.
///
/// @param common what the run publishes as far as it doesn't come of rows: a date's directory, or the whole table
/// @param keys the keys that come of rows, in order, at least one
/// @param reach which rows are read
public record RowPartitions(PartitionName common, List<PartitionColumn> keys, Reach reach) {
    public RowPartitions {
        keys = List.copyOf(keys);
    }

    /// The directories of which the run says everything: what isn't published there has no rows.
    List<String> scope() {
        return switch (reach) {
            case Reach.Everything everything -> List.of(common.partition());
            case Reach.Days days ->
                values(days).stream().map(value -> directory(List.of(value))).toList();
            case Reach.Listed listed ->
                listed.values().stream().map(this::directory).distinct().toList();
        };
    }

    /// The partitions that are published though they have no rows and were never published.
    Set<PartitionName> named() {
        Set<PartitionName> named = new LinkedHashSet<>();
        boolean whole = switch (reach) {
            case Reach.Everything everything -> false;
            case Reach.Days days -> keys.size() == 1;
            case Reach.Listed listed -> true;
        };
        if (whole) {
            scope().forEach(directory -> named.add(new PartitionName(common.table(), directory)));
        }
        return named;
    }

    /// The values of the first key that a range of days has.
    private List<String> values(Reach.Days days) {
        PartitionColumn first = keys.getFirst();
        List<String> values = new ArrayList<>();
        for (LocalDate day = days.from(); !day.isAfter(days.to()); day = first.next(day)) {
            values.add(first.valueOf(day));
        }
        return values;
    }

    /// The directory of a partition, or of those that have these values of their first keys.
    String directory(List<? extends @Nullable String> values) {
        List<String> names = keys.stream()
                .limit(values.size())
                .map(column -> column.key().name())
                .toList();
        String own =
                PartitionName.of(common.table(), names, new ArrayList<>(values)).partition();
        return common.partition().isEmpty() ? own : common.partition() + "/" + own;
    }
}
