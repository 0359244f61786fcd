package etl.cli.command;

import etl.cli.output.Quantity;
import etl.cli.output.TextTable;
import etl.cli.report.ReportDocument;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of a run in words: what was written, where it went, and what is worth knowing.
///
/// @param report the report of a run that published
record ReportText(ReportDocument report) {
    private static final Logger LOG = LoggerFactory.getLogger("etl.run");

    /// The end as lines of the log.
    void log() {
        notes().forEach(note -> LOG.atInfo().addKeyValue("event", "note").log(note));
        LOG.atInfo()
                .addKeyValue("event", "finished")
                .addKeyValue("run_id", report.runId().orElse(""))
                .addKeyValue("exit_code", report.exitCode())
                .addKeyValue("destination", destination())
                .addKeyValue("tasks", report.tasks().size())
                .addKeyValue("rows", rows())
                .addKeyValue("files", files())
                .addKeyValue("bytes", bytes())
                .addKeyValue("seconds", took())
                .addKeyValue("catalog", catalog())
                .log(published());
    }

    /// The end in a sentence or two, with what is left to do.
    String summary() {
        return report.exitCode() == 0
                ? published() + "."
                : "%s. The catalog is not current: %s"
                        .formatted(
                                published(),
                                report.catalog()
                                        .map(ReportDocument.Catalog::detail)
                                        .orElse(""));
    }

    private String published() {
        return "%s %s in %s at %s in %s"
                .formatted(
                        report.tasks().isEmpty() ? "Nothing was due:" : "Published",
                        Quantity.of(rows(), "row"),
                        Quantity.of(files(), "file"),
                        destination(),
                        Quantity.duration(took()));
    }

    void print(PrintStream out) {
        if (report.tasks().isEmpty()) {
            notes().forEach(out::println);
            return;
        }
        TextTable table = new TextTable("task", "rows#", "files#", "bytes#", "seconds#", "rows/s#", "where");
        for (ReportDocument.Task task : report.tasks()) {
            table.row(
                    task.task(),
                    Quantity.count(task.rowsWritten()),
                    Quantity.count(task.fileCount()),
                    Quantity.bytes(task.bytes()),
                    "%.1f".formatted(task.seconds()),
                    Quantity.count(task.rowsPerSecond()),
                    destination() + task.table() + "/" + (task.partition().isEmpty() ? "" : task.partition() + "/"));
        }
        if (report.tasks().size() > 1) {
            table.row(
                    "total",
                    Quantity.count(rows()),
                    Quantity.count(files()),
                    Quantity.bytes(bytes()),
                    Quantity.seconds(took()),
                    Quantity.count(Quantity.perSecond(
                            report.tasks().stream()
                                    .mapToLong(ReportDocument.Task::rowsRead)
                                    .sum(),
                            took())),
                    "");
        }
        table.print(out, "");
        out.println();
        notes().forEach(out::println);
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (ReportDocument.Task task : report.tasks()) {
            for (ReportDocument.Column column : task.columns()) {
                String name = task.task() + "." + column.name();
                column.keeps()
                        .ifPresent(
                                unit -> notes.add(name + ": " + Quantity.of(column.truncated(), "value") + lost(unit)));
                column.onSpecial().ifPresent(policy -> notes.add(name + replaced(column.replaced(), policy)));
            }
            for (ReportDocument.Input input : task.inputs()) {
                notes.add("%s, which reads %s.%s%s"
                        .formatted(
                                task.task(),
                                input.table(),
                                input.column(),
                                replaced(input.replaced(), input.onSpecial())));
            }
            task.window()
                    .ifPresent(window -> notes.add("%s: what is new by %s,%s up to %s."
                            .formatted(
                                    task.task(),
                                    window.column(),
                                    window.after()
                                            .map(after -> " after " + after)
                                            .orElse(" from the first row"),
                                    window.upTo())));
            if (!task.dropped().isEmpty()) {
                notes.add("%s: %s taken away, from %s to %s."
                        .formatted(
                                task.task(),
                                Quantity.of(task.dropped().size(), "other partition"),
                                task.dropped().getFirst(),
                                task.dropped().getLast()));
            }
        }
        for (ReportDocument.Skipped skipped : report.skipped()) {
            notes.add(
                    skipped.why().equals("superseded")
                            ? "%s: run %s published %s meanwhile from a newer snapshot; it stays."
                                    .formatted(skipped.task(), skipped.by(), skipped.partition())
                            : "%s: %s is published already, by run %s. --force publishes it again."
                                    .formatted(
                                            skipped.task(),
                                            skipped.partition().isEmpty()
                                                    ? report.logicalTime().orElse("")
                                                    : skipped.partition(),
                                            skipped.by()));
        }
        for (ReportDocument.Repeated calls : report.repeated()) {
            notes.add("%s %s was asked for again %s: %s."
                    .formatted(calls.service(), calls.operation(), Quantity.of(calls.times(), "time"), calls.why()));
        }
        report.catalog()
                .filter(unused -> !report.tasks().isEmpty())
                .ifPresent(catalog -> notes.add(
                        catalog.state().equals("none")
                                ? "No catalog was told. Name a crawler with --crawler or catalog.crawler to have Athena find the files."
                                : "Catalog: " + catalog.detail()));
        return notes;
    }

    private static String lost(String unit) {
        return unit.equals("millis")
                ? " lost digits below milliseconds. Set types.timestamps: micros to keep them."
                : " lost digits below microseconds, which no column keeps.";
    }

    private static String replaced(long values, String policy) {
        return ": %s became %s (on-special: %s)."
                .formatted(
                        Quantity.of(values, "special value"),
                        policy.equals("clamp") ? "the nearest that there is" : "null",
                        policy);
    }

    private long rows() {
        return report.tasks().stream()
                .mapToLong(ReportDocument.Task::rowsWritten)
                .sum();
    }

    private long bytes() {
        return report.tasks().stream().mapToLong(ReportDocument.Task::bytes).sum();
    }

    private long files() {
        return report.tasks().stream().mapToLong(ReportDocument.Task::fileCount).sum();
    }

    private Duration took() {
        return Duration.ofMillis(Math.round(report.seconds() * 1000));
    }

    private String destination() {
        return report.destination().orElse("");
    }

    private String catalog() {
        return report.catalog().map(ReportDocument.Catalog::state).orElse("");
    }
}
