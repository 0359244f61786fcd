package etl.tasks.publish;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a commit says of a table beyond the partitions that it lists.
///
/// @param table the destination table's name
/// @param scope the directories that the commit speaks for altogether, such as `dt=2026-11-22`, or the empty text for
///     the whole table: what isn't listed there has no rows. Empty when it speaks for the listed partitions only
/// @param window how far an increment has read; empty when all rows were read
/// @param dropped the directories of the partitions that the commit takes away
/// @param snapshot when its rows were read, if they are of another database than the commit's own snapshot
public record CommittedTable(
        String table,
        List<String> scope,
        Optional<Window> window,
        List<String> dropped,
        Optional<SnapshotTime> snapshot) {

    /// The rows that an increment has read: those whose column lies above the one and not above the other.
    ///
    /// @param column the column's name
    /// @param after the lower end, which isn't among them, as Postgres prints it; empty: from the first row on
    /// @param upTo the upper end, which is among them, as Postgres prints it: the watermark
    public record Window(String column, Optional<String> after, String upTo) {
        /// `updated_at after 2026-11-21 23:55:00+00 up to 2026-11-22 23:55:00+00`.
        @Override
        public String toString() {
            return column + after.map(from -> " after " + from).orElse("") + " up to " + upTo;
        }
    }

    public CommittedTable {
        scope = List.copyOf(scope);
        dropped = List.copyOf(dropped);
    }

    /// A commit that speaks for what it lists.
    public static CommittedTable of(String table) {
        return new CommittedTable(table, List.of(), Optional.empty(), List.of(), Optional.empty());
    }

    /// The same, with these partitions taken away.
    public CommittedTable dropping(List<String> directories) {
        return new CommittedTable(table, scope, window, directories, snapshot);
    }

    /// Whether the commit speaks for a partition, listed or not.
    boolean speaksFor(PartitionName name) {
        return name.table().equals(table) && scope.stream().anyMatch(name::isIn);
    }

    /// Whether the commit takes a partition away.
    boolean drops(PartitionName name) {
        return name.table().equals(table) && dropped.contains(name.partition());
    }

    /// Whether it says anything.
    boolean isSilent() {
        return Objects.equals(this, of(table));
    }
}
