package etl.tasks.publish;

import etl.tasks.Partitioning;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A partition of a table: what a run replaces as a whole.
///
/// @param table the destination table's name
/// @param partition the partition's directory, such as `dt=2026-11-22/country=CH`, with values escaped as Hive does;
///     empty when the table has no partitions
public record PartitionName(String table, String partition) implements Serializable {
    /// The value that stands for NULL.
    public static final String NULL_VALUE = "__HIVE_DEFAULT_PARTITION__";

    /// What Hive and Trino escape in directories, besides control characters.
    private static final String ESCAPED = "\"#%'*/:=?\\{[]^\u007f";

    private static final int HEXADECIMAL = 16;
    private static final int ESCAPE_CHARACTERS = 3;

    /// The partition of a table for a date.
    ///
    /// @param date such as `2026-11-22`
    public static PartitionName ofDate(String table, String date) {
        return of(table, List.of(Partitioning.DATE_KEY), List.of(date));
    }

    /// The partition with some values of its keys.
    ///
    /// @param keys the keys' names, in order
    /// @param values a value for each key, as it is; null for NULL
    public static PartitionName of(String table, List<String> keys, List<@Nullable String> values) {
        List<String> directories = IntStream.range(0, keys.size())
                .mapToObj(place -> {
                    String value = values.get(place);
                    return keys.get(place) + "=" + (value == null ? NULL_VALUE : escaped(value));
                })
                .toList();
        return new PartitionName(table, String.join("/", directories));
    }

    /// The directory relative to the destination, ending in `/`.
    public String path() {
        return partition.isEmpty() ? table + "/" : table + "/" + partition + "/";
    }

    /// The names of the partition's keys, in order: `dt`.
    public List<String> keys() {
        return parts(0);
    }

    /// The values of the partition's keys, in order: `2026-11-22`. NULL is [#NULL_VALUE], as catalogs have it.
    public List<String> values() {
        return parts(1).stream().map(PartitionName::unescaped).toList();
    }

    /// The values as they stand in the directory, escaped.
    public List<String> directoryValues() {
        return parts(1);
    }

    /// Whether it lies in a directory: is that partition, or one of those that its first keys have in common.
    ///
    /// @param directory the beginning of a partition's directory, such as `dt=2026-11-22`; empty for the table's own
    public boolean isIn(String directory) {
        return directory.isEmpty() || partition.equals(directory) || partition.startsWith(directory + "/");
    }

    /// Whether it lies in one of some directories, which may be many.
    public boolean isInAny(Set<String> directories) {
        String directory = partition;
        while (!directories.contains(directory)) {
            if (directory.isEmpty()) {
                return false;
            }
            directory = directory.substring(0, Math.max(0, directory.lastIndexOf('/')));
        }
        return true;
    }

    private List<String> parts(int side) {
        List<String> parts = new ArrayList<>();
        if (!partition.isEmpty()) {
            for (String directory : partition.split("/", -1)) {
                parts.add(directory.split("=", 2)[side]);
            }
        }
        return parts;
    }

    private static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || ESCAPED.indexOf(c) >= 0) {
                text.append('%').append("%02X".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static String unescaped(String text) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                value.append((char) Integer.parseInt(text, i + 1, i + ESCAPE_CHARACTERS, HEXADECIMAL));
                i += ESCAPE_CHARACTERS - 1;
            } else {
                value.append(c);
            }
        }
        return value.toString();
    }

    @Override
    public String toString() {
        return partition.isEmpty() ? table : table + "/" + partition;
    }
}
