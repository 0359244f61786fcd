package etl.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Ends the program well when it is told to stop (SIGTERM, SIGINT): the work is interrupted and gets time to remove what it has
/// begun. After the decision to publish it is let finish instead. The JVM's own exit code, 128 and the signal's number, stands otherwise.
final class Interruption {
    /// The whole process must be gone 10 s after the signal.
    private static final Duration CLEANUP_TIME = Duration.ofSeconds(9);

    private final Thread work;
    private final BooleanSupplier publishing;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int exitCode;

    /// @param work the thread that works
    /// @param publishing whether the work is past the decision to publish
    Interruption(Thread work, BooleanSupplier publishing) {
        this.work = work;
        this.publishing = publishing;
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
        boolean decided = publishing.getAsBoolean();
        if (!decided) {
            work.interrupt();
        }
        try {
            boolean inTime = ended.await(decided ? Long.MAX_VALUE : CLEANUP_TIME.toMillis(), TimeUnit.MILLISECONDS);
            if (inTime && publishing.getAsBoolean()) {
                // What was asked for is done, so the signal's exit code would be a lie.
                Runtime.getRuntime().halt(exitCode);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
