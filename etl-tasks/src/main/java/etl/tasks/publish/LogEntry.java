package etl.tasks.publish;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// A commit, and how far it is.
///
/// @param number its place in the log
/// @param commit what it says
/// @param marks how far it is
/// @param gone the places of those of its partitions that a newer commit replaced and whose files are deleted
public record LogEntry(int number, Commit commit, Set<Mark> marks, Set<Integer> gone) {
    static final String GONE = ".gone.";

    /// What is written down of a commit once it is so.
    enum Mark {
        /// All its files are visible.
        FILES,
        /// It was taken back.
        VOID,
        /// The catalog couldn't be told; written before [#DONE].
        PENDING,
        /// It is finished: the next commit may be decided.
        DONE,
        /// The catalog, which was behind when the commit was finished, knows it now.
        SHOWN;

        String suffix() {
            return "." + name().toLowerCase(Locale.ROOT);
        }
    }

    public LogEntry {
        marks = Set.copyOf(marks);
        gone = Set.copyOf(gone);
    }

    /// @param suffixes what follows the number in the names of its files: `json`, `files`, `gone.3`
    static LogEntry of(int number, Commit commit, List<String> suffixes) {
        Set<String> all = suffixes.stream().map(suffix -> "." + suffix).collect(Collectors.toSet());
        return new LogEntry(
                number,
                commit,
                Set.of(Mark.values()).stream()
                        .filter(mark -> all.contains(mark.suffix()))
                        .collect(Collectors.toSet()),
                all.stream()
                        .filter(suffix -> suffix.startsWith(GONE))
                        .map(suffix -> Integer.valueOf(suffix.substring(GONE.length())))
                        .collect(Collectors.toSet()));
    }

    /// The same without what only the completion of files needs.
    LogEntry slim() {
        return new LogEntry(number, commit.slim(), marks, gone);
    }

    /// Whether it is finished, and known to be so or so.
    boolean settled() {
        return finished() && (visible() || undone());
    }

    /// Whether the catalog is still to be told of it.
    boolean pending() {
        return has(Mark.PENDING) && !has(Mark.SHOWN);
    }

    boolean has(Mark mark) {
        return marks.contains(mark);
    }

    /// Whether its files are visible and it wasn't taken back.
    public boolean visible() {
        return has(Mark.FILES) && !has(Mark.VOID);
    }

    /// Whether it was taken back.
    public boolean undone() {
        return has(Mark.VOID);
    }

    /// Whether the next commit may be decided.
    public boolean finished() {
        return has(Mark.DONE);
    }
}
