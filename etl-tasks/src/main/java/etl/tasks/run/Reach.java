package etl.tasks.run;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
    record Days(LocalDate from, LocalDate to) implements Reach {}

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
