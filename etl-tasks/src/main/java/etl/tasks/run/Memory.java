package etl.tasks.run;

import etl.parquet.TableFileWriter;
import etl.tasks.EtlException;
import etl.tasks.run.RunPlan.TaskPlan;
import java.util.List;

/// The memory sum: `workers × (row group + bytes on their way) + lookups`. It depends on settings alone; no table's
/// size can raise it.
///
/// @param widest the task that takes the most
/// @param perWorkerBytes what a worker of that task holds
/// @param lookupBytes what the lookups may hold
record Memory(String widest, long perWorkerBytes, long lookupBytes) {
    /// The part of the heap that rows and pages may take; the rest is the collector's room and the program's own.
    private static final double USABLE_HEAP = 0.8;

    /// The least part of -Xmx that Java says is there: its parallel collector keeps a survivor space to itself.
    private static final double SEEN_HEAP = 0.85;

    /// A row of a lookup: its record, its values and its entry in the map.
    static final long LOOKUP_ROW_BYTES = 256;

    static Memory of(RunSettings settings, List<TaskPlan> tasks) {
        String widest = "";
        long most = 0;
        for (TaskPlan task : tasks) {
            long writer = TableFileWriter.maxMemoryBytes(task.output(), settings.parquet());
            if (writer > most) {
                widest = task.task().name();
                most = writer;
            }
        }
        long lookupRows = LookupRows.most(settings.tasks());
        return new Memory(widest, most + settings.destination().bufferBytes(), lookupRows * LOOKUP_ROW_BYTES);
    }

    long total(int workers) {
        return workers * perWorkerBytes + lookupBytes;
    }

    /// As many of the asked workers as the heap can hold.
    ///
    /// @throws EtlException when it can't hold one
    int workers(int asked, long heapBytes) {
        long usable = (long) (heapBytes * USABLE_HEAP);
        if (total(1) > usable) {
            throw EtlException.usage(
                    "%s: one worker needs %s (row group, pages, bytes on their way, lookups) and the heap of %s leaves %s for it. Raise the heap (ETL_JAVA_OPTS=-Xmx%dm), lower parquet.row-group, or leave the task out (--exclude)."
                            .formatted(
                                    widest,
                                    mib(total(1)),
                                    mib(heapBytes),
                                    mib(usable),
                                    (long) (total(1) / USABLE_HEAP / SEEN_HEAP / (1 << 20)) + 1));
        }
        return (int) Math.min(asked, (usable - lookupBytes) / Math.max(1, perWorkerBytes));
    }

    static String mib(long bytes) {
        return (bytes + (1 << 19)) / (1 << 20) + " MiB";
    }
}
