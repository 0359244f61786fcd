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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The files of one split, one open at a time, whatever number of partitions its rows are in. Closing without [#finish()] discards all of them.
final class OutputFiles implements AutoCloseable {
    private final RunSettings settings;
    private final RunPlan plan;
    private final TaskPlan task;
    private final FileNumbers numbers;
    private final List<WrittenFile> written = new ArrayList<>();
    private @Nullable PendingFile pending;
    private @Nullable TableFileWriter writer;
    private @Nullable String directory;
    private long closedBytes;
    private boolean finished;

    /// @param numbers those of the run's files
    OutputFiles(RunSettings settings, RunPlan plan, TaskPlan task, FileNumbers numbers) {
        this.settings = settings;
        this.plan = plan;
        this.task = task;
        this.numbers = numbers;
        this.directory = task.partitions().isPresent()
                ? null
                : settings.partition(task.task()).partition();
    }

    /// Moves to another partition: the file of the one before has its last row.
    ///
    /// @param next the partition's directory
    void moveTo(String next) throws IOException {
        if (writer != null) {
            prepare(writer);
        }
        directory = next;
    }

    /// The file to write the next rows to: the open one, or a new one when that has its size.
    TableFileWriter current() throws IOException {
        if (writer != null && writer.isPastTarget()) {
            prepare(writer);
        }
        return writer != null ? writer : begin();
    }

    private TableFileWriter begin() throws IOException {
        if (directory == null) {
            throw new IllegalStateException("No row has said which partition it is in");
        }
        FileKey key = new FileKey(
                task.task().name(),
                directory,
                plan.runId(),
                numbers.next(task.task().name()),
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
        return writer == null ? closedBytes : closedBytes + writer.bytes();
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
        closedBytes += summary.bytes();
        FailPoint.FILE_PREPARED.reach();
        if (prepared.bytes() != summary.bytes()) {
            throw new IOException("%s holds %d bytes and %d were written"
                    .formatted(prepared.key().path(), prepared.bytes(), summary.bytes()));
        }
    }

    /// Prepares the open file. A split without rows still gives one file, which says so, unless its rows would have
    /// said in which partition.
    List<WrittenFile> finish() throws IOException {
        TableFileWriter open = writer;
        if (open == null && written.isEmpty() && directory != null) {
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
