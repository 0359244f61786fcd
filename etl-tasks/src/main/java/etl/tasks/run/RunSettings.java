package etl.tasks.run;

import etl.parquet.WriteOptions;
import etl.parquet.column.TypeOptions;
import etl.tasks.Task;
import etl.tasks.publish.Catalog;
import etl.tasks.publish.Destination;
import etl.tasks.source.SourceSettings;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Everything that a run is asked for, resolved and checked for form.
///
/// @param source the database
/// @param tasks the tasks, each name once
/// @param date the logical date: the partition `dt` of every file
/// @param destination where files go; the caller closes it
/// @param catalog what is told at the end; the caller closes it
/// @param workers how many connections read at once, at least 1
/// @param reader which source reads typed tasks; relations are always read by COPY
/// @param where a condition in SQL on every task's rows, besides the task's own
/// @param parquet how files are written
/// @param types how types are chosen where Postgres leaves a choice
/// @param heapBytes the heap that the run may fill; fewer workers are used when it can't hold the asked number
/// @param onDrift what becomes of a relation whose columns aren't those of the files published last
public record RunSettings(
        SourceSettings source,
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
        OnDrift onDrift) {

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

    /// Settings that stop at any drift, with one choice of types for all columns.
    public RunSettings(
            SourceSettings source,
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
                source,
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
                OnDrift.FAIL);
    }

    /// The same with files elsewhere.
    RunSettings at(Destination other) {
        return new RunSettings(
                source, tasks, date, other, catalog, workers, reader, where, parquet, types, heapBytes, onDrift);
    }

    public RunSettings {
        tasks = List.copyOf(tasks);
    }
}
