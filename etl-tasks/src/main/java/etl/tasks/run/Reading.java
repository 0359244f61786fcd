package etl.tasks.run;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.FailPoint;
import etl.tasks.publish.Dataset;
import etl.tasks.publish.PreparedFile;
import etl.tasks.publish.UploadGoneException;
import etl.tasks.run.RunPlan.SourceInfo;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.run.RunReport.InputReport;
import etl.tasks.source.Database;
import etl.tasks.source.Fault;
import etl.tasks.source.OvertakenException;
import etl.tasks.source.Retry;
import etl.tasks.source.SourceErrors;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One attempt at the first half of a run: locks, plan, snapshot, and every row in prepared files that nobody sees yet.
final class Reading {
    private static final Logger LOG = LoggerFactory.getLogger(Reading.class);

    private final RunSettings settings;
    private final String runId;
    private final Retries retries;
    private final RunListener listener;
    private final FileNumbers numbers;

    /// What was read.
    ///
    /// @param splits one report a split
    /// @param lookups of each transform the columns of its lookups where special values were replaced
    /// @param counted how many rows the server counted of each task under the same snapshot, which is how many were read;
    ///     empty unless it was asked to (`--verify`)
    /// @param abandoned the tasks one of whose uploads was removed by somebody, and why; they have no splits here
    /// @param retried what was tried again, in this attempt and in those before it
    record Result(
            RunPlan plan,
            List<SplitReport> splits,
            Map<String, List<InputReport>> lookups,
            Map<String, Long> counted,
            List<Retry> retried,
            Map<String, UploadGoneException> abandoned) {

        List<PreparedFile> files() {
            return splits.stream()
                    .flatMap(split -> split.files().stream())
                    .map(SplitReport.WrittenFile::prepared)
                    .toList();
        }
    }

    /// @param runId the id of this attempt, which is part of each file's key
    /// @param retries those of all attempts of the run
    /// @param numbers those of the attempt's files
    Reading(RunSettings settings, String runId, Retries retries, RunListener listener, FileNumbers numbers) {
        this.settings = settings;
        this.runId = runId;
        this.retries = retries;
        this.listener = listener;
        this.numbers = numbers;
    }

    /// Locks, shapes, sizes and splits, without reading a row or writing a byte.
    ///
    /// @throws EtlException for everything that the user can mend
    RunPlan plan() {
        try (HeldSources sources = connect((database, refused) -> refused)) {
            return underSnapshots(sources, plan -> plan);
        }
    }

    /// Reads everything. When it throws, what was prepared is discarded.
    ///
    /// @throws RunAgainException when the run may be tried again as a whole, under another id
    /// @throws EtlException for everything else that the user can mend
    /// @throws InterruptedException when the thread was interrupted (SIGTERM); that comes before everything else
    Result read() throws InterruptedException {
        HeldSources sources = connect(this::atStart);
        try (sources) {
            return interruptibly(sources);
        } catch (EtlException failed) {
            throw orAgain(failed);
        }
    }

    /// At the very start a wrong host or port is likelier than an outage, and waiting would only hide it; later, what was
    /// there before is gone.
    private RuntimeException atStart(Database database, EtlException refused) {
        if (refused.getCause() instanceof SQLException error) {
            boolean first = retries.all().isEmpty();
            String state = Fault.state(error);
            if (first && state.startsWith(Fault.UNREACHED)) {
                return refused;
            }
            if (!first && state.equals(SourceErrors.NO_DATABASE)) {
                return SourceErrors.dropped(database, error);
            }
        }
        return orAgain(refused);
    }

    private static RuntimeException orAgain(EtlException failed) {
        return switch (Fault.of(failed).reaction()) {
            case SPLIT_AGAIN, RUN_AGAIN -> new RunAgainException(failed);
            case LOCK_AGAIN, STOP -> failed;
        };
    }

    private HeldSources connect(BiFunction<Database, EtlException, RuntimeException> refused) {
        return HeldSources.connect(settings, "etl/" + runId, retries::add, refused);
    }

    /// Reads in a thread of its own, since a statement can't be interrupted: the sessions are ended instead.
    private Result interruptibly(HeldSources sources) throws InterruptedException {
        FutureTask<Result> reading = new FutureTask<>(() -> underSnapshots(sources, plan -> read(sources, plan)));
        Thread thread = Thread.ofPlatform().name("reading").start(reading);
        try {
            return reading.get();
        } catch (ExecutionException failed) {
            throw unchecked(failed);
        } catch (InterruptedException stop) {
            sources.stop();
            join(thread);
            discardLate(reading);
            throw stop;
        }
    }

    private static RuntimeException unchecked(ExecutionException failed) {
        if (failed.getCause() instanceof Error error) {
            throw error;
        }
        return failed.getCause() instanceof RuntimeException known
                ? known
                : new IllegalStateException(failed.getCause());
    }

    private static void join(Thread thread) {
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                LOG.debug("Told to stop a second time");
            }
        }
    }

    /// Everything was read in the moment in which it was told to stop.
    private void discardLate(FutureTask<Result> reading) {
        if (reading.state() == FutureTask.State.SUCCESS) {
            Dataset.discard(settings.destination(), reading.resultNow().files());
        }
    }

    private interface UnderSnapshots<T> {
        T apply(RunPlan plan) throws SQLException;
    }

    /// Locks, plans, takes the snapshots, and does the work while all of them are held.
    private <T> T underSnapshots(HeldSources sources, UnderSnapshots<T> work) {
        try {
            sources.lock();
            Planning planning = new Planning(settings, sources);
            List<TaskPlan> tasks = planning.plan(settings.tasks());
            planning.warnings().forEach(warning -> listener.on(new RunEvent.Warned(warning)));
            FailPoint.LOCKED.reach();
            sources.takeSnapshots();
            FailPoint.SNAPSHOT_TAKEN.reach();
            planning.requireUnchanged();
            for (HeldSource source : sources.all()) {
                if (source instanceof HeldPostgres postgres) {
                    requireFresh(postgres);
                }
            }
            return work.apply(plan(tasks, sources));
        } catch (SQLException error) {
            throw SourceErrors.of("planning the run", error);
        }
    }

    private void requireFresh(HeldPostgres source) {
        Optional<Duration> most = settings.guards().maxReplayLag();
        if (most.isEmpty() || !source.standby()) {
            return;
        }
        String limit =
                "the limit is %d s (--max-replay-lag)".formatted(most.get().toSeconds());
        Duration lag = source.snapshot()
                .replayLag()
                .orElseThrow(() -> new EtlException(
                        ExitCode.SOURCE_UNAVAILABLE,
                        "%s is a standby that has replayed nothing since its start and receives nothing: how far it is behind can't be told, and %s. Nothing was published."
                                .formatted(source.database().display(), limit)));
        if (lag.compareTo(most.get()) > 0) {
            throw new EtlException(
                    ExitCode.SOURCE_UNAVAILABLE,
                    "%s is a standby whose data is %d s behind; %s. Nothing was published; run it again when the standby has caught up, or read the primary."
                            .formatted(source.database().display(), lag.toSeconds(), limit));
        }
    }

    private RunPlan plan(List<TaskPlan> tasks, HeldSources held) {
        Memory memory = Memory.of(settings, tasks);
        int workers = memory.workers(settings.workers(), settings.heapBytes());
        if (workers < settings.workers()) {
            listener.on(new RunEvent.Warned(
                    "Workers: %d instead of %d, the heap of %s holds no more of %s. Raise it (ETL_JAVA_OPTS=-Xmx…) or lower parquet.row-group."
                            .formatted(
                                    workers, settings.workers(), Memory.mib(settings.heapBytes()), memory.widest())));
        }
        List<SourceInfo> sources = held.all().stream()
                .map(source -> new SourceInfo(source.name(), source.database().display(), source.snapshot()))
                .toList();
        return new RunPlan(runId, sources, workers, memory.total(workers), tasks);
    }

    private Result read(HeldSources sources, RunPlan plan) {
        try (Watch watch = new Watch(sources)) {
            settings.guards().maxSnapshotAge().ifPresent(most -> watch.limit(most, tooOld(most)));
            try {
                return watched(sources, plan);
            } catch (EtlException failed) {
                // What the watch stopped has failed in whatever way.
                throw watch.reason().orElse(failed);
            } catch (SQLException failed) {
                throw watch.reason()
                        .orElseGet(() -> SourceErrors.of("reading the lookups", OvertakenException.of(failed)));
            }
        }
    }

    private static EtlException tooOld(Duration most) {
        return new EtlException(
                ExitCode.SOURCE_UNAVAILABLE,
                "The reading has taken longer than %s (--max-snapshot-age). Nothing was published; read less at once, with more workers, or allow more time."
                        .formatted(most.toString().substring("PT".length()).toLowerCase(Locale.ROOT)));
    }

    private Result watched(HeldSources sources, RunPlan plan) throws SQLException {
        listener.on(new RunEvent.Planned(plan));
        LookupRows.Read lookups = new LookupRows(settings, sources).read();
        SplitRunner runner = new SplitRunner(settings, plan, lookups.rows(), listener, numbers);
        Workers.Done done = new Workers(settings, plan, runner, sources, retries).run();
        Result result =
                new Result(plan, done.splits(), lookups.inputs(), done.counted(), retries.all(), done.abandoned());
        try {
            for (HeldSource source : sources.all()) {
                source.requireHeld();
            }
        } catch (SQLException lost) {
            Dataset.discard(settings.destination(), result.files());
            throw SourceErrors.of("the session that holds the locks", lost);
        }
        return result;
    }
}
