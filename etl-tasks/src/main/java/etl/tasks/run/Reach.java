package etl.tasks.run;

import etl.tasks.Partitioning;
import etl.tasks.Partitioning.Unit;
import etl.tasks.Task;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which rows of a task a run reads, and so which partitions it replaces: all that lie in its reach, whether they have
/// rows or not, and no other.
public sealed interface Reach {
    /// All rows: every partition of the run's date, or of the table.
    record Everything() implements Reach {}

    /// The rows of some days of the task's first key.
    ///
    /// @param from the first day
    /// @param to the last day, which is among them
    record Days(LocalDate from, LocalDate to) implements Reach {

        /// Why a task has no partitions of these days, and what to declare or which days would do; empty when it has.
        Optional<String> problem(Task task) {
            Partitioning partitioning = task.options().partitioning();
            List<Partitioning.Key> dated = partitioning.keys().stream()
                    .filter(key -> key.unit() != Unit.VALUE)
                    .toList();
            if (dated.size() != 1 || !partitioning.keys().getFirst().equals(dated.getFirst())) {
                return Optional.of(
                        "%s: --from and --to fill partitions of days, and its partition-by is %s. Declare one key day(COLUMN), month(COLUMN) or year(COLUMN), before those of other columns: partition-by: day(created_at)."
                                .formatted(task.name(), partitioning));
            }
            Unit unit = dated.getFirst().unit();
            LocalDate first = switch (unit) {
                case MONTH -> from.withDayOfMonth(1);
                case YEAR -> from.withDayOfYear(1);
                case DAY, VALUE -> from;
            };
            LocalDate last = switch (unit) {
                case MONTH -> to.withDayOfMonth(to.lengthOfMonth());
                case YEAR -> to.withDayOfYear(to.lengthOfYear());
                case DAY, VALUE -> to;
            };
            return first.equals(from) && last.equals(to)
                    ? Optional.empty()
                    : Optional.of(
                            "%s: partition-by %s replaces whole %ss, and %s to %s are none. The nearest are --from %s --to %s."
                                    .formatted(
                                            task.name(),
                                            dated.getFirst(),
                                            unit.name().toLowerCase(Locale.ROOT),
                                            from,
                                            to,
                                            first,
                                            last));
        }
    }

    /// The rows of some partitions.
    ///
    /// @param values of each partition the values of the keys that come of rows, in order; null for NULL
    record Listed(List<List<@Nullable String>> values) implements Reach {
        public Listed {
            List<List<@Nullable String>> copies = new ArrayList<>();
            values.forEach(one -> copies.add(Collections.unmodifiableList(new ArrayList<>(one))));
            values = List.copyOf(copies);
        }
    }

    Reach EVERYTHING = new Everything();
}
