package etl.tasks.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Steps that don't depend on each other, several at once.
final class Parallel {
    private static final int AT_ONCE = 16;

    private Parallel() {}

    interface Step<A, B> {
        B apply(A argument) throws IOException;
    }

    /// Takes all steps, and fails with the first failure only when none is under way any more.
    ///
    /// @return the results, in the order of the arguments
    static <A, B> List<B> each(List<A> arguments, Step<A, B> step) throws IOException {
        List<Callable<B>> calls = new ArrayList<>();
        arguments.forEach(argument -> calls.add(() -> step.apply(argument)));
        List<B> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(AT_ONCE, calls.size())))) {
            List<Future<B>> futures = calls.stream().map(threads::submit).toList();
            threads.shutdown();
            ExecutionException first = null;
            for (Future<B> future : futures) {
                try {
                    results.add(Uninterrupted.get(future));
                } catch (ExecutionException failed) {
                    first = first == null ? failed : first;
                }
            }
            if (first != null) {
                throw unwrapped(first);
            }
        }
        return results;
    }

    private static IOException unwrapped(ExecutionException failed) {
        Throwable cause = failed.getCause();
        if (cause instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }
}
