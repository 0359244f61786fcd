package etl.cli;

import etl.cli.config.Settings.LogFormat;
import etl.cli.log.LogStyle;
import etl.cli.log.Logging;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
    private final List<Consumer<Failure>> failureListeners = new ArrayList<>();
    private volatile Consumer<String> lines;
    private volatile Phase phase = Phase.UNDECIDED;
    private LogStyle logStyle = LogStyle.TEXT;
    private boolean verbose;

    Session(Shell shell) {
        this.shell = shell;
        this.lines = shell.err()::println;
    }

    public Shell shell() {
        return shell;
    }

    /// Sets the log up.
    ///
    /// @param withoutTerminal what `auto` means where stderr is no terminal
    public void startLog(LogFormat format, boolean verboseLog, LogStyle withoutTerminal) {
        verbose = verboseLog;
        logStyle = switch (format) {
            case JSON -> LogStyle.JSON;
            case TEXT -> shell.terminal().err() ? LogStyle.LIVE : LogStyle.TEXT;
            case AUTO -> shell.terminal().err() && !shell.inPod() ? LogStyle.LIVE : withoutTerminal;
        };
        Logging.start(logStyle, verbose, line -> lines.accept(line));
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
        failureListeners.forEach(listener -> listener.accept(failure));
    }
}
