package etl.tasks.publish;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Waiting that SIGTERM doesn't end: once the run has decided to publish, it finishes.
final class Uninterrupted {
    private Uninterrupted() {}

    /// The future's result; an interruption meanwhile is kept for later.
    static <T> T get(Future<T> future) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException early) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
