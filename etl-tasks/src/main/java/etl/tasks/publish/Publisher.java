package etl.tasks.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the prepared files of a run visible, all of them, and removes what they replace. It is called once, after
/// every split of every task has succeeded.
///
/// When a file can't be completed, those that were are taken back and nothing that was visible before is touched.
public final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    /// How many files are completed or discarded at once.
    private static final int AT_ONCE = 16;

    private final Destination destination;

    public Publisher(Destination destination) {
        this.destination = destination;
    }

    /// Completes the files, then deletes the older files of the same partitions.
    ///
    /// @return the visible files, in the order of the prepared ones
    public List<PublishedFile> publish(List<PreparedFile> files) throws IOException {
        Map<String, List<PublishedFile>> replaced = new LinkedHashMap<>();
        for (PreparedFile file : files) {
            FileKey key = file.key();
            String partition = key.table() + "/" + key.partition();
            if (!replaced.containsKey(partition)) {
                replaced.put(partition, destination.list(key.table(), key.partition()));
            }
        }
        List<PublishedFile> published;
        try {
            published = each(files, destination::complete);
        } catch (IOException | RuntimeException failed) {
            takeBack(files, failed);
            throw failed;
        }
        for (List<PublishedFile> older : replaced.values()) {
            each(older.stream().filter(file -> !published.contains(file)).toList(), file -> {
                destination.delete(file);
                return file;
            });
        }
        return published;
    }

    /// Discards prepared files that will not be published. What can't be discarded is logged: nobody sees it, and the
    /// failure that brought us here matters more.
    public void discard(List<PreparedFile> files) {
        for (PreparedFile file : files) {
            try {
                destination.discard(file);
            } catch (IOException | RuntimeException failed) {
                LOG.warn("{} could not be discarded: {}", file.key().path(), failed.toString());
            }
        }
    }

    private void takeBack(List<PreparedFile> files, Exception cause) {
        for (PreparedFile file : files) {
            try {
                destination.delete(new PublishedFile(file.key().path(), file.bytes()));
            } catch (IOException | RuntimeException failed) {
                cause.addSuppressed(failed);
            }
        }
        discard(files);
    }

    private interface Step<A, B> {
        B apply(A argument) throws IOException;
    }

    /// Does all steps, several at once, and fails with the first failure only when none is under way any more.
    private static <A, B> List<B> each(List<A> arguments, Step<A, B> step) throws IOException {
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
        return cause instanceof IOException io ? io : new IOException(cause);
    }
}
