package etl.tasks;

import java.time.LocalDate;

/// Which of a table's run dates stay. Older ones are taken away when a commit is made visible.
public sealed interface Keep {

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

        /// The first date that stays.
        ///
        /// @param newest the newest date of the table
        public LocalDate first(LocalDate newest) {
            return newest.minusDays(days - 1L);
        }

        @Override
        public String toString() {
            return days + "d";
        }
    }
}
