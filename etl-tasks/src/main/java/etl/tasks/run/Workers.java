package etl.tasks.run;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.Destination;
import etl.tasks.publish.PreparedFile;
import etl.tasks.publish.UploadGoneException;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.source.Fault;
import etl.tasks.source.Fault.Reaction;
import etl.tasks.source.OvertakenException;
import etl.tasks.source.Retry;
import etl.tasks.source.SourceErrors;
import etl.tasks.source.Split;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The workers of a run: each takes work until none is left, first all that there is of the database whose snapshot it
/// has imported. A worker whose connection drops connects and imports again and does its work anew. A task one of whose uploads was removed is
/// abandoned. The first other failure ends all of them, and everything that was prepared is discarded.
final class Workers {
    private final RunPlan plan;
    private final SplitRunner runner;
    private final HeldSources sources;
    private final Retries retries;
    private final Destination destination;
    private final Deque<Work> queue = new ArrayDeque<>();
    private final List<SplitReport> reports = new ArrayList<>();
    private final Map<String, Long> counted = new HashMap<>();
    private final Map<String, UploadGoneException> abandoned = new HashMap<>();
    /// How many workers work for each database.
    private final Map<String, Integer> busy = new HashMap<>();

    /// How many of these have a session and may take more work.
    private final Map<String, Integer> seated = new HashMap<>();

    /// What the workers came to.
    ///
    /// @param splits one report a split, in no particular order
    /// @param counted the rows of each task as the server counts them; empty unless asked for
    /// @param abandoned the tasks one of whose uploads was removed, and why; nothing of them is left
    record Done(List<SplitReport> splits, Map<String, Long> counted, Map<String, UploadGoneException> abandoned) {}

    /// Something to do under the snapshot, as often as it takes.
    ///
    /// @param split what to read; empty: the task's rows are to be counted
    /// @param attempt how often it has failed
    private record Work(TaskPlan task, Optional<Split> split, int attempt) {
        String name() {
            return task.task().name();
        }

        String source() {
            return Sources.name(task.task());
        }

        Work again() {
            return new Work(task, split, attempt + 1);
        }

        Retry retry(EtlException failed) {
            return Retry.of(Retry.Scope.SPLIT, Optional.of(name()), split.map(Split::number), attempt + 1, failed);
        }
    }

    Workers(RunSettings settings, RunPlan plan, SplitRunner runner, HeldSources sources, Retries retries) {
        this.plan = plan;
        this.runner = runner;
        this.sources = sources;
        this.retries = retries;
        this.destination = settings.destination();
        for (TaskPlan task : plan.tasks()) {
            task.splits().forEach(split -> queue.add(new Work(task, Optional.of(split), 0)));
        }
        if (settings.guards().verify()) {
            plan.tasks().forEach(task -> queue.add(new Work(task, Optional.empty(), 0)));
        }
    }

    /// Does all the work.
    ///
    /// @throws EtlException the first failure, after everything that was prepared is discarded
    Done run() {
        int workers = Math.min(plan.workers(), queue.size());
        boolean done = false;
        try (ExecutorService threads = Executors.newFixedThreadPool(
                workers, Thread.ofPlatform().name("worker-", 1).factory())) {
            try {
                CompletionService<@Nullable Void> ends = new ExecutorCompletionService<>(threads);
                for (int worker = 0; worker < workers; worker++) {
                    ends.submit(this::work, null);
                }
                threads.shutdown();
                for (int worker = 0; worker < workers; worker++) {
                    ends.take().get();
                }
                leaveAbandoned();
                requireCounts();
                done = true;
            } catch (ExecutionException failed) {
                throw failure(failed.getCause());
            } catch (InterruptedException unexpected) {
                throw new IllegalStateException("Nobody interrupts the reading: its sessions are ended", unexpected);
            } finally {
                if (!done) {
                    sources.stop();
                }
            }
        } finally {
            // The threads have ended: closing the executor waits for them.
            if (!done) {
                Dataset.discard(destination, files(reports));
            }
        }
        return new Done(List.copyOf(reports), Map.copyOf(counted), Map.copyOf(abandoned));
    }

    /// Discards what there is of tasks that were abandoned.
    private void leaveAbandoned() {
        List<SplitReport> left = reports.stream()
                .filter(report -> abandoned.containsKey(report.split().task()))
                .toList();
        Dataset.discard(destination, files(left));
        reports.removeAll(left);
        counted.keySet().removeAll(abandoned.keySet());
    }

    private static List<PreparedFile> files(List<SplitReport> reports) {
        return reports.stream()
                .flatMap(report -> report.files().stream())
                .map(SplitReport.WrittenFile::prepared)
                .toList();
    }

    /// The server counts as many rows as it sent: nothing is left out and nothing comes twice.
    private void requireCounts() {
        counted.forEach((task, rows) -> {
            long read = reports.stream()
                    .filter(report -> report.split().task().equals(task))
                    .mapToLong(SplitReport::rowsRead)
                    .sum();
            if (rows != read) {
                throw new EtlException(
                        ExitCode.SOURCE_CORRUPT,
                        "%s: the server counts %d rows and sent %d under the same snapshot (--verify). Nothing was published. Either what it selects changes from one reading to the next (random(), now()), or an index is damaged (amcheck, REINDEX)."
                                .formatted(task, rows, read));
            }
        });
    }

    private static RuntimeException failure(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }

    /// One worker, over as many sessions as it takes.
    private void work() {
        int refusals = 0;
        @Nullable Work work = next(Optional.empty(), false);
        while (work != null) {
            HeldSource source = sources.of(work.source());
            Connection session;
            try {
                session = source.connect();
            } catch (EtlException refused) {
                refusals++;
                if (leavesToOthers(work, refused, refusals)) {
                    return;
                }
                sources.pause(retries.pause(refusals));
                continue;
            }
            refusals = 0;
            work = sitting(source, session, work);
            if (work == null) {
                work = next(Optional.empty(), false);
            } else {
                sources.pause(retries.pause(work.attempt));
            }
        }
    }

    /// What becomes of a worker that gets no connection: it tries again, and when that doesn't help, or the server has no
    /// more connections to give, the workers that have one go on without it.
    ///
    /// @return whether it ends and others do its work
    /// @throws EtlException when another try doesn't help, or nobody has a connection after several tries
    private boolean leavesToOthers(Work work, EtlException refused, int refusals) {
        Fault fault = Fault.of(refused);
        boolean full = refused.getCause() instanceof SQLException error
                && Fault.state(error).equals(Fault.TOO_MANY_CONNECTIONS);
        if (!fault.reaction().equals(Reaction.SPLIT_AGAIN)) {
            throw refused;
        }
        boolean leaves;
        synchronized (this) {
            leaves = seated.getOrDefault(work.source(), 0) > 0 && (full || refusals > Retries.MOST);
            if (leaves) {
                queue.addFirst(work);
                leave(work.source());
            }
        }
        if (!leaves && refusals > Retries.MOST) {
            throw new EtlException(
                    refused.exitCode(), "%s It was tried %d times.".formatted(refused.getMessage(), refusals), refused);
        }
        retries.add(Retry.of(Retry.Scope.CONNECTION, Optional.empty(), Optional.empty(), refusals, refused));
        return leaves;
    }

    /// Works over one session until there is no more work of that database or the session is lost.
    ///
    /// @return what is left to do over another session of the same database; null when nothing is
    private @Nullable Work sitting(HeldSource source, Connection session, Work first) {
        sit(source, 1);
        boolean lost = true;
        @Nullable Work work = first;
        try {
            source.enter(session);
            source.share(
                    session,
                    plan.tasks().stream()
                            .filter(task -> Sources.name(task.task()).equals(source.name()))
                            .map(TaskPlan::sql)
                            .toList());
            while (work != null) {
                perform(source, session, work);
                work = next(Optional.of(source), true);
            }
            lost = false;
            return null;
        } catch (SQLException error) {
            return orFail(work == null ? first : work, OvertakenException.of(error));
        } catch (UploadGoneException gone) {
            // Another run may have published this partition, and removed what can't be published any more; the rest of
            // this run can.
            abandon((work == null ? first : work).name(), gone);
            return next(Optional.of(source), false);
        } catch (IOException error) {
            throw new EtlException(
                    ExitCode.DESTINATION_UNAVAILABLE,
                    "%s: the destination failed: %s. Nothing was published; run it again."
                            .formatted((work == null ? first : work).name(), error.getMessage()),
                    error);
        } finally {
            if (lost) {
                sit(source, -1);
                source.discard(session);
            } else {
                source.release(session);
            }
        }
    }

    /// The work once more after its connection dropped, or the failure when that doesn't help.
    private Work orFail(Work work, SQLException error) {
        EtlException failed = SourceErrors.of(work.name(), error);
        if (!Fault.of(error).reaction().equals(Reaction.SPLIT_AGAIN) || sources.isStopped()) {
            throw failed;
        }
        if (work.attempt == Retries.MOST) {
            throw new EtlException(
                    failed.exitCode(),
                    "%s It was tried %d times.".formatted(failed.getMessage(), Retries.MOST + 1),
                    failed);
        }
        retries.add(work.retry(failed));
        return work.again();
    }

    private void perform(HeldSource source, Connection session, Work work) throws SQLException, IOException {
        if (work.split.isPresent()) {
            SplitReport report = runner.run(source, session, work.task, work.split.get());
            synchronized (this) {
                reports.add(report);
            }
        } else {
            long rows = runner.count(source, session, work.task);
            synchronized (this) {
                counted.put(work.name(), rows);
            }
        }
    }

    private synchronized void abandon(String task, UploadGoneException gone) {
        abandoned.put(task, gone);
        queue.removeIf(work -> work.name().equals(task));
    }

    private synchronized void sit(HeldSource source, int more) {
        seated.merge(source.name(), more, Integer::sum);
    }

    private synchronized void leave(String source) {
        busy.merge(source, -1, Integer::sum);
    }

    /// Takes work from the queue.
    ///
    /// @param from the database for which the worker works already, and which it leaves when there is no more work of
    ///     it; empty: any that has room for another worker
    /// @param hasSession whether the worker has a session, which it leaves when there is no more work
    private synchronized @Nullable Work next(Optional<HeldSource> from, boolean hasSession) {
        @Nullable Work work = sources.isStopped() ? null : take(from);
        if (work == null && from.isPresent()) {
            leave(from.get().name());
            if (hasSession) {
                sit(from.get(), -1);
            }
        } else if (work != null && from.isEmpty()) {
            busy.merge(work.source(), 1, Integer::sum);
        }
        return work;
    }

    private @Nullable Work take(Optional<HeldSource> from) {
        for (Work work : queue) {
            boolean mine = from.isPresent()
                    ? from.get().name().equals(work.source())
                    : busy.getOrDefault(work.source(), 0)
                            < sources.of(work.source()).most();
            if (mine) {
                queue.remove(work);
                return work;
            }
        }
        return null;
    }
}
