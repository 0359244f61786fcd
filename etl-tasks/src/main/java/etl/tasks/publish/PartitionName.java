package etl.tasks.publish;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/// A partition of a table: what a run replaces as a whole.
///
/// @param table the destination table's name
/// @param partition the partition's directory, such as `dt=2026-11-22`
public record PartitionName(String table, String partition) implements Serializable {
    /// The key of the partitions whose value is the run's date.
    public static final String DATE_KEY = "dt";

    /// The partition of a table for a date.
    ///
    /// @param date such as `2026-11-22`
    public static PartitionName ofDate(String table, String date) {
        return new PartitionName(table, DATE_KEY + "=" + date);
    }

    /// The directory relative to the destination, ending in `/`.
    public String path() {
        return table + "/" + partition + "/";
    }

    /// The names of the partition's keys, in order: `dt`.
    public List<String> keys() {
        return parts(0);
    }

    /// The values of the partition's keys, in order: `2026-11-22`.
    public List<String> values() {
        return parts(1);
    }

    private List<String> parts(int side) {
        List<String> parts = new ArrayList<>();
        for (String directory : partition.split("/", -1)) {
            parts.add(directory.split("=", 2)[side]);
        }
        return parts;
    }

    @Override
    public String toString() {
        return table + "/" + partition;
    }
}
