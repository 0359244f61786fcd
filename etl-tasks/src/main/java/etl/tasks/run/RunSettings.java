package etl.tasks.run;

import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.tasks.EtlException;
import etl.tasks.Task;
import etl.tasks.publish.Catalog;
import etl.tasks.publish.Destination;
import etl.tasks.publish.PartitionName;
import etl.tasks.source.Database;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Everything that a run is asked for, resolved and checked for form.
///
/// @param sources the databases that tasks name
/// @param tasks the tasks, each name once
/// @param date the logical date: the partition `dt` of every file
/// @param reach which rows are read of tasks that have partitions by their rows
/// @param destination where files go; the caller closes it
/// @param catalog what is told at the end; the caller closes it
/// @param workers how many connections read at once, at least 1
/// @param reader which source reads typed tasks; relations are always read by COPY
/// @param where a condition in SQL on every task's rows, besides the task's own
/// @param parquet how files are written
/// @param types how types are chosen where Postgres leaves a choice
/// @param heapBytes the heap that the run may fill; fewer workers are used when it can't hold the asked number
/// @param onDrift what becomes of a relation whose columns aren't those of the files published last
/// @param guards what is checked of what was read
/// @param publishing when and how the files become visible
public record RunSettings(
        Sources sources,
        List<Task> tasks,
        LocalDate date,
        Reach reach,
        Destination destination,
        Catalog catalog,
        int workers,
        Reader reader,
        Optional<String> where,
        WriteOptions parquet,
        TypeSettings types,
        long heapBytes,
        OnDrift onDrift,
        Guards guards,
        Publishing publishing) {

    /// Checks and limits of what is read.
    ///
    /// @param verify whether every task's rows are counted once more by the server, under the same snapshot
    /// @param maxSnapshotAge how long the reading may take altogether; empty: as long as the run may
    /// @param maxReplayLag how far a standby's data may be behind when the snapshot is taken; empty: however far
    public record Guards(boolean verify, Optional<Duration> maxSnapshotAge, Optional<Duration> maxReplayLag) {
        public static final Guards DEFAULT = new Guards(false, Optional.empty(), Optional.empty());
    }

    /// Rules of the decision and of what follows from it.
    ///
    /// @param logicalTime what the run is for, such as `2026-11-22`: a task is published once for each. Empty: now, so
    ///     never published before
    /// @param force whether a task is published again for the same logical time
    /// @param full whether tasks that read only what is new start over: everything is read again and replaces what is
    ///     published of them
    /// @param maxDrop the largest part of its rows that a table may have lost since its last commit, from 0 to 1; empty:
    ///     all
    /// @param longestRun how long a run may take from its start to its decision; what it has uploaded is removed by
    ///     others after that
    /// @param keepSuperseded how long the files of a superseded run stay after the catalog points elsewhere, for queries
    ///     that have listed them
    public record Publishing(
            Optional<String> logicalTime,
            boolean force,
            boolean full,
            Optional<Double> maxDrop,
            Duration longestRun,
            Duration keepSuperseded) {
        public static final Duration DEFAULT_LONGEST_RUN = Duration.ofHours(24);
        public static final Duration DEFAULT_KEEP_SUPERSEDED = Duration.ofHours(24);

        public static final Publishing DEFAULT = new Publishing(
                Optional.empty(), false, false, Optional.empty(), DEFAULT_LONGEST_RUN, DEFAULT_KEEP_SUPERSEDED);
    }

    /// The sources of rows.
    public enum Reader {
        COPY,
        CURSOR
    }

    /// What becomes of a relation whose columns aren't those of the files published last. A change that Athena doesn't
    /// get over stops the run in any case.
    public enum OnDrift {
        /// The run stops.
        FAIL,
        /// New columns are left out; columns that have gone, and wider types, are published so.
        IGNORE,
        /// New columns are published, as are the others.
        ADD
    }

    /// Settings of a run that reads everything.
    public RunSettings(
            Sources sources,
            List<Task> tasks,
            LocalDate date,
            Destination destination,
            Catalog catalog,
            int workers,
            Reader reader,
            Optional<String> where,
            WriteOptions parquet,
            TypeSettings types,
            long heapBytes,
            OnDrift onDrift,
            Guards guards,
            Publishing publishing) {
        this(
                sources,
                tasks,
                date,
                Reach.EVERYTHING,
                destination,
                catalog,
                workers,
                reader,
                where,
                parquet,
                types,
                heapBytes,
                onDrift,
                guards,
                publishing);
    }

    /// Settings of one database that stop at any drift, with one choice of types for all columns.
    public RunSettings(
            Database source,
            List<Task> tasks,
            LocalDate date,
            Destination destination,
            Catalog catalog,
            int workers,
            Reader reader,
            Optional<String> where,
            WriteOptions parquet,
            TypeOptions types,
            long heapBytes) {
        this(
                Sources.of(source),
                tasks,
                date,
                destination,
                catalog,
                workers,
                reader,
                where,
                parquet,
                TypeSettings.of(types),
                heapBytes,
                OnDrift.FAIL,
                Guards.DEFAULT,
                Publishing.DEFAULT);
    }

    /// What a task publishes when its partitions don't come of its rows: the run's date, or the table as a whole.
    PartitionName partition(Task task) {
        return task.options().partitioning().date()
                ? PartitionName.ofDate(task.name(), date.toString())
                : new PartitionName(task.name(), "");
    }

    /// The same for other rows.
    ///
    /// @throws EtlException when tasks have no partitions of such rows: all of them, each with what to declare
    public RunSettings reaching(Reach other) {
        if (other instanceof Reach.Days days) {
            List<String> problems =
                    tasks.stream().flatMap(task -> days.problem(task).stream()).toList();
            if (!problems.isEmpty()) {
                throw EtlException.usage(String.join("\n", problems));
            }
        }
        return new RunSettings(
                sources,
                tasks,
                date,
                other,
                destination,
                catalog,
                workers,
                reader,
                where,
                parquet,
                types,
                heapBytes,
                onDrift,
                guards,
                publishing);
    }

    /// The same with other sources.
    RunSettings reading(Sources others) {
        return with(others, tasks, destination);
    }

    /// The same with files elsewhere.
    RunSettings at(Destination other) {
        return with(sources, tasks, other);
    }

    /// The same for some of the tasks.
    RunSettings of(List<Task> some) {
        return with(sources, some, destination);
    }

    private RunSettings with(Sources read, List<Task> others, Destination elsewhere) {
        return new RunSettings(
                read,
                others,
                date,
                reach,
                elsewhere,
                catalog,
                workers,
                reader,
                where,
                parquet,
                types,
                heapBytes,
                onDrift,
                guards,
                publishing);
    }

    public RunSettings {
        tasks = List.copyOf(tasks);
    }
}
