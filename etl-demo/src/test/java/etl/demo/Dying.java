package etl.demo;

import etl.demo.Program.Ended;
import etl.tasks.ExitCode;
import etl.tasks.FailPoint;
import etl.testkit.LoggedCommit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs of the packaged program that come to an end, or to a stop, at a [FailPoint].
final class Dying {
    private static final int KILLED = 137;

    /// What the launcher's option for it makes of an OutOfMemoryError.
    private static final int OUT_OF_MEMORY = 3;

    private static final Duration TERMINATION = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 2;
    private static final long SIGNAL_MILLIS = 100;
    private static final long WAKING_MILLIS = 3000;

    /// The steps from which on a run can't be stopped.
    private static final Set<FailPoint> DECIDED = EnumSet.range(FailPoint.DECIDING, FailPoint.RUN_FORGOTTEN);

    private Dying() {}

    /// The ways to die.
    enum Death {
        /// SIGKILL.
        KILL,
        /// SIGTERM.
        TERMINATE,
        /// An exception that nobody expects.
        EXCEPTION,
        /// OutOfMemoryError.
        OUT_OF_MEMORY
    }

    /// How a run died.
    ///
    /// @param reached whether it came to the step
    /// @param violations what was wrong with its exit code, and with what it left where it must leave nothing
    record Died(boolean reached, List<String> violations) {}

    /// A run that has come to a step and stays there.
    ///
    /// @param marker the file whose removal lets it go on
    record Paused(Process process, Path marker) {

        /// Lets it go on.
        void resume() throws IOException {
            Files.deleteIfExists(marker);
        }

        /// Sends it a signal: `STOP`, `CONT`.
        void signal(String name) throws IOException, InterruptedException {
            Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + name + " failed");
            }
        }
    }

    /// Has a run come to a step and pause there.
    ///
    /// @return its process has ended when it never came to the step
    static Paused pause(Site site, FailPoint point, String... arguments) throws IOException, InterruptedException {
        Path marker = site.folder().resolve("paused-at-" + point.name().toLowerCase(Locale.ROOT));
        Process process = site.program().startWith(option(point, "pause:" + marker), arguments);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && !Files.exists(marker)) {
            if (System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IllegalStateException("no end, and " + point + " isn't reached: "
                        + site.program().ended(process));
            }
            Thread.sleep(POLL_MILLIS);
        }
        return new Paused(process, marker);
    }

    private static String option(FailPoint point, String action) {
        return "-Detl.failpoint=" + point.name().toLowerCase(Locale.ROOT).replace('_', '-') + "=" + action;
    }

    /// Has a run die at a step, and compares its exit code with what is documented.
    static Died at(Site site, FailPoint point, Death death, String... arguments)
            throws IOException, InterruptedException {
        Left before = Left.of(site);
        return switch (death) {
            case KILL, TERMINATE -> bySignal(site, point, death, before, arguments);
            case EXCEPTION, OUT_OF_MEMORY -> byItself(site, point, death, before, arguments);
        };
    }

    private static Died bySignal(Site site, FailPoint point, Death death, Left before, String... arguments)
            throws IOException, InterruptedException {
        Paused paused = pause(site, point, arguments);
        if (!Files.exists(paused.marker())) {
            return unreached(site.program().ended(paused.process()));
        }
        long signalled = System.nanoTime();
        if (death == Death.KILL) {
            paused.process().destroyForcibly();
        } else {
            paused.process().destroy();
            // The signal must come before the step goes on. Where a run can be stopped, that wakes it.
            var unused = paused.process()
                    .waitFor(DECIDED.contains(point) ? SIGNAL_MILLIS : WAKING_MILLIS, TimeUnit.MILLISECONDS);
        }
        paused.resume();
        Ended ended = site.program().ended(paused.process());
        boolean late = System.nanoTime() - signalled > TERMINATION.toNanos();
        if (death == Death.KILL) {
            return new Died(true, ended.code() == KILLED ? List.of() : List.of("SIGKILL: " + ended));
        }
        List<String> violations = new ArrayList<>();
        boolean decided = DECIDED.contains(point);
        if (ended.code() != (decided ? ExitCode.DONE : ExitCode.TERMINATED).code()) {
            violations.add("SIGTERM: " + ended);
        }
        if (!decided) {
            violations.addAll(before.comparedWith(Left.of(site)));
            if (late) {
                violations.add("SIGTERM: it took longer than " + TERMINATION);
            }
        } else if (site.log().size() == before.commits()
                || !site.log().getLast().finished()) {
            violations.add("SIGTERM: ended with 0, and its commit isn't finished");
        }
        return new Died(true, violations);
    }

    private static Died byItself(Site site, FailPoint point, Death death, Left before, String... arguments)
            throws IOException, InterruptedException {
        Process process =
                site.program().startWith(option(point, death == Death.EXCEPTION ? "exception" : "oom"), arguments);
        Ended ended = site.program().ended(process);
        if (death == Death.OUT_OF_MEMORY) {
            return ended.code() == OUT_OF_MEMORY ? new Died(true, List.of()) : unreached(ended);
        }
        if (!ended.err().contains("the fail point " + point)) {
            return unreached(ended);
        }
        boolean decided = DECIDED.contains(point) && point != FailPoint.DECIDING;
        Set<Integer> expected = decided
                ? Set.of(ExitCode.SOURCE_UNAVAILABLE.code(), ExitCode.DESTINATION_UNAVAILABLE.code())
                : Set.of(ExitCode.SOURCE_UNAVAILABLE.code());
        List<String> violations = new ArrayList<>();
        if (!expected.contains(ended.code())) {
            violations.add("exception: " + ended);
        }
        if (!decided) {
            violations.addAll(before.comparedWith(Left.of(site)));
        }
        return new Died(true, violations);
    }

    private static Died unreached(Ended ended) {
        return new Died(
                false, ended.code() == ExitCode.DONE.code() ? List.of() : List.of("the step isn't reached: " + ended));
    }

    /// What there is besides visible files.
    ///
    /// @param commits the length of the log
    /// @param pending uploads or staged files
    /// @param runs the runs that have written down that they are under way
    private record Left(int commits, List<String> pending, List<String> runs) {
        static Left of(Site site) {
            return new Left(
                    LoggedCommit.log(site.warehouse()).size(),
                    site.warehouse().pending(),
                    site.warehouse().control().stream()
                            .filter(path -> path.startsWith("runs/"))
                            .toList());
        }

        /// What a run has left that must leave nothing.
        List<String> comparedWith(Left after) {
            List<String> left = new ArrayList<>();
            if (after.commits != commits) {
                left.add("it has decided");
            }
            Stream.concat(after.pending.stream(), after.runs.stream())
                    .filter(path -> !pending.contains(path) && !runs.contains(path))
                    .forEach(path -> left.add("it has left " + path));
            return left;
        }
    }
}
