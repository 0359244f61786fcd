package etl.tasks.run;

import etl.parquet.column.OnSpecial;
import etl.parquet.column.TypeOptions.TimestampUnit;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.CommittedTable.Window;
import etl.tasks.publish.PublishedFile;
import etl.tasks.publish.RepeatedCalls;
import etl.tasks.source.Retry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What a run did, whole: one document for `--report`.
///
/// @param version the version of the document's schema
/// @param logicalTime what the run is for: a task is published once for each
/// @param date the date of the partition `dt`
/// @param sources what was read, the first task's database first; empty when nothing was due
/// @param destination where the files are
/// @param retries what went wrong and was done again
/// @param repeated calls to the destination and the catalog that had to be made again
/// @param skipped the tasks that this run didn't publish since another has
public record RunReport(
        int version,
        String runId,
        String logicalTime,
        LocalDate date,
        Instant startedAt,
        Duration took,
        List<RunPlan.SourceInfo> sources,
        String source,
        String destination,
        int workers,
        List<TaskReport> tasks,
        List<Skipped> skipped,
        List<Retry> retries,
        List<RepeatedCalls> repeated,
        CatalogOutcome catalog) {

    /// What was read first; empty when nothing was due.
    public Optional<RunPlan.SnapshotInfo> snapshot() {
        return sources.stream().map(RunPlan.SourceInfo::snapshot).findFirst();
    }

    public static final int VERSION = 1;

    /// As many files of a task a report lists: one of a run over ten years of days stays readable.
    public static final int LISTED_FILES = 1_000;

    /// A task that this run didn't publish since another has.
    ///
    /// @param by the run that has published it
    public record Skipped(String task, String partition, Why why, String by) {

        /// Why it wasn't published.
        public enum Why {
            /// It is published for this logical time.
            ALREADY_PUBLISHED,
            /// Another run published it meanwhile from a newer snapshot.
            SUPERSEDED
        }
    }

    /// One task's result.
    ///
    /// @param table the destination table
    /// @param partition the directory of the partition that was published; of several the one that all of them lie in,
    ///     which is empty when it is the table's
    /// @param partitions how many were published
    /// @param rowsRead the rows that the server sent
    /// @param rowsWritten the rows that were written, which the footers count too
    /// @param bytes the size of all files
    /// @param fileCount the number of all files
    /// @param files the first of them, [#LISTED_FILES] at most
    /// @param took from the task's first split's start to its last split's end
    /// @param columns one entry a column: nulls, and what was done to values by declared rules
    /// @param inputs of a transform the columns that it reads and doesn't write, where special values were replaced
    /// @param dropped the directories of the partitions that were taken away, since the task doesn't keep them
    /// @param window which rows were read, when only those were that are new
    public record TaskReport(
            String task,
            String table,
            String partition,
            int partitions,
            long rowsRead,
            long rowsWritten,
            long bytes,
            Duration took,
            int splits,
            int fileCount,
            List<PublishedFile> files,
            List<ColumnReport> columns,
            List<InputReport> inputs,
            List<String> dropped,
            Optional<Window> window) {}

    /// @param nulls how many values are null
    /// @param truncated how many values lost digits by a declared rule
    /// @param keeps the digits that a value keeps
    /// @param replaced how many special values were replaced by the declared policy, while they were read or written
    /// @param onSpecial the declared policy
    public record ColumnReport(
            String name,
            String type,
            long nulls,
            long truncated,
            TimestampUnit keeps,
            long replaced,
            OnSpecial onSpecial) {}

    /// @param table the table that the column is read from: the transform's input or one of its lookups
    /// @param column the column's name
    /// @param replaced how many of its special values were replaced by the declared policy, at least one
    /// @param onSpecial the declared policy
    public record InputReport(String table, String column, long replaced, OnSpecial onSpecial) {}
}
