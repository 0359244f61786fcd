package etl.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.demo.Dying.Paused;
import etl.demo.Program.Ended;
import etl.tasks.ExitCode;
import etl.tasks.FailPoint;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.Torture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run is only stopped (SIGSTOP), as a pod is whose node is out of breath: others carry on what it decided and publish
/// again, and then it goes on where it was.
class StoppedRunIT {
    /// Done, superseded, or with a catalog that the others' crawls had changed under its hands.
    private static final Set<ExitCode> ENDINGS = EnumSet.of(
            ExitCode.DONE, ExitCode.SUPERSEDED, ExitCode.CATALOG_PENDING, ExitCode.CATALOG_WRONG, ExitCode.UNDONE);

    private static final Set<FailPoint> STEPS = EnumSet.complementOf(EnumSet.of(
            FailPoint.UNDO_ABORTED, FailPoint.UNDO_DELETED, FailPoint.VOID_RECORDED, FailPoint.SUPERSEDED_DELETED));

    @TempDir
    Path folder;

    private final List<String> violations = new ArrayList<>();
    private final Set<FailPoint> reached = EnumSet.noneOf(FailPoint.class);
    private long stops;
    private long observations;

    /// One scenario.
    private record Stop(Place place, FailPoint point) {}

    private static List<Stop> stops() {
        List<Stop> all = new ArrayList<>();
        for (Place place : Place.values()) {
            STEPS.forEach(point -> all.add(new Stop(place, point)));
        }
        return Torture.chosen(
                List.of(new Stop(Place.FOLDER, FailPoint.DECIDING), new Stop(Place.DIRECT, FailPoint.FILE_COMPLETED)),
                all);
    }

    @Test
    void a_run_that_is_stopped_at_any_step_goes_on_after_others_have_published()
            throws IOException, InterruptedException {
        List<Stop> stops = stops();
        try (TestDatabase source = TestPostgres.database()) {
            Site.fill(source);
            for (Stop stop : stops) {
                try (Site site = new Site(stop.place(), source, Files.createTempDirectory(folder, "site"))) {
                    if (stop.place() == Place.DIRECT) {
                        // Stalls are what the other ways of publishing promise less about.
                        site.watched();
                    }
                    stop(stop, site, source, Site.run());
                    stop(stop, site, source, Site.run("--force"));
                    Site.Watched watched = site.stopWatching();
                    observations += watched.observations();
                    check(stop, "seen by a reader", watched.violations());
                }
            }
        }
        for (Stop stop : stops) {
            if (!reached.contains(stop.point())) {
                violations.add("no run came to " + stop.point() + " to be stopped there");
            }
        }
        Torture.record(
                "stops",
                Map.of(
                        "stops",
                        this.stops,
                        "steps",
                        (long) reached.size(),
                        "observations",
                        observations,
                        "violations",
                        (long) violations.size()));
        assertEquals("", String.join("\n", violations));
    }

    private void stop(Stop stop, Site site, TestDatabase source, String... arguments)
            throws IOException, InterruptedException {
        Paused paused = Dying.pause(site, stop.point(), arguments);
        boolean stopped = Files.exists(paused.marker());
        if (stopped) {
            stops++;
            reached.add(stop.point());
            paused.signal("STOP");
            paused.resume();
        }
        for (int i = 0; i < 2; i++) {
            Site.grow(source);
            check(stop, "another run", site.runs(Site.run("--force")));
            check(stop, "after another run", site.audit());
        }
        if (stopped) {
            paused.signal("CONT");
        }
        Ended ended = site.program().ended(paused.process());
        if (ENDINGS.stream().noneMatch(code -> code.code() == ended.code())) {
            violations.add(stop + ": it ended so: " + ended);
        }
        check(stop, "a run after it", site.runs(Site.run("--force")));
        check(stop, "a run without anything to do", site.runs(Site.run()));
        check(stop, "at the end", site.audit());
        check(stop, "at the end", site.leftovers());
    }

    private void check(Stop stop, String when, List<String> wrong) {
        wrong.forEach(line -> violations.add(stop + ", " + when + ": " + line));
    }
}
