package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.Name;
import etl.schemas.Table;
import etl.schemas.Table.FromQuery;
import etl.tasks.Increment;
import etl.tasks.Increment.Mode;
import etl.tasks.Lookup;
import etl.tasks.Task;
import etl.tasks.TaskOptions;
import etl.tasks.publish.CommittedTable.Window;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Runs that read what is new and publish it beside what was.
class IncrementTest extends IncrementCase {

    /// A column of each type, filled as columns of the type are.
    ///
    /// @param ahead what is added for a row that isn't due yet; empty: there can't be one
    private record Kind(String table, String type, String value, String ahead) {
        String insert(int from, int to) {
            return "insert into %s select n, %s from generate_series(%d, %d) as n;".formatted(table, value, from, to);
        }

        String change(int from, int to) {
            return "update %s set c = %s where id between %d and %d;".formatted(table, value, from, to)
                    + (ahead.isEmpty() ? "" : "insert into %s select 99, %s + %s;".formatted(table, value, ahead));
        }
    }

    private static final String IN_NEPAL = "clock_timestamp() at time zone 'Asia/Kathmandu'";

    private static final List<Kind> KINDS = List.of(
            new Kind("points", "timestamptz", "clock_timestamp()", "interval '1 h'"),
            new Kind("short_points", "timestamptz(3)", "clock_timestamp()", "interval '1 h'"),
            new Kind("times", "timestamp", IN_NEPAL, "interval '1 h'"),
            new Kind("short_times", "timestamp(2)", IN_NEPAL, "interval '1 h'"),
            new Kind("longs", "bigint", "nextval('numbers')", ""),
            new Kind("ints", "int", "nextval('numbers')", ""),
            new Kind("shorts", "smallint", "nextval('numbers')", ""),
            new Kind("ids", "xid8", "pg_current_xact_id()", ""));

    @Test
    void the_rows_of_a_commit_are_those_of_the_server_in_its_window() throws InterruptedException {
        Task[] tasks = KINDS.stream()
                .map(kind -> relation(kind.table)
                        .with(TaskOptions.DEFAULT.by(
                                new Increment("c", Duration.ZERO, Mode.APPEND).in(ZoneId.of("Asia/Kathmandu")))))
                .toArray(Task[]::new);
        database.execute("create sequence numbers");
        run(on(20, empty(tasks)));
        KINDS.forEach(kind -> assertHolds("dt=2026-11-20", kind, 0));
        database.execute(all(kind -> "insert into %s values (0, null);".formatted(kind.table) + kind.insert(1, 20)));
        run(on(21, tasks));
        KINDS.forEach(kind -> assertHolds("dt=2026-11-21", kind, 20));
        List<String> watermarks =
                KINDS.stream().map(kind -> window(kind.table).upTo()).toList();
        database.execute(all(kind -> kind.insert(21, 30) + kind.change(1, 5)));
        run(on(22, tasks));
        KINDS.forEach(kind -> assertHolds("dt=2026-11-22", kind, 15));
        assertEquals(
                watermarks,
                KINDS.stream()
                        .map(kind -> window(kind.table).after().orElseThrow())
                        .toList());
        run(on(23, tasks));
        KINDS.forEach(kind -> assertHolds("dt=2026-11-23", kind, 0));
        KINDS.forEach(kind -> assertEquals(35, published(kind.table, "*", "id").size(), kind::toString));
    }

    private Task[] empty(Task... tasks) {
        database.execute(all(kind -> "create table %s (id int primary key, c %s);".formatted(kind.table, kind.type)));
        return tasks;
    }

    private static String all(Function<Kind, String> sql) {
        return KINDS.stream().map(sql).collect(Collectors.joining());
    }

    private void assertHolds(String date, Kind kind, int rows) {
        assertHolds(kind.table, date, kind.type.replaceAll("\\(.*", ""), rows);
    }

    private void assertHolds(String table, String date, String type, int rows) {
        Window window = window(table);
        String condition = window.after()
                        .map(after -> "c > '%s'::%s and ".formatted(after, type))
                        .orElse("")
                + "c <= '%s'::%s".formatted(window.upTo(), type);
        assertEquals(
                sorted(database.rows("select id from %s where %s".formatted(table, condition))),
                published(table, date, "id"),
                window::toString);
        assertEquals(rows, published(table, date, "id").size(), window::toString);
    }

    @Test
    void a_day_is_read_when_it_has_ended_where_it_is_written() throws InterruptedException {
        database.execute("""
                create table t (id int primary key, c date);
                insert into t select n, (now() at time zone 'Etc/GMT+12')::date - 3 + n from generate_series(1, 9) as n
                """);
        // Of two places 26 hours apart, the day in the east is a later one always.
        Increment west = new Increment("c", Duration.ZERO, Mode.APPEND).in(ZoneId.of("Etc/GMT+12"));
        run(on(21, relation("t").with(TaskOptions.DEFAULT.by(west))));
        Window first = window("t");
        assertHolds("t", "dt=2026-11-21", "date", 2);
        assertEquals(database.text("select ((now() at time zone 'Etc/GMT+12')::date - 1)::text"), first.upTo());
        Increment east = west.in(ZoneId.of("Etc/GMT-14"));
        run(on(22, relation("t").with(TaskOptions.DEFAULT.by(east))));
        String days = database.text(
                "select (now() at time zone 'Etc/GMT-14')::date - (now() at time zone 'Etc/GMT+12')::date");
        assertHolds("t", "dt=2026-11-22", "date", Integer.parseInt(String.valueOf(days)));
    }

    @Test
    void a_run_stays_behind_by_the_lag() throws InterruptedException {
        database.execute(EVENTS);
        database.execute("insert into events (id, changed_at) values (1, now() - interval '2 h'), (2, now())");
        run(on(21, events(new Increment("changed_at", Duration.ofHours(1), Mode.APPEND))));
        assertEquals(List.of(List.of("1")), published("events", "*", "id"));
        run(on(22, events(BY_CHANGE)));
        assertEquals(List.of(List.of("2")), published("events", "dt=2026-11-22", "id"));
        // A longer lag than before: the watermark stays.
        String watermark = window("events").upTo();
        run(on(23, events(new Increment("changed_at", Duration.ofHours(9), Mode.APPEND))));
        assertEquals(new Window("changed_at", Optional.of(watermark), watermark), window("events"));
    }

    @Test
    void what_an_open_transaction_writes_is_read_when_it_has_ended() throws InterruptedException, SQLException {
        database.execute(EVENTS);
        database.execute("insert into events values (1)");
        try (Writer slow = new Writer().execute("insert into events values (2)")) {
            database.execute("insert into events values (3)");
            run(on(21, events(BY_CHANGE)));
            assertEquals(List.of(List.of("1")), published("events", "*", "id"));
            slow.commit();
        }
        run(on(22, events(BY_CHANGE)));
        assertEquals(List.of(List.of("2"), List.of("3")), published("events", "dt=2026-11-22", "id"));
        // What another database does holds nobody back, and neither do runs.
        database.execute("insert into events values (4)");
        try (var other = etl.testkit.TestPostgres.server().connect()) {
            other.setAutoCommit(false);
            try (var statement = other.createStatement()) {
                statement.execute("select 1");
                run(on(23, events(BY_CHANGE)));
            }
        }
        assertEquals(List.of(List.of("4")), published("events", "dt=2026-11-23", "id"));
    }

    @ParameterizedTest
    @CsvSource({"timestamptz, now()", "xid8, pg_current_xact_id()"})
    void what_a_prepared_transaction_has_written_is_read_when_it_is_committed(String type, String value)
            throws InterruptedException, SQLException {
        database.execute(
                "create table events (id int primary key, changed_at %s not null default %s)".formatted(type, value));
        database.execute("insert into events values (1)");
        run(on(21, events(BY_CHANGE)));
        String prepared = database.database() + "_waiting";
        try (Writer writer = new Writer().execute("insert into events values (2)")) {
            Thread.sleep(20);
            writer.execute("prepare transaction '" + prepared + "'");
        }
        database.execute("insert into events values (3)");
        run(on(22, events(BY_CHANGE)));
        assertEquals(List.of(List.of("1")), published("events", "*", "id"));
        assertEquals(
                type.equals("timestamptz"),
                warnings().stream().anyMatch(line -> line.startsWith("A transaction is prepared since ")));
        database.execute("commit prepared '" + prepared + "'");
        run(on(23, events(BY_CHANGE)));
        assertEquals(List.of(List.of("2"), List.of("3")), published("events", "dt=2026-11-23", "id"));
    }

    private List<String> warnings() {
        return events.stream()
                .filter(RunEvent.Warned.class::isInstance)
                .map(event -> ((RunEvent.Warned) event).message())
                .toList();
    }

    @Test
    void who_may_not_see_the_transactions_of_others_is_warned() throws InterruptedException, SQLException {
        database.execute(EVENTS);
        var reader = database.role("reader");
        var writer = database.role("writer");
        database.execute("grant select on events to " + reader.user());
        database = reader;
        try (var session = writer.connect()) {
            run(on(21, events(BY_CHANGE)));
            String warning = warnings().getFirst();
            assertTrue(warning.startsWith("1 sessions of other roles can't be seen"), warning);
            etl.testkit.TestPostgres.server().execute("grant pg_read_all_stats to " + reader.user());
            events.clear();
            run(on(22, events(BY_CHANGE)));
            assertEquals(List.of(), warnings());
        }
    }

    @Test
    void a_date_that_is_run_again_holds_what_is_new_since_the_date_before() throws InterruptedException {
        database.execute(EVENTS);
        database.execute("insert into events values (1), (2)");
        run(on(21, events(BY_CHANGE)));
        database.execute("insert into events values (3)");
        run(on(22, events(BY_CHANGE)));
        Window before = window("events");
        database.execute(
                "insert into events values (4); update events set version = 2, changed_at = now() where id = 3");
        run(on(22, events(BY_CHANGE)));
        assertEquals(before.after(), window("events").after());
        assertEquals(
                List.of(List.of("3", "2"), List.of("4", "1")), published("events", "dt=2026-11-22", "id, version"));

        // An earlier date is read as it was; the watermark doesn't go back.
        String watermark = window("events").upTo();
        run(on(21, events(BY_CHANGE)));
        assertEquals(windowOf(0, "events"), windowOf(3, "events"));
        assertEquals(List.of(List.of("1"), List.of("2")), published("events", "dt=2026-11-21", "id"));
        database.execute("insert into events values (5)");
        run(on(23, events(BY_CHANGE)));
        assertEquals(Optional.of(watermark), window("events").after());
        assertEquals(5, published("events", "*", "distinct id").size());
        assertEquals(5, published("events", "*", "id").size());

        assertEquals(
                "events (incremental): dt=2026-11-23 is published already, and nothing was under dt=2026-11-20. What is new belongs to a date that isn't before it.",
                refusedAsUsage(on(20, events(BY_CHANGE))));
    }

    @Test
    void full_starts_over() throws InterruptedException {
        database.execute(EVENTS);
        database.execute("insert into events values (1), (2)");
        run(on(20, events(BY_CHANGE)));
        database.execute("insert into events values (3); delete from events where id = 1");
        run(on(21, events(BY_CHANGE)));
        RunReport over = run(on(22, startingOver(), events(BY_CHANGE)));
        assertEquals(Optional.empty(), window("events").after());
        assertEquals(List.of(List.of("2"), List.of("3")), published("events", "*", "id"));
        assertEquals(List.of(), published("events", "dt=2026-11-21", "id"));
        assertEquals(
                List.of("dt=2026-11-20", "dt=2026-11-21"),
                over.tasks().getFirst().dropped());
        database.execute("insert into events values (4)");
        run(on(23, events(BY_CHANGE)));
        assertEquals(List.of(List.of("4")), published("events", "dt=2026-11-23", "id"));
        // Under an earlier date it takes the later ones away.
        run(on(21, startingOver(), events(BY_CHANGE)));
        assertEquals(3, published("events", "dt=2026-11-21", "id").size());
        assertEquals(3, published("events", "*", "id").size());
        run(on(22, events(BY_CHANGE)));
        assertEquals(3, published("events", "*", "id").size());
    }

    @Test
    void what_does_not_go_on_from_the_last_commit_is_refused() throws InterruptedException {
        database.execute(EVENTS);
        database.execute(
                "alter table events add number bigint default 7, add at timestamp default now(), add note text");
        database.execute("insert into events values (1)");
        run(on(21, relation("events")));
        assertEquals(
                "events (incremental): dt=2026-11-21 holds all rows of its date, and what is new beside it would count twice. Run it once with --full, which reads everything again and replaces what is published.",
                refusedAsUsage(on(22, events(BY_CHANGE))));
        run(on(22, startingOver(), events(BY_CHANGE)));
        assertEquals(1, published("events", "*", "id").size());

        Increment byNumber = new Increment("number", Duration.ZERO, Mode.APPEND);
        assertEquals(
                "events (incremental): it was published by the column changed_at, and is declared by number. Run it once with --full, which reads everything again and replaces what is published.",
                refusedAsUsage(on(23, events(byNumber))));
        assertEquals(
                "events (incremental): the column note is of the type text, which can't tell what is new. Known are timestamptz, timestamp, date, xid8, int8, int4, int2.",
                refusedAsUsage(on(23, events(new Increment("note", Duration.ZERO, Mode.APPEND)))));
        assertEquals(
                "events (incremental): the column changed isn't in public.events. Name one that is, exactly as it is written there.",
                refusedAsUsage(on(23, events(new Increment("changed", Duration.ZERO, Mode.APPEND)))));
        assertEquals(
                "events (incremental): at is of the type timestamp, which doesn't say by which clock. Add to incremental the zone in which it is written, such as time-zone: UTC.",
                refusedAsUsage(on(23, startingOver(), events(new Increment("at", Duration.ZERO, Mode.APPEND)))));

        database.execute("alter table events alter changed_at type timestamp");
        assertTrue(refusedAsUsage(on(23, events(BY_CHANGE.in(ZoneId.of("UTC")))))
                .contains("+00, which is no timestamp: the column's type has changed. Run it once with --full"));
    }

    @Test
    void a_condition_of_one_run_is_refused_and_a_declared_one_holds() throws InterruptedException {
        database.execute(EVENTS);
        database.execute("insert into events values (1), (2)");
        Task declared = new Task.Relation(
                        "events", new Table.FromRelation("public", "events"), List.of(), Optional.of("id > 1 or false"))
                .with(TaskOptions.DEFAULT.by(BY_CHANGE));
        RunSettings plain = on(21, declared);
        assertEquals(
                "events (incremental): --where would leave rows out for good, since the next run goes on after this one. Leave it away, or declare where in the task.",
                refusedAsUsage(new RunSettings(
                        plain.sources(),
                        plain.tasks(),
                        plain.date(),
                        plain.destination(),
                        plain.catalog(),
                        1,
                        plain.reader(),
                        Optional.of("id < 9"),
                        plain.parquet(),
                        plain.types(),
                        plain.heapBytes(),
                        plain.onDrift(),
                        plain.guards(),
                        plain.publishing())));
        run(plain);
        assertEquals(List.of(List.of("2")), published("events", "*", "id"));
    }

    @Test
    void check_says_what_cannot_be_seen() {
        database.execute(EVENTS + "; alter table events add number bigint; create index on events (changed_at)");
        assertEquals(
                List.of(
                        "incremental: deleted rows aren't seen, nor changes that leave changed_at as it is. --full reads everything again."),
                unseen(events(BY_CHANGE)));
        assertEquals(
                List.of(
                        "incremental: deleted rows aren't seen, nor changes that leave number as it is. --full reads everything again.",
                        "incremental: number may be NULL, and a row with NULL is never new. Declare it NOT NULL.",
                        "incremental: number is a number (int8): a transaction that ends after one with a higher number was read loses its rows. A column with pg_current_xact_id() (xid8) or now() (timestamptz) loses none.",
                        "incremental: no index of public.events begins with number, so every run reads the whole table to find what is new. create index on \"public\".\"events\" (\"number\")"),
                unseen(events(new Increment("number", Duration.ZERO, Mode.APPEND))));
        var reader = database.role("reader");
        database.execute("grant select on events to " + reader.user());
        var owner = database;
        database = reader;
        assertTrue(unseen(events(BY_CHANGE))
                .contains(
                        "incremental: %s can't see the transactions of other roles: the lag must be longer than any of them, or grant pg_read_all_stats to it."
                                .formatted(reader.user())));
        database = owner;
    }

    /// The lines of a task's finding that follow the first.
    private List<String> unseen(Task task) {
        Finding finding = SourceCheck.tasks(on(21, task)).findings().stream()
                .filter(found -> found.subject().equals("task"))
                .findFirst()
                .orElseThrow();
        return finding.lines().subList(1, finding.lines().size());
    }

    record Event(int id, @Name("version") int number) {}

    record Numbered(int id, String word) {}

    record Word(int number, String word) {}

    @Test
    void queries_and_typed_tasks_read_what_is_new_too() throws InterruptedException {
        database.execute(EVENTS);
        database.execute("""
                create table words as select * from (values (1, 'one'), (2, 'two')) as v (number, word);
                alter table words alter number set not null, alter word set not null;
                insert into events values (1, 1), (2, 2)
                """);
        TaskOptions options = TaskOptions.DEFAULT.by(BY_CHANGE);
        Task query = new Task.Relation(
                        "asked",
                        new FromQuery("select id + 100 as number, changed_at from events", Optional.empty()),
                        List.of(),
                        Optional.empty())
                .with(options);
        Task extract = new Task.Extract<>(Table.of(Event.class, "public", "events")).with(options);
        Lookup<Integer, Word> words = new Lookup<>(Table.of(Word.class, "public", "words"), Word::number, 10);
        Task transform = new Task.Transform<>(
                        "worded",
                        Table.of(Event.class, "public", "events"),
                        Numbered.class,
                        List.of(words),
                        (event, lookups) -> {
                            Word word = lookups.find(words, event.number());
                            return word == null ? null : new Numbered(event.id(), word.word());
                        })
                .with(options);
        run(on(21, query, extract, transform));
        assertEquals(List.of(List.of("101"), List.of("102")), published("asked", "*", "number"));
        assertEquals(List.of(List.of("1", "one"), List.of("2", "two")), published("worded", "*", "*"));
        database.execute("insert into events values (3, 2), (4, 3)");
        run(on(22, query, extract, transform));
        assertEquals(List.of(List.of("103"), List.of("104")), published("asked", "dt=2026-11-22", "number"));
        assertEquals(
                List.of(List.of("3", "2"), List.of("4", "3")), published("events", "dt=2026-11-22", "id, version"));
        assertEquals(List.of(List.of("3", "two")), published("worded", "dt=2026-11-22", "*"));
    }
}
