package etl.cli.progress;

import etl.cli.Terminal;
import etl.cli.output.Quantity;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.sample.FillProgress;
import java.io.PrintStream;

/// One line that says how far the filling of sample tables is, at a terminal; nothing elsewhere. It is also where an
/// interruption is noticed, as the filling itself never waits.
public final class FillBar implements FillProgress, AutoCloseable {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream err;
    private final boolean shown;

    public FillBar(PrintStream err, Terminal terminal) {
        this.err = err;
        this.shown = terminal.err();
    }

    @Override
    public void sent(String table, long rows, long expected) {
        if (Thread.currentThread().isInterrupted()) {
            throw new EtlException(
                    ExitCode.TERMINATED, "Stopped. The tables that were being filled are as they were before.");
        }
        show("%s: %s of %s rows".formatted(table, Quantity.count(rows), Quantity.count(Math.max(rows, expected))));
    }

    @Override
    public void indexing() {
        show("making keys and indexes");
    }

    private void show(String text) {
        if (shown) {
            err.print(CLEAR_LINE + text);
            err.flush();
        }
    }

    @Override
    public void close() {
        if (shown) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }
}
