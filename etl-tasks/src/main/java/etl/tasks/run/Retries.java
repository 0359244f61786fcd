package etl.tasks.run;

import etl.tasks.source.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a run has tried again so far, over all of its attempts, and how often it may. Safe for use by several threads.
final class Retries {
    /// How often a split is read again, and how often the whole run is done again.
    static final int MOST = 3;

    private static final int PAUSE_FACTOR = 4;

    private final Duration pause;
    private final RunListener listener;
    private final List<Retry> all = new ArrayList<>();

    /// @param pause how long to wait before the first retry
    /// @param listener is told of each
    Retries(Duration pause, RunListener listener) {
        this.pause = pause;
        this.listener = listener;
    }

    void add(Retry retry) {
        synchronized (this) {
            all.add(retry);
        }
        listener.on(new RunEvent.Retried(retry));
    }

    /// Everything so far, in order.
    synchronized List<Retry> all() {
        return List.copyOf(all);
    }

    /// How long to wait after so many failures.
    Duration pause(int failures) {
        return pause.multipliedBy((long) Math.pow(PAUSE_FACTOR, failures - 1));
    }

    /// Prepares another attempt at the whole run: says so and waits a while.
    ///
    /// @param attempt the number of the attempt that failed, from 1
    /// @throws etl.tasks.EtlException when there is no further try
    /// @throws InterruptedException when the thread was interrupted (SIGTERM)
    void runAgain(RunAgainException failed, int attempt) throws InterruptedException {
        if (attempt > MOST) {
            throw failed.told(attempt);
        }
        add(failed.retry(attempt));
        Thread.sleep(pause(attempt));
    }
}
