package etl.cli.report;

import etl.cli.output.Json;
import etl.tasks.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a command ended, in little: for Kubernetes, which cuts what is longer. docs/termination-message.schema.json
/// describes it.
///
/// @param version the version of this document's schema
/// @param program the version of the program
/// @param command the command, such as `publish recover`; empty when none was understood
/// @param state of a run its report's; of another command `done` or `failed`; before the end `running` or `publishing`
/// @param exitCode the program's exit code; empty before the end
/// @param message one sentence on what was done, or why it failed and what to do
/// @param run what is known of the run; empty of other commands, and when it failed before anything was
/// @param totals of all tasks; empty unless the run has ended well
/// @param tasks what became of each task, or of as many as there is room for
/// @param moreTasks how many there was no room for
/// @param skipped how many tasks weren't published since another run has
/// @param retried what was done again, or as much as there is room for
/// @param moreRetried how much there was no room for
record TerminationDocument(
        int version,
        String program,
        String command,
        String state,
        Optional<Integer> exitCode,
        String message,
        Optional<Run> run,
        Optional<Totals> totals,
        List<Task> tasks,
        int moreTasks,
        int skipped,
        List<Retried> retried,
        int moreRetried) {
    /// What Kubernetes keeps of a container's message is 4,096 bytes; those that end the text included.
    static final int MOST_BYTES = 4_095;

    private static final int VERSION = 1;
    private static final int MOST_MESSAGE_CHARACTERS = 1_000;
    private static final int MOST_NAME_CHARACTERS = 200;
    private static final int MOST_RETRIED = 5;

    /// @param catalog `none`, `current`, `pending` or `wrong`
    /// @param report the file of the whole report
    record Run(
            Optional<String> id,
            Optional<String> logicalTime,
            LocalDate date,
            Instant startedAt,
            Optional<Double> seconds,
            Optional<String> destination,
            Optional<String> catalog,
            Optional<String> report) {}

    record Totals(int tasks, long rows, long files, long bytes) {}

    record Task(String task, long rows, long files, long bytes) {}

    /// @param what such as `split of orders` or `S3 UploadPart`
    /// @param times how often it was done again
    /// @param why what went wrong; of several times the last
    record Retried(String what, long times, String why) {}

    /// A command without a report.
    static TerminationDocument of(
            String command, String state, Optional<Integer> exitCode, String message, Optional<Run> run) {
        return new TerminationDocument(
                VERSION,
                Version.PROGRAM,
                command,
                state,
                exitCode,
                message,
                run,
                Optional.empty(),
                List.of(),
                0,
                0,
                List.of(),
                0);
    }

    /// A run that has ended.
    ///
    /// @param file where the report was written
    static TerminationDocument of(String command, ReportDocument report, String message, Optional<String> file) {
        List<Task> tasks = report.tasks().stream()
                .map(task -> new Task(task.task(), task.rowsWritten(), task.fileCount(), task.bytes()))
                .toList();
        return new TerminationDocument(
                VERSION,
                report.program(),
                command,
                report.state(),
                Optional.of(report.exitCode()),
                message,
                Optional.of(new Run(
                        report.runId(),
                        report.logicalTime(),
                        report.date(),
                        report.startedAt(),
                        Optional.of(report.seconds()),
                        report.destination(),
                        report.catalog().map(ReportDocument.Catalog::state),
                        file)),
                report.error().isPresent() ? Optional.empty() : Optional.of(totals(tasks)),
                tasks,
                0,
                report.skipped().size(),
                retried(report),
                0);
    }

    private static Totals totals(List<Task> tasks) {
        return new Totals(
                tasks.size(),
                tasks.stream().mapToLong(Task::rows).sum(),
                tasks.stream().mapToLong(Task::files).sum(),
                tasks.stream().mapToLong(Task::bytes).sum());
    }

    private static List<Retried> retried(ReportDocument report) {
        Map<String, Retried> again = new LinkedHashMap<>();
        for (ReportDocument.Retried retry : report.retries()) {
            String what =
                    retry.scope() + retry.task().map(task -> " of " + task).orElse("");
            String why = retry.sqlState().isEmpty() ? retry.reason() : retry.sqlState() + ": " + retry.reason();
            again.merge(what, new Retried(what, 1, why), (before, now) -> new Retried(what, before.times + 1, why));
        }
        List<Retried> all = new ArrayList<>(again.values());
        report.repeated()
                .forEach(calls ->
                        all.add(new Retried(calls.service() + " " + calls.operation(), calls.times(), calls.why())));
        return all;
    }

    /// The document as one line of JSON in UTF-8, at most [#MOST_BYTES] of it with the line's end. Texts are cut first
    /// to a length that is enough for people, then as far as they must be; the tasks get what room is left.
    byte[] bytes() {
        for (int parts = 1; ; parts *= 2) {
            TerminationDocument cut = cut(MOST_MESSAGE_CHARACTERS / parts, MOST_NAME_CHARACTERS / parts);
            if (cut.withTasks(0).fits()) {
                return cut.withTasks(cut.mostTasks()).line();
            }
        }
    }

    private int mostTasks() {
        int fit = 0;
        int tooMany = tasks.size() + 1;
        while (tooMany - fit > 1) {
            int middle = (fit + tooMany) / 2;
            if (withTasks(middle).fits()) {
                fit = middle;
            } else {
                tooMany = middle;
            }
        }
        return fit;
    }

    private boolean fits() {
        return line().length <= MOST_BYTES;
    }

    private byte[] line() {
        return (Json.line(this) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private TerminationDocument withTasks(int most) {
        return new TerminationDocument(
                version,
                program,
                command,
                state,
                exitCode,
                message,
                run,
                totals,
                tasks.subList(0, most),
                tasks.size() - most,
                skipped,
                retried,
                moreRetried);
    }

    private TerminationDocument cut(int messageCharacters, int nameCharacters) {
        List<Retried> fewer = retried.stream()
                .limit(MOST_RETRIED)
                .map(one -> new Retried(cut(one.what, nameCharacters), one.times, cut(one.why, nameCharacters)))
                .toList();
        return new TerminationDocument(
                version,
                program,
                command,
                state,
                exitCode,
                cut(message, messageCharacters),
                run.map(known -> new Run(
                        known.id,
                        known.logicalTime,
                        known.date,
                        known.startedAt,
                        known.seconds,
                        known.destination.map(text -> cut(text, nameCharacters)),
                        known.catalog,
                        known.report.map(text -> cut(text, nameCharacters)))),
                totals,
                tasks,
                moreTasks,
                skipped,
                fewer,
                retried.size() - fewer.size());
    }

    /// Cut between two characters, never within one.
    private static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most)) + "…";
    }
}
