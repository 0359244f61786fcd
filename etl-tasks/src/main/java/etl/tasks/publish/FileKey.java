package etl.tasks.publish;

import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The place of one data file below its destination. Keys are never reused: the run's id is part of each.
///
/// @param table the destination table's name
/// @param partition the partition's directory, such as `dt=2026-11-22`; empty when the table has no partitions
/// @param runId the run that writes the file
/// @param number the file's number within its table and run, from 0
/// @param layout where the run's id stands
public record FileKey(String table, String partition, String runId, int number, Layout layout) implements Serializable {
    private static final Pattern PATH = Pattern.compile(
            "(?<table>[^/]+)/(?:(?<partition>[^/]+=[^/]*(?:/[^/]+=[^/]*)*)/)?(?<run>\\d{8}T\\d{6}Z-[0-9a-f]{8})(?<separator>[-/])(?<number>\\d{5,9})\\.parquet");

    /// How the files of several runs lie in one partition.
    public enum Layout {
        /// All runs' files in the partition's directory: where a crawler, or whoever lists it, finds them.
        RUN_IN_NAME('-'),
        /// A directory for every run: a catalog that is told locations switches from one to another.
        RUN_AS_FOLDER('/');

        private final char separator;

        Layout(char separator) {
            this.separator = separator;
        }
    }

    /// The key relative to the destination: `orders/dt=2026-11-22/<run id>-00000.parquet`, or with `/` after the run's
    /// id.
    public String path() {
        return String.format(
                Locale.ROOT, "%s%s%c%05d.parquet", partitionName().path(), runId, layout.separator, number);
    }

    /// The key of a path, if it is one of ours.
    public static Optional<FileKey> parse(String path) {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new FileKey(
                parts.group("table"),
                Objects.requireNonNullElse(parts.group("partition"), ""),
                parts.group("run"),
                Integer.parseInt(parts.group("number")),
                parts.group("separator").equals("/") ? Layout.RUN_AS_FOLDER : Layout.RUN_IN_NAME));
    }

    /// The partition that the file is of.
    public PartitionName partitionName() {
        return new PartitionName(table, partition);
    }
}
