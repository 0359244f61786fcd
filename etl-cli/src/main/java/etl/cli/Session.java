package etl.cli;

import etl.cli.config.Settings;
import etl.cli.config.Settings.LogFormat;
import etl.cli.log.LogStyle;
import etl.cli.log.Logging;
import etl.cli.report.TerminationMessage;
import etl.tasks.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One command's run from start to end: what the command, the exception handler and the shutdown hook must know of each
/// other.
public final class Session {
    /// How far a run is, for whoever wants to stop it.
    public enum Phase {
        /// Nothing is visible: it can be stopped, and then nothing will be.
        UNDECIDED,
        /// It decides or has decided: it must be let finish.
        PUBLISHING
    }

    private final Shell shell;
    private final TerminationMessage termination;
    private final List<Consumer<Failure>> failureListeners = new ArrayList<>();
    private volatile Consumer<String> lines;
    private final List<Runnable> endListeners = new ArrayList<>();
    private Optional<Failure> failed = Optional.empty();
    private volatile Phase phase = Phase.UNDECIDED;
    private LogStyle logStyle = LogStyle.TEXT;
    private boolean logStarted;
    private boolean verbose;

    Session(Shell shell) {
        this.shell = shell;
        this.lines = shell.err()::println;
        this.termination = new TerminationMessage(this::unconfigured, this::unwritten);
    }

    public Shell shell() {
        return shell;
    }

    /// Sets the log up.
    ///
    /// @param withoutTerminal what `auto` means where stderr is no terminal
    public void startLog(LogFormat format, boolean verboseLog, LogStyle withoutTerminal) {
        verbose = verboseLog;
        logStyle = style(format, withoutTerminal);
        logStarted = true;
        Logging.start(logStyle, verbose, line -> lines.accept(line));
    }

    /// Sets the log up for a command that fails before it has, where a program reads its lines. Elsewhere messages
    /// need no log.
    void startEarlyLog(LogFormat format, LogStyle withoutTerminal) {
        if (!logStarted && style(format, withoutTerminal) == LogStyle.JSON) {
            startLog(format, verbose, withoutTerminal);
        }
    }

    private LogStyle style(LogFormat format, LogStyle withoutTerminal) {
        boolean terminal = shell.terminal().err();
        return switch (format) {
            case JSON -> LogStyle.JSON;
            case TEXT -> terminal ? LogStyle.LIVE : LogStyle.TEXT;
            case AUTO -> {
                if (shell.inPod()) {
                    // Somebody who looks into a pod by hand has a terminal there; so may a pod's own run.
                    yield terminal ? withoutTerminal : LogStyle.JSON;
                }
                yield terminal ? LogStyle.LIVE : withoutTerminal;
            }
        };
    }

    /// Tells the user something that is no result: a line of the log where programs read that.
    public void tell(String sentence) {
        if (logStyle == LogStyle.JSON) {
            log().atInfo().addKeyValue("event", "note").log(sentence);
        } else {
            lines.accept(sentence);
        }
    }

    /// A library has printed a line to one of the process' streams.
    void stray(String line) {
        if (logStyle == LogStyle.JSON) {
            log().atWarn().addKeyValue("event", "printed").log(line);
        } else {
            lines.accept(line);
        }
    }

    /// A thread has ended by an exception that nobody expects.
    void uncaught(Thread thread, Throwable thrown) {
        if (logStyle == LogStyle.JSON) {
            log().atError()
                    .addKeyValue("event", "uncaught")
                    .addKeyValue("thread", thread.getName())
                    .setCause(thrown)
                    .log("Unexpected error: {}", thrown.toString());
        } else {
            lines.accept("etl: Unexpected error in the thread " + thread.getName() + ":\n"
                    + Failure.trace(thrown).stripTrailing());
        }
    }

    /// Asked for late: loading the log is a good part of the start of a command that needs none.
    private static Logger log() {
        return LoggerFactory.getLogger("etl");
    }

    /// What is left for whoever asks how the program ended.
    public TerminationMessage termination() {
        return termination;
    }

    /// The file of the termination message as long as the configuration isn't read.
    private Optional<Path> unconfigured() {
        return Optional.ofNullable(shell.environment().get(Settings.TERMINATION_MESSAGE.variable()))
                .filter(text -> !text.isBlank())
                .map(text -> shell.directory().resolve(text));
    }

    private void unwritten(Path file, Exception failed) {
        String sentence = "The termination message could not be written to " + file + ": " + failed;
        if (logStyle == LogStyle.JSON || logStarted) {
            log().warn("{}", sentence);
        } else {
            lines.accept("etl: warning: " + sentence);
        }
    }

    /// Sends the log's lines elsewhere than to stderr, such as above bars.
    public void logTo(Consumer<String> consumer) {
        lines = consumer;
    }

    /// Sends the log's lines to stderr again.
    public void logToStderr() {
        lines = shell.err()::println;
    }

    public LogStyle logStyle() {
        return logStyle;
    }

    /// Whether stack traces and debug messages are wanted.
    public boolean verbose() {
        return verbose;
    }

    public void verbose(boolean wanted) {
        verbose = wanted;
    }

    /// The run has come so far.
    public void phase(Phase reached) {
        phase = reached;
    }

    Phase phase() {
        return phase;
    }

    /// Has the command's failure told to someone, such as the report's writer.
    public void onFailure(Consumer<Failure> listener) {
        failureListeners.add(listener);
    }

    void failed(Failure failure) {
        failed = Optional.of(failure);
        failureListeners.forEach(listener -> listener.accept(failure));
    }

    /// Has something done when the program ends, however it does; it can't change the exit code any more.
    public void atEnd(Runnable last) {
        endListeners.add(last);
    }

    /// The command has ended.
    void ended(int exitCode) {
        termination.end(exitCode, failed.map(Failure::message));
        endListeners.forEach(Runnable::run);
    }

    /// The program was told to stop, and ends before the command has.
    void abandoned() {
        termination.end(
                ExitCode.TERMINATED.code(),
                Optional.of(
                        "Stopped, and cleaning up took too long. Nothing was published; the next run removes what is left."));
    }
}
