package etl.cli.progress;

import etl.cli.Terminal;
import etl.cli.output.Quantity;
import etl.tasks.run.RunEvent;
import etl.tasks.run.RunListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// One bar a task and a total, drawn over themselves a few times a second. [#close] takes them away and gives the
/// cursor back.
public final class LiveProgress implements RunListener, AutoCloseable {
    private static final long REDRAW_MILLIS = 200;
    private static final int MAX_BARS = 12;
    private static final int BAR_COLUMNS = 20;
    private static final int MAX_NAME_COLUMNS = 32;

    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    private static final String CLEAR_TO_END = "\u001b[J";
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream err;
    private final Terminal terminal;
    private final Tally tally;
    private final int columns;
    private final Thread drawer;
    private int drawnLines;
    private boolean closed;

    /// @param nanos a clock that only moves forward
    public LiveProgress(PrintStream err, Terminal terminal, LongSupplier nanos) {
        this.err = err;
        this.terminal = terminal;
        this.tally = new Tally(nanos);
        this.columns = terminal.columns().getAsInt();
        err.print(HIDE_CURSOR);
        drawer = Thread.ofPlatform().daemon().name("progress").start(this::drawUntilClosed);
    }

    @Override
    public synchronized void on(RunEvent event) {
        tally.on(event);
    }

    /// Writes a line above the bars.
    public synchronized void line(String text) {
        StringBuilder screen = erase();
        screen.append(text).append(System.lineSeparator());
        show(screen);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        drawer.interrupt();
        err.print(erase().append(SHOW_CURSOR));
        err.flush();
    }

    private void drawUntilClosed() {
        try {
            while (true) {
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    show(erase());
                }
                Thread.sleep(REDRAW_MILLIS);
            }
        } catch (InterruptedException e) {
            // close() asks the thread to end.
        }
    }

    /// The control characters that take away what is drawn.
    private StringBuilder erase() {
        StringBuilder screen = new StringBuilder("\r");
        if (drawnLines > 0) {
            screen.append("\u001b[").append(drawnLines).append('A');
        }
        drawnLines = 0;
        return screen.append(CLEAR_TO_END);
    }

    private void show(StringBuilder screen) {
        if (!closed) {
            List<String> lines = lines();
            lines.forEach(line -> screen.append(line).append(System.lineSeparator()));
            drawnLines = lines.size();
        }
        err.print(screen);
        err.flush();
    }

    private List<String> lines() {
        List<Tally.TaskTally> tasks = tally.tasks();
        List<String> lines = new ArrayList<>();
        int nameColumns = Math.min(
                MAX_NAME_COLUMNS,
                tasks.stream().mapToInt(task -> task.name().length()).max().orElse(0));
        // When there are more than fit: those that are being read, then those that are still to come.
        tasks.stream()
                .sorted(Comparator.comparingInt(LiveProgress::rank))
                .limit(MAX_BARS)
                .collect(Collectors.toCollection(ArrayList::new))
                .stream()
                .sorted(Comparator.comparingInt(tasks::indexOf))
                .forEach(task -> lines.add(taskLine(task, nameColumns)));
        if (tasks.size() > MAX_BARS) {
            lines.add("… and %d more tasks".formatted(tasks.size() - MAX_BARS));
        }
        long done = tasks.stream().filter(Tally.TaskTally::done).count();
        lines.add(fit("%s · %d of %d tasks · %s rows · %s · %s"
                .formatted(
                        tally.phase(),
                        done,
                        tasks.size(),
                        Quantity.count(tally.rows()),
                        Quantity.bytes(tally.bytes()),
                        Quantity.duration(tally.elapsed()))));
        return lines;
    }

    private static int rank(Tally.TaskTally task) {
        return task.done() ? 2 : task.started() ? 0 : 1;
    }

    private String taskLine(Tally.TaskTally task, int nameColumns) {
        Duration elapsed = task.elapsed();
        String name = task.name().length() <= nameColumns
                ? task.name() + " ".repeat(nameColumns - task.name().length())
                : task.name().substring(0, nameColumns - 1) + "…";
        int full = (int) Math.floor(task.fraction() * BAR_COLUMNS);
        String bar = (terminal.unicode() ? "█" : "#").repeat(full)
                + (terminal.unicode() ? "░" : ".").repeat(BAR_COLUMNS - full);
        String line = fit("%s %s %3d%% %,14d rows %10s %,11d rows/s"
                .formatted(
                        name,
                        bar,
                        (int) Math.floor(task.fraction() * 100),
                        task.rows(),
                        Quantity.bytes(task.bytes()),
                        Quantity.perSecond(task.rows(), elapsed)));
        return terminal.colour() ? line.replaceFirst("([█#]+)", GREEN + "$1" + PLAIN) : line;
    }

    /// A line that reached the edge would wrap, and then more lines would have to be erased than were drawn.
    private String fit(String line) {
        String shown = terminal.unicode() ? line : line.replace("·", "-").replace("…", "~");
        return shown.length() < columns ? shown : shown.substring(0, Math.max(0, columns - 1));
    }
}
