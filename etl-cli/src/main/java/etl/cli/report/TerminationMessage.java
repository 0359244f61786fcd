package etl.cli.report;

import etl.cli.report.TerminationDocument.Run;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// The file that says how the program ended, where Kubernetes reads it (`terminationMessagePath`). It is written at the
/// end, and while a command works, so that something is found of a process that was killed. Safe for use by several
/// threads.
public final class TerminationMessage {
    private static final String KILLED =
            " when the process did: killed, by Kubernetes or somebody (exit code 137), or out of memory (exit code 3).";

    private final Supplier<Optional<Path>> unconfigured;
    private final BiConsumer<Path, Exception> unwritten;
    private Optional<Path> file = Optional.empty();
    private String command = "";
    private Optional<Run> run = Optional.empty();
    private Optional<TerminationDocument> end = Optional.empty();
    private boolean begun;

    /// @param unconfigured where it is written when the program ends before a command has begun
    /// @param unwritten told when it can't be written, once
    public TerminationMessage(Supplier<Optional<Path>> unconfigured, BiConsumer<Path, Exception> unwritten) {
        this.unconfigured = unconfigured;
        this.unwritten = unwritten;
    }

    /// What the program was asked to do.
    ///
    /// @param name the command, such as `publish recover`
    public synchronized void command(String name) {
        command = name;
    }

    /// The command begins.
    ///
    /// @param configured where the message is written; empty: nowhere
    public synchronized void begin(Optional<Path> configured) {
        file = configured;
        begun = true;
        write(TerminationDocument.of(command, "running", Optional.empty(), "It had not ended" + KILLED, run));
    }

    /// A run has come so far.
    ///
    /// @param decided whether it will be visible, whoever makes it so
    /// @param facts what is known of it
    public synchronized void at(boolean decided, RunFacts facts) {
        run = Optional.of(new Run(
                facts.plan().map(plan -> plan.runId()),
                facts.logicalTime(),
                facts.date(),
                facts.startedAt(),
                Optional.empty(),
                facts.destination(),
                Optional.empty(),
                Optional.empty()));
        write(TerminationDocument.of(
                command,
                decided ? "publishing" : "running",
                Optional.empty(),
                (decided
                                ? "The run had begun to publish, and may have decided: then the next run makes it visible. It had not ended"
                                : "The run had not ended")
                        + KILLED,
                run));
    }

    /// A run has ended, well or not; [#end] follows.
    ///
    /// @param report its report
    /// @param message how it ended, in a sentence
    /// @param reportFile where its report was written
    public synchronized void reported(ReportDocument report, String message, Optional<Path> reportFile) {
        end = Optional.of(TerminationDocument.of(command, report, message, reportFile.map(Path::toString)));
    }

    /// The program ends.
    ///
    /// @param message why it failed; empty when it didn't
    public synchronized void end(int exitCode, Optional<String> message) {
        if (!begun) {
            // Somebody who asks for help is told.
            file = exitCode == 0 ? Optional.empty() : unconfigured.get();
        }
        write(end.orElseGet(() -> TerminationDocument.of(
                command,
                exitCode == 0 ? "done" : "failed",
                Optional.of(exitCode),
                message.orElse(exitCode == 0 ? "Done." : "Ended with exit code " + exitCode + "; the log says why."),
                run)));
        // It is the last word.
        begun = true;
        file = Optional.empty();
    }

    private void write(TerminationDocument document) {
        if (file.isEmpty()) {
            return;
        }
        // In place: in a pod the file itself is mounted, so it can't be replaced. A stream can be written by a thread
        // that was told to stop, a channel can't.
        try (OutputStream out = new FileOutputStream(file.get().toFile())) {
            out.write(document.bytes());
        } catch (IOException | RuntimeException failed) {
            unwritten.accept(file.get(), failed);
            file = Optional.empty();
        }
    }
}
