package etl.tasks;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Finds the known names that a mistyped one is likely to mean.
public final class Nearest {
    private static final int MAX_SUGGESTIONS = 3;

    private Nearest() {}

    /// The known names that are a few typing mistakes away, or that the given one is the beginning of; the nearest
    /// first.
    public static List<String> to(String name, Collection<String> known) {
        return known.stream()
                .distinct()
                .filter(candidate -> isMistyped(name, candidate)
                        || (name.length() >= 3 && candidate.startsWith(name))
                        || (name.length() >= 3 && candidate.contains(name)))
                .sorted(Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MAX_SUGGESTIONS)
                .toList();
    }

    /// ` Did you mean 'a' or 'b'?` with a blank in front, or nothing when no name is near.
    public static String question(String name, Collection<String> known) {
        List<String> near = to(name, known);
        if (near.isEmpty()) {
            return "";
        }
        return near.stream()
                .map(candidate -> "'" + candidate + "'")
                .collect(Collectors.joining(" or ", " Did you mean ", "?"));
    }

    /// Whether a name is a few typing mistakes away from another, or the same.
    public static boolean isMistyped(String name, String known) {
        // One mistake for three letters: more than that is another word.
        return distance(name, known) <= Math.max(1, (name.length() + 1) / 3);
    }

    /// How many letters must be inserted, removed, changed or swapped with their neighbour to make one name the other.
    static int distance(String a, String b) {
        int[][] table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(table[i - 1][j - 1] + change, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                table[i][j] = swapped ? Math.min(best, table[i - 2][j - 2] + 1) : best;
            }
        }
        return table[a.length()][b.length()];
    }
}
