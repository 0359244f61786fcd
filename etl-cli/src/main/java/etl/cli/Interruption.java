package etl.cli;

import etl.cli.Session.Phase;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Ends the program well when it is told to stop (SIGTERM, SIGINT): the work is interrupted and gets time to remove
/// what it has begun. Once it has decided to publish it is let finish; if whoever sent the signal loses patience and
/// kills the process, the next run carries it on. When nothing was decided, the JVM's own exit code stands: 128 and the
/// signal's number.
final class Interruption {
    /// The whole process must be gone 10 s after the signal.
    private static final Duration CLEANUP_TIME = Duration.ofSeconds(9);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final Thread work;
    private final Supplier<Phase> phase;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Runnable abandoned;
    private volatile int exitCode;

    /// @param work the thread that works
    /// @param phase how far the work is
    /// @param abandoned told when the program ends before the work has
    Interruption(Thread work, Supplier<Phase> phase, Runnable abandoned) {
        this.work = work;
        this.phase = phase;
        this.abandoned = abandoned;
    }

    /// The work has ended by itself.
    void ended(int code) {
        exitCode = code;
        ended.countDown();
    }

    /// Runs as a shutdown hook, which `System.exit` calls too.
    void await() {
        if (ended.getCount() == 0) {
            return;
        }
        long deadline = System.nanoTime() + CLEANUP_TIME.toNanos();
        try {
            // The work itself knows whether it can still be stopped.
            work.interrupt();
            while (!ended.await(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                if (phase.get() == Phase.UNDECIDED && System.nanoTime() > deadline) {
                    abandoned.run();
                    return;
                }
            }
            if (phase.get() != Phase.UNDECIDED) {
                // What was asked for is done, so the signal's exit code would be a lie.
                Runtime.getRuntime().halt(exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
