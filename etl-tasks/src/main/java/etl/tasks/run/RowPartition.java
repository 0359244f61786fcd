package etl.tasks.run;

import etl.parquet.CopyRow;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Partitioning.Unit;
import etl.tasks.publish.PartitionName;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.source.PartitionColumn;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The partition that the rows of a split are in, as they come in the order of the keys. The keys' values are the last
/// fields of each row.
final class RowPartition {
    /// What file systems and S3's own tools take as the name of one directory.
    private static final int DIRECTORY_BYTES = 255;

    private final TaskPlan task;
    private final RowPartitions partitions;
    private final int firstField;
    private final byte[] @Nullable [] values;
    private boolean begun;

    RowPartition(TaskPlan task, RowPartitions partitions) {
        this.task = task;
        this.partitions = partitions;
        this.firstField = task.source().columns().size();
        this.values = new byte[partitions.keys().size()][];
    }

    /// Whether a row is in the partition of the row before it.
    boolean continues(CopyRow row) {
        for (int key = 0; key < values.length; key++) {
            int field = firstField + key;
            byte[] value = values[key];
            if (row.isNull(field) || value == null) {
                if (!row.isNull(field) || value != null) {
                    return false;
                }
            } else if (!Arrays.equals(
                    row.bytes(), row.offset(field), row.offset(field) + row.length(field), value, 0, value.length)) {
                return false;
            }
        }
        return begun;
    }

    /// Moves to the partition of a row.
    ///
    /// @return its directory
    /// @throws EtlException with exit code 22 when a key's value has no place in a directory
    String moveTo(CopyRow row) {
        List<@Nullable String> texts = new ArrayList<>();
        for (int key = 0; key < values.length; key++) {
            int field = firstField + key;
            values[key] = row.isNull(field) ? null : row.copyOf(field);
            texts.add(text(row, key));
        }
        begun = true;
        return partitions.directory(texts);
    }

    private @Nullable String text(CopyRow row, int key) {
        byte[] value = values[key];
        if (value == null) {
            return null;
        }
        PartitionColumn column = partitions.keys().get(key);
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException otherEncoding) {
            throw refused(row, column, "is not text in UTF-8", "Correct it in the table", otherEncoding);
        }
        if (text.isEmpty()) {
            throw column.key().unit() == Unit.VALUE
                    ? refused(
                            row,
                            column,
                            "is an empty string, which Hive can't tell from NULL in a directory",
                            "Give it another value, or NULL, in a query: select nullif(%s, '') as %1$s"
                                    .formatted(column.key().column()),
                            null)
                    : refused(
                            row,
                            column,
                            "is infinity, or lies outside of the years 1 to 9999, and has no %s"
                                    .formatted(column.key().unit().name().toLowerCase(Locale.ROOT)),
                            "Correct it in the table, or give it another value in a query",
                            null);
        }
        if (text.equals(PartitionName.NULL_VALUE)) {
            throw refused(
                    row, column, "is the word that stands for NULL in directories", "Give it another value", null);
        }
        String directory = PartitionName.of("", List.of(column.key().name()), List.of(text))
                .partition();
        int bytes = directory.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > DIRECTORY_BYTES) {
            throw refused(
                    row,
                    column,
                    "makes a directory's name of %d bytes, and %d is the most".formatted(bytes, DIRECTORY_BYTES),
                    "Take a column with shorter values",
                    null);
        }
        return text;
    }

    private EtlException refused(
            CopyRow row, PartitionColumn column, String what, String todo, @Nullable Exception cause) {
        String which = RowKey.of(task, row);
        String message = "%s.%s%s %s (partition-by %s). %s; or leave such rows out with where."
                .formatted(
                        task.task().name(),
                        column.key().column(),
                        which.isEmpty() ? "" : " (" + which + ")",
                        what,
                        column.key(),
                        todo);
        return cause == null
                ? new EtlException(ExitCode.VALUE_NOT_REPRESENTABLE, message)
                : new EtlException(ExitCode.VALUE_NOT_REPRESENTABLE, message, cause);
    }
}
