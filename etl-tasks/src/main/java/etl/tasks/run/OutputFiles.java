package etl.tasks.run;

import etl.parquet.FileSummary;
import etl.parquet.TableFileWriter;
import etl.tasks.FailPoint;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.PendingFile;
import etl.tasks.publish.PreparedFile;
import etl.tasks.run.RunPlan.SnapshotInfo;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.run.SplitReport.WrittenFile;
import etl.tasks.source.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The files of one split, one open at a time. Closing without [#finish()] discards all of them.
final class OutputFiles implements AutoCloseable {
    /// The numbers of a split's files begin at a multiple of this, so that every split can number its files by itself.
    private static final int NUMBERS_PER_SPLIT = 100;

    private final RunSettings settings;
    private final RunPlan plan;
    private final TaskPlan task;
    private final int firstNumber;
    private final List<WrittenFile> written = new ArrayList<>();
    private @Nullable PendingFile pending;
    private @Nullable TableFileWriter writer;
    private boolean finished;

    /// @param attempt how often the split was read before
    OutputFiles(RunSettings settings, RunPlan plan, TaskPlan task, Split split, int attempt) {
        this.settings = settings;
        this.plan = plan;
        this.task = task;
        // Keys are never used twice: each attempt at a split has numbers of its own, beyond those of all first
        // attempts.
        this.firstNumber = (attempt * task.splits().size() + split.number()) * NUMBERS_PER_SPLIT;
    }

    /// The file to write the next rows to: the open one, or a new one when that has its size.
    TableFileWriter current() throws IOException {
        if (writer != null && writer.isPastTarget()) {
            prepare(writer);
        }
        return writer != null ? writer : begin();
    }

    private TableFileWriter begin() throws IOException {
        if (written.size() == NUMBERS_PER_SPLIT) {
            throw new IOException(
                    "One split gives more than " + NUMBERS_PER_SPLIT + " files; raise parquet.target-file");
        }
        FileKey key = new FileKey(
                task.task().name(),
                settings.partition(task.task()).partition(),
                plan.runId(),
                firstNumber + written.size(),
                settings.catalog().layout());
        PendingFile file = settings.destination().begin(key);
        pending = file;
        FailPoint.FILE_BEGUN.reach();
        SnapshotInfo snapshot = plan.source(task.task()).snapshot();
        Map<String, String> metadata = Map.of(
                "etl.task", task.task().name(),
                "etl.run", plan.runId(),
                "etl.snapshot.lsn", snapshot.lsn(),
                "etl.snapshot.time", snapshot.takenAt());
        writer = TableFileWriter.open(file.stream(), task.output(), settings.parquet(), metadata);
        return writer;
    }

    /// The size of all files so far.
    long bytes() throws IOException {
        long closed = written.stream().mapToLong(file -> file.summary().bytes()).sum();
        return writer == null ? closed : closed + writer.bytes();
    }

    private void prepare(TableFileWriter open) throws IOException {
        FileSummary summary = open.finish();
        open.close();
        writer = null;
        PendingFile file = pending;
        if (file == null) {
            throw new IllegalStateException("A writer without its file");
        }
        FailPoint.FILE_WRITTEN.reach();
        PreparedFile prepared = file.prepare();
        pending = null;
        written.add(new WrittenFile(prepared, summary));
        FailPoint.FILE_PREPARED.reach();
        if (prepared.bytes() != summary.bytes()) {
            throw new IOException("%s holds %d bytes and %d were written"
                    .formatted(prepared.key().path(), prepared.bytes(), summary.bytes()));
        }
    }

    /// Prepares the open file; a split without rows still gives one file, which says so.
    List<WrittenFile> finish() throws IOException {
        TableFileWriter open = writer;
        if (open == null && written.isEmpty()) {
            open = begin();
        }
        if (open != null) {
            prepare(open);
        }
        finished = true;
        return List.copyOf(written);
    }

    @Override
    public void close() throws IOException {
        if (finished) {
            return;
        }
        if (writer != null) {
            writer.close();
        }
        Dataset.discard(
                settings.destination(),
                written.stream().map(WrittenFile::prepared).toList());
        if (pending != null) {
            pending.close();
        }
    }
}
