package etl.cli.command;

import etl.cli.Session;
import etl.cli.log.LogStyle;
import etl.cli.progress.LiveProgress;
import etl.cli.progress.LoggedProgress;
import etl.tasks.run.RunEvent;
import etl.tasks.run.RunListener;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// Shows a run while it runs: bars at a terminal, lines of the log elsewhere.
final class ShownRun implements RunListener, AutoCloseable {
    private final Session session;
    private final Optional<LiveProgress> live;
    private final RunListener listener;

    ShownRun(Session session) {
        this.session = session;
        if (session.logStyle() == LogStyle.LIVE) {
            LiveProgress bars =
                    new LiveProgress(session.shell().err(), session.shell().terminal(), System::nanoTime);
            session.logTo(bars::line);
            live = Optional.of(bars);
            listener = bars;
        } else {
            live = Optional.empty();
            listener = new LoggedProgress(System::nanoTime);
        }
    }

    @Override
    public void on(RunEvent event) {
        if (live.isPresent()) {
            // Bars show no messages.
            if (event instanceof RunEvent.Warned warned) {
                LoggerFactory.getLogger("etl.run").warn("{}", warned.message());
            } else if (event instanceof RunEvent.Retried retried) {
                LoggerFactory.getLogger("etl.run").warn("{}", retried.retry().describe());
            }
        }
        listener.on(event);
    }

    @Override
    public void close() {
        live.ifPresent(LiveProgress::close);
        session.logToStderr();
    }
}
