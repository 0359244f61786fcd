package etl.tasks.run;

import etl.tasks.source.Split;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Tells the listener of a split's progress, a few times a second at most.
final class Progress {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Split split;
    private final RunListener listener;
    private long toldAt = System.nanoTime();
    private long toldRows;
    private long toldBytes;

    Progress(Split split, RunListener listener) {
        this.split = split;
        this.listener = listener;
    }

    /// So many rows have come since the split began.
    void at(long rows, OutputFiles files) throws IOException {
        long now = System.nanoTime();
        if (now - toldAt >= INTERVAL_NANOS) {
            toldAt = now;
            tell(rows, files.bytes());
        }
    }

    private void tell(long rows, long bytes) {
        listener.on(new RunEvent.Progressed(split.task(), split.number(), rows - toldRows, bytes - toldBytes));
        toldRows = rows;
        toldBytes = bytes;
    }

    void finished(SplitReport report) {
        long bytes = report.files().stream()
                .mapToLong(file -> file.summary().bytes())
                .sum();
        tell(report.rowsRead(), bytes);
        listener.on(
                new RunEvent.SplitFinished(split.task(), split.number(), report.rowsWritten(), bytes, report.took()));
    }
}
