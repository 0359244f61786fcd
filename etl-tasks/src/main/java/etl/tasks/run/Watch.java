package etl.tasks.run;

import etl.tasks.EtlException;
import etl.tasks.source.SourceErrors;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Watches over snapshots and their locks while a run reads: keeps their sessions alive, and stops everything when locks
/// are lost or the reading takes too long.
final class Watch implements AutoCloseable {
    private static final int KEEP_ALIVE_SECONDS = 60;

    private final HeldSources sources;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "watch");
        thread.setDaemon(true);
        return thread;
    });
    private volatile @Nullable EtlException reason;

    Watch(HeldSources sources) {
        this.sources = sources;
        // What goes wrong is kept in `reason`; nobody waits for the future.
        Future<?> unused =
                threads.scheduleAtFixedRate(this::ping, KEEP_ALIVE_SECONDS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
    }

    /// Ends the reading when it takes longer.
    ///
    /// @param tooOld what the user is told
    void limit(Duration most, EtlException tooOld) {
        Future<?> unused = threads.schedule(() -> stop(tooOld), most.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Why everything was stopped; empty when it wasn't.
    Optional<EtlException> reason() {
        return Optional.ofNullable(reason);
    }

    private void ping() {
        for (HeldSource source : sources.all()) {
            try {
                source.ping();
            } catch (SQLException lost) {
                stop(SourceErrors.of("the session that holds the locks", lost));
            }
        }
    }

    private void stop(EtlException why) {
        synchronized (this) {
            if (reason != null || threads.isShutdown()) {
                return;
            }
            reason = why;
        }
        sources.stop();
    }

    /// Nothing is stopped any more.
    @Override
    public synchronized void close() {
        threads.shutdownNow();
    }
}
