package etl.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.demo.Dying.Paused;
import etl.demo.Program.Ended;
import etl.tasks.ExitCode;
import etl.tasks.FailPoint;
import etl.testkit.LoggedCommit;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.Torture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several processes publish into one warehouse at once.
class RacesIT {
    /// Between one process' start and the next one's, times the number of the try.
    private static final long OFFSET_MILLIS = 15;

    private static final List<Place> PLACES = List.of(Place.DIRECT, Place.FOLDER, Place.CRAWLER, Place.BUCKET);

    @TempDir
    Path folder;

    private TestDatabase source;
    private final List<String> violations = new ArrayList<>();
    private long superseded;

    @BeforeEach
    void fill() {
        source = TestPostgres.database();
        Site.fill(source);
    }

    @AfterEach
    void drop() {
        source.close();
    }

    @Test
    void of_several_runs_for_one_date_exactly_one_publishes() throws IOException, InterruptedException {
        int offsets = Torture.times(2, 50);
        for (int i = 0; i < offsets; i++) {
            try (Site site = site(i)) {
                String[] run = Site.run();
                List<Ended> ended = race(site, i, i % 2 == 0 ? List.of(run, run) : List.of(run, run, run));
                for (Ended one : ended) {
                    if (one.code() != ExitCode.DONE.code() && one.code() != ExitCode.SUPERSEDED.code()) {
                        violations.add("a run ended so: " + one);
                    }
                    superseded += one.code() == ExitCode.SUPERSEDED.code() ? 1 : 0;
                }
                if (site.log().size() != 1) {
                    violations.add("%d commits: %s".formatted(site.log().size(), ended));
                }
                settle(site);
                violations.addAll(site.publishedTwice());
            }
        }
        record("races-for-one-date", offsets);
    }

    @Test
    void runs_of_different_tables_all_publish() throws IOException, InterruptedException {
        int offsets = Torture.times(1, 50);
        for (int i = 0; i < offsets; i++) {
            try (Site site = site(i)) {
                List<String[]> runs = new ArrayList<>(Site.TABLES.stream()
                        .map(table -> Site.runOf(List.of(table)))
                        .toList());
                List<Ended> ended = race(site, i, runs);
                ended.stream()
                        .filter(one -> one.code() != ExitCode.DONE.code())
                        .forEach(one -> violations.add("a run ended so: " + one));
                if (site.log().size() != runs.size()) {
                    violations.add("%d commits: %s".formatted(site.log().size(), ended));
                }
                settle(site);
                violations.addAll(site.publishedTwice());
            }
        }
        record("races-of-different-tables", offsets);
    }

    @Test
    void a_nightly_run_of_all_publishes_what_an_hourly_run_has_not_published_meanwhile()
            throws IOException, InterruptedException {
        List<Place> places = Torture.chosen(List.of(Place.FOLDER), PLACES);
        for (Place place : places) {
            try (Site site = new Site(place, source, Files.createTempDirectory(folder, "site"))) {
                Paused nightly = Dying.pause(site, FailPoint.ALL_PREPARED, Site.run("--report", "nightly.json"));
                assertTrue(Files.exists(nightly.marker()));
                violations.addAll(site.runs(Site.runOf(List.of("entries"))));
                String newer = site.log().getLast().runId();
                nightly.resume();
                Ended ended = site.program().ended(nightly.process());
                if (ended.code() != ExitCode.DONE.code()) {
                    violations.add("the nightly run ended so: " + ended);
                }
                Set<String> published = site.log().getLast().partitions().keySet();
                if (!published.equals(Set.of("accounts/dt=" + Site.DATE))) {
                    violations.add("the nightly run has published " + published);
                }
                String told = Files.readString(site.folder().resolve("nightly.json"));
                if (!told.contains(newer) || !told.contains("entries")) {
                    violations.add("the nightly run's report doesn't say that %s was newer: %s".formatted(newer, told));
                }
                settle(site);
            }
        }
        record("hourly-within-nightly", places.size());
    }

    private Site site(int attempt) throws IOException {
        return new Site(PLACES.get(attempt % PLACES.size()), source, Files.createTempDirectory(folder, "site"));
    }

    /// Starts runs one after the other, and waits for all.
    private static List<Ended> race(Site site, int attempt, List<String[]> runs)
            throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (String[] run : runs) {
            processes.add(site.program().start(run));
            Thread.sleep(attempt * OFFSET_MILLIS);
        }
        List<Ended> ended = new ArrayList<>();
        for (Process process : processes) {
            ended.add(site.program().ended(process));
        }
        return ended;
    }

    private void settle(Site site) {
        Stream.of(site.runs(Site.run()), site.audit(), site.leftovers()).forEach(violations::addAll);
        site.log().stream()
                .filter(LoggedCommit::undone)
                .forEach(commit -> violations.add("commit %d was taken back".formatted(commit.number())));
    }

    private void record(String experiment, int tries) {
        Torture.record(experiment, Map.of("tries", (long) tries, "superseded", superseded, "violations", (long)
                violations.size()));
        assertEquals("", String.join("\n", violations));
    }
}
