package etl.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import etl.demo.Dying.Death;
import etl.demo.Dying.Died;
import etl.tasks.FailPoint;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.Torture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the packaged program at every step of publishing, in every way, wherever it publishes; and looks at what is
/// there after the next clean run. Readers watch all the while.
class KillMatrixIT {
    /// Steps that an ordinary run never comes to.
    private static final Set<FailPoint> UNDO =
            EnumSet.of(FailPoint.UNDO_ABORTED, FailPoint.UNDO_DELETED, FailPoint.VOID_RECORDED);

    /// Steps of removing what newer commits have replaced or taken away.
    private static final Set<FailPoint> REMOVAL = EnumSet.of(FailPoint.DROPPED, FailPoint.SUPERSEDED_DELETED);

    private static final Set<FailPoint> ORDINARY = EnumSet.complementOf(
            EnumSet.copyOf(Stream.of(UNDO, REMOVAL).flatMap(Set::stream).toList()));

    /// Steps that a run doesn't come to whose files have a folder of their own.
    private static final Set<FailPoint> OF_ONE_FOLDER = EnumSet.of(FailPoint.OLDER_DELETED);

    @TempDir
    Path folder;

    private TestDatabase source;
    private final List<String> violations = new ArrayList<>();
    private final Map<FailPoint, Set<Death>> reached = new EnumMap<>(FailPoint.class);
    private long kills;
    private long unreached;
    private long observations;

    @BeforeEach
    void fill() {
        source = TestPostgres.database();
        Site.fill(source);
    }

    @AfterEach
    void drop() {
        source.close();
    }

    /// One scenario.
    private record Kill(Place place, FailPoint point, Death death) {
        @Override
        public String toString() {
            return "%s, %s, %s".formatted(place, point, death);
        }
    }

    private static List<Kill> all(Set<Place> places, Set<FailPoint> points) {
        List<Kill> kills = new ArrayList<>();
        for (Place place : places) {
            for (FailPoint point : points) {
                if (place != Place.DIRECT || !OF_ONE_FOLDER.contains(point)) {
                    Stream.of(Death.values()).forEach(death -> kills.add(new Kill(place, point, death)));
                }
            }
        }
        return kills;
    }

    /// In the ordinary tests a few kills around the decision stand for all.
    /// `-Detl.torture.only="CRAWLER, .*KILL"` picks those in whose name this regular expression is found.
    private static List<Kill> chosen(List<Kill> inTest, List<Kill> inTorture) {
        String only = System.getProperty("etl.torture.only");
        if (only != null) {
            return inTorture.stream()
                    .filter(kill ->
                            Pattern.compile(only).matcher(kill.toString()).find())
                    .toList();
        }
        return Torture.chosen(inTest, inTorture);
    }

    @Test
    void whatever_kills_a_run_at_any_step_the_next_one_finds_everything_whole()
            throws IOException, InterruptedException {
        List<Kill> kills = chosen(
                List.of(
                        new Kill(Place.FOLDER, FailPoint.FILE_COMPLETED, Death.OUT_OF_MEMORY),
                        new Kill(Place.CRAWLER, FailPoint.HIDDEN, Death.KILL),
                        new Kill(Place.DIRECT, FailPoint.FILES_RECORDED, Death.TERMINATE)),
                all(EnumSet.allOf(Place.class), ORDINARY));
        for (Kill kill : kills) {
            try (Site site = site(kill.place()).watched()) {
                boolean first = die(kill, site, "first run", Site.run());
                check(kill, "clean run", site.runs(Site.run()));
                check(kill, "after the clean run", site.audit());
                Site.grow(source);
                boolean second = die(kill, site, "rerun", Site.run("--force"));
                check(kill, "clean rerun", site.runs(Site.run("--force")));
                check(kill, "after the clean rerun", site.audit());
                settle(kill, site);
                unreached += first || second ? 0 : 1;
            }
        }
        record("kills", kills);
    }

    @Test
    void a_commit_whose_uploads_were_lost_is_taken_back_whatever_kills_that() throws IOException, InterruptedException {
        List<Kill> kills = chosen(
                List.of(new Kill(Place.BUCKET, FailPoint.UNDO_DELETED, Death.KILL)),
                all(EnumSet.allOf(Place.class), UNDO));
        for (Kill kill : kills) {
            try (Site site = site(kill.place()).watched()) {
                check(kill, "first run", site.runs(Site.run()));
                Died dead = Dying.at(site, FailPoint.DECIDED, Death.KILL, Site.run("--force"));
                check(kill, "the run that decides", dead.violations());
                // The others can still be completed, and are to be deleted again.
                site.warehouse().lose(site.warehouse().pending().getLast());
                die(kill, site, "the run that takes it back", Site.run("--force"));
                check(kill, "clean run", site.runs(Site.run("--force")));
                check(kill, "after the clean run", site.audit());
                settle(kill, site);
            }
        }
        record("kills-of-undo", kills);
    }

    @Test
    void files_that_a_newer_run_superseded_are_deleted_whatever_kills_that() throws IOException, InterruptedException {
        List<Kill> kills = chosen(
                List.of(new Kill(Place.DIRECT, FailPoint.SUPERSEDED_DELETED, Death.KILL)),
                all(EnumSet.of(Place.DIRECT), EnumSet.of(FailPoint.SUPERSEDED_DELETED)));
        for (Kill kill : kills) {
            try (Site site = site(kill.place(), "publish: {keep-superseded: 1ms}")) {
                check(kill, "first run", site.runs(Site.run()));
                check(kill, "second run", site.runs(Site.run("--force")));
                die(kill, site, "the run that deletes", Site.run("--force"));
                check(kill, "clean run", site.runs(Site.run("--force")));
                check(kill, "after the clean run", site.audit());
                settle(kill, site);
                Set<String> runs = Set.copyOf(site.warehouse().files("").stream()
                        .map(file -> file.split("/", -1)[2])
                        .toList());
                check(kill, "superseded files are still there", runs.size() == 1 ? List.of() : List.copyOf(runs));
            }
        }
        record("kills-of-superseded", kills);
    }

    @Test
    void a_date_that_is_not_kept_is_taken_away_whatever_kills_that() throws IOException, InterruptedException {
        List<Kill> kills = chosen(
                List.of(new Kill(Place.CRAWLER, FailPoint.DROPPED, Death.KILL)),
                all(EnumSet.allOf(Place.class), EnumSet.of(FailPoint.DROPPED)).stream()
                        // What fails there fails no run: the next one takes it up.
                        .filter(kill -> kill.death() == Death.KILL)
                        .toList());
        for (Kill kill : kills) {
            try (Site site = site(
                    kill.place(),
                    "publish: {keep-superseded: 1ms}",
                    "tasks: {accounts: {table: public.accounts, keep: 1}, entries: {table: public.entries, keep: 1}}")) {
                check(kill, "first run", site.runs("run", "--all", "--date", "2026-11-21"));
                die(kill, site, "the run that takes away", "run", "--all", "--date", Site.DATE);
                check(kill, "clean run", site.runs("run", "--all", "--date", Site.DATE));
                check(kill, "after the clean run", site.audit());
                settle(kill, site);
                List<String> old = site.warehouse().files("").stream()
                        .filter(file -> file.contains("dt=2026-11-21"))
                        .toList();
                check(kill, "old files are still there", old);
            }
        }
        record("kills-of-old-dates", kills);
    }

    private Site site(Place place, String... settings) throws IOException {
        return new Site(place, source, Files.createTempDirectory(folder, "site"), settings);
    }

    /// @return whether the run came to the step
    private boolean die(Kill kill, Site site, String which, String... arguments)
            throws IOException, InterruptedException {
        Died died = Dying.at(site, kill.point(), kill.death(), arguments);
        check(kill, which, died.violations());
        if (died.reached()) {
            kills++;
            reached.computeIfAbsent(kill.point(), point -> EnumSet.noneOf(Death.class))
                    .add(kill.death());
        }
        return died.reached();
    }

    /// One more run, which finds nothing to do but what is left.
    private void settle(Kill kill, Site site) {
        check(kill, "a run without anything to do", site.runs(Site.run()));
        check(kill, "at the end", site.audit());
        check(kill, "at the end", site.leftovers());
        Site.Watched watched = site.stopWatching();
        observations += watched.observations();
        check(kill, "seen by a reader", watched.violations());
    }

    private void check(Kill kill, String when, List<String> wrong) {
        wrong.forEach(line -> {
            violations.add(kill + ", " + when + ": " + line);
            System.out.println("torture: violation: " + violations.getLast());
        });
    }

    /// Every step must be reached, in every way that was tried.
    private void record(String experiment, List<Kill> tried) {
        for (Kill kill : tried) {
            if (!reached.getOrDefault(kill.point(), Set.of()).contains(kill.death())) {
                violations.add("no run came to " + kill.point() + " to be killed by " + kill.death());
            }
        }
        Torture.record(
                experiment,
                Map.of(
                        "scenarios",
                        (long) tried.size(),
                        "kills",
                        kills,
                        "steps",
                        (long) reached.size(),
                        "unreached",
                        unreached,
                        "observations",
                        observations,
                        "violations",
                        (long) violations.size()));
        assertEquals("", String.join("\n", violations));
    }
}
