package etl.cli.report;

import etl.cli.Failure;
import etl.cli.output.Quantity;
import etl.tasks.Version;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.run.RunPlan;
import etl.tasks.run.RunReport;
import etl.tasks.source.Retry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The document that `--report` writes and `--output json` prints. A run that failed has an error and no tasks.
///
/// @param version the version of this document's schema
/// @param program the version of the program
/// @param state `published`, `nothing_due` when every task was published already, or `failed`
/// @param exitCode the program's exit code
/// @param error why it failed
/// @param logicalTime what the run is for; empty when it failed before that was known
public record ReportDocument(
        int version,
        String program,
        String state,
        int exitCode,
        Optional<String> error,
        Optional<String> runId,
        Optional<String> logicalTime,
        LocalDate date,
        Instant startedAt,
        double seconds,
        Optional<String> source,
        Optional<String> destination,
        Optional<Integer> workers,
        Optional<Snapshot> snapshot,
        List<Source> sources,
        List<Task> tasks,
        List<Skipped> skipped,
        List<Retried> retries,
        List<Repeated> repeated,
        Optional<Catalog> catalog) {

    /// A database that was read, and its snapshot.
    ///
    /// @param name the name that tasks give; `default` for the one of tasks that give none
    /// @param url where it is, without a secret
    public record Source(String name, String url, Snapshot snapshot) {}

    /// @param lsn empty where the database has no such position
    /// @param replayLagSeconds how far a standby's data was behind
    public record Snapshot(
            String id, Optional<String> lsn, String takenAt, String server, Optional<Double> replayLagSeconds) {}

    /// A task that the run didn't publish.
    ///
    /// @param why `already_published`, or `superseded` when another run published it meanwhile from a newer snapshot
    /// @param by that run
    public record Skipped(String task, String partition, String why, String by) {}

    /// Something that went wrong and was done again.
    ///
    /// @param scope `connection`, `split`, `lock` or `run`
    /// @param attempt the number of the attempt that went wrong, from 1
    /// @param sqlState the server's SQLSTATE; empty when there is none
    /// @param reason what went wrong
    public record Retried(
            String scope,
            Optional<String> task,
            Optional<Integer> split,
            int attempt,
            String sqlState,
            String reason) {}

    /// Calls of one kind to S3 or Glue that had to be made again.
    public record Repeated(String service, String operation, long times, String why) {}

    /// One task's result.
    ///
    /// @param dropped the directories of the partitions that were taken away
    /// @param window which rows were read, when only those were that are new
    public record Task(
            String task,
            String table,
            String partition,
            int partitions,
            long rowsRead,
            long rowsWritten,
            long bytes,
            double seconds,
            long rowsPerSecond,
            int splits,
            int fileCount,
            List<File> files,
            List<Column> columns,
            List<Input> inputs,
            List<String> dropped,
            Optional<Window> window) {}

    /// The rows that a task with `incremental` read.
    ///
    /// @param after what the last commit ended with, which isn't among them; empty: from the first row on
    /// @param upTo the highest value among them at most: the next commit goes on after it
    public record Window(String column, Optional<String> after, String upTo) {}

    public record File(String path, long bytes) {}

    /// @param keeps the digits that values kept, where some lost any
    /// @param onSpecial the policy by which special values were replaced, where some were
    public record Column(
            String name,
            String type,
            long nulls,
            long truncated,
            Optional<String> keeps,
            long replaced,
            Optional<String> onSpecial) {}

    /// A column that a transform reads and doesn't write, some of whose special values were replaced.
    public record Input(String table, String column, long replaced, String onSpecial) {}

    /// @param state `none`, `current`, `pending` or `wrong`
    public record Catalog(String state, String detail, double seconds) {}

    /// A run that did what was asked for.
    public static ReportDocument of(RunReport report, int exitCode) {
        return new ReportDocument(
                report.version(),
                Version.PROGRAM,
                report.tasks().isEmpty() ? "nothing_due" : "published",
                exitCode,
                Optional.empty(),
                Optional.of(report.runId()),
                Optional.of(report.logicalTime()),
                report.date(),
                report.startedAt(),
                seconds(report.took()),
                Optional.of(report.source()),
                Optional.of(report.destination()),
                Optional.of(report.workers()),
                report.snapshot().map(ReportDocument::snapshot),
                report.sources().stream().map(ReportDocument::source).toList(),
                report.tasks().stream().map(ReportDocument::task).toList(),
                report.skipped().stream()
                        .map(task -> new Skipped(task.task(), task.partition(), word(task.why()), task.by()))
                        .toList(),
                report.retries().stream().map(ReportDocument::retried).toList(),
                report.repeated().stream()
                        .map(calls -> new Repeated(calls.service(), calls.operation(), calls.times(), calls.why()))
                        .toList(),
                Optional.of(catalog(report.catalog())));
    }

    /// A run that published nothing.
    public static ReportDocument failed(Failure failure, Duration took, RunFacts facts) {
        return new ReportDocument(
                RunReport.VERSION,
                Version.PROGRAM,
                "failed",
                failure.exitCode().code(),
                Optional.of(failure.message()),
                facts.plan().map(RunPlan::runId),
                facts.logicalTime(),
                facts.date(),
                facts.startedAt(),
                seconds(took),
                facts.source(),
                facts.destination(),
                facts.plan().map(RunPlan::workers),
                facts.plan().map(RunPlan::snapshot).map(ReportDocument::snapshot),
                facts.plan().map(RunPlan::sources).orElse(List.of()).stream()
                        .map(ReportDocument::source)
                        .toList(),
                List.of(),
                List.of(),
                facts.retries().stream().map(ReportDocument::retried).toList(),
                List.of(),
                Optional.empty());
    }

    private static Source source(RunPlan.SourceInfo source) {
        return new Source(source.name(), source.display(), snapshot(source.snapshot()));
    }

    private static Snapshot snapshot(RunPlan.SnapshotInfo snapshot) {
        return new Snapshot(
                snapshot.id(),
                Optional.of(snapshot.lsn()).filter(lsn -> !lsn.isEmpty()),
                snapshot.takenAt(),
                snapshot.server(),
                snapshot.replayLag().map(ReportDocument::seconds));
    }

    private static Task task(RunReport.TaskReport task) {
        return new Task(
                task.task(),
                task.table(),
                task.partition(),
                task.partitions(),
                task.rowsRead(),
                task.rowsWritten(),
                task.bytes(),
                seconds(task.took()),
                Quantity.perSecond(task.rowsRead(), task.took()),
                task.splits(),
                task.fileCount(),
                task.files().stream()
                        .map(file -> new File(file.path(), file.bytes()))
                        .toList(),
                task.columns().stream().map(ReportDocument::column).toList(),
                task.inputs().stream()
                        .map(input ->
                                new Input(input.table(), input.column(), input.replaced(), word(input.onSpecial())))
                        .toList(),
                task.dropped(),
                task.window().map(window -> new Window(window.column(), window.after(), window.upTo())));
    }

    private static Retried retried(Retry retry) {
        return new Retried(
                word(retry.scope()), retry.task(), retry.split(), retry.attempt(), retry.sqlState(), retry.reason());
    }

    private static Column column(RunReport.ColumnReport column) {
        return new Column(
                column.name(),
                column.type(),
                column.nulls(),
                column.truncated(),
                Optional.of(word(column.keeps())).filter(unused -> column.truncated() > 0),
                column.replaced(),
                Optional.of(word(column.onSpecial())).filter(unused -> column.replaced() > 0));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Catalog catalog(CatalogOutcome outcome) {
        return new Catalog(word(outcome.state()), outcome.detail(), seconds(outcome.took()));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
