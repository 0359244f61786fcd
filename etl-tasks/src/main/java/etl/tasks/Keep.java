package etl.tasks;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which of a table's run dates stay. Older ones are taken away when a commit is made visible.
public sealed interface Keep {

    /// The dates that don't stay.
    ///
    /// @param dates all dates of the table
    default Set<LocalDate> old(Collection<LocalDate> dates) {
        TreeSet<LocalDate> all = new TreeSet<>(dates);
        return all.isEmpty() ? Set.of() : all.headSet(first(all));
    }

    /// The first date that stays.
    ///
    /// @param dates all dates of the table, at least one
    LocalDate first(SortedSet<LocalDate> dates);

    /// Only the newest dates.
    ///
    /// @param dates how many, at least 1
    record Newest(int dates) implements Keep {
        public Newest {
            if (dates < 1) {
                throw new IllegalArgumentException("Keeping " + dates + " dates keeps nothing");
            }
        }

        @Override
        public LocalDate first(SortedSet<LocalDate> all) {
            return all.reversed().stream().limit(dates).reduce(all.last(), (later, earlier) -> earlier);
        }

        @Override
        public String toString() {
            return Integer.toString(dates);
        }
    }

    /// The dates of so many days up to the newest.
    ///
    /// @param days at least 1; with 1 the newest date alone
    record Days(int days) implements Keep {
        public Days {
            if (days < 1) {
                throw new IllegalArgumentException("Keeping " + days + " days keeps nothing");
            }
        }

        @Override
        public LocalDate first(SortedSet<LocalDate> all) {
            return all.last().minusDays(days - 1L);
        }

        @Override
        public String toString() {
            return days + "d";
        }
    }
}
