package etl.tasks.run;

import etl.tasks.publish.Dataset;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

/// The part of a run that can be stopped (SIGTERM) only up to one moment: right before the decision. It has a thread of
/// its own, so that an interruption reaches it only while that is good.
final class Deciding implements Dataset.Closing {
    private enum State {
        /// It can be stopped.
        OPEN,
        /// It was stopped, and nothing was decided.
        STOPPED,
        /// It can't be stopped any more.
        CLOSED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private final Runnable closed;

    /// @param closed told when the run can't be stopped any more
    Deciding(Runnable closed) {
        this.closed = closed;
    }

    @Override
    public void close() throws InterruptedException {
        if (state.compareAndSet(State.OPEN, State.CLOSED)) {
            closed.run();
        } else if (state.get() == State.STOPPED) {
            throw new InterruptedException("stopped before the decision");
        }
    }

    /// Runs it, and returns or throws what it does.
    ///
    /// @throws InterruptedException when this thread was interrupted in time; what was prepared is discarded
    <T> T run(Callable<T> publishing) throws IOException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(publishing);
        Thread thread = Thread.ofPlatform().name("publish").start(task);
        boolean ended = false;
        while (!ended) {
            try {
                thread.join();
                ended = true;
            } catch (InterruptedException told) {
                if (state.compareAndSet(State.OPEN, State.STOPPED)) {
                    thread.interrupt();
                }
            }
        }
        try {
            return task.get();
        } catch (ExecutionException failed) {
            if (state.get() == State.STOPPED) {
                InterruptedException stopped = new InterruptedException("stopped before the decision");
                stopped.initCause(failed.getCause());
                throw stopped;
            }
            switch (Objects.requireNonNull(failed.getCause())) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case IOException cause -> throw cause;
                case InterruptedException cause -> throw cause;
                default -> throw new IllegalStateException(failed.getCause());
            }
        }
    }
}
