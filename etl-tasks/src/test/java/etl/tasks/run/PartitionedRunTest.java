package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Partitioning;
import etl.tasks.Partitioning.Unit;
import etl.tasks.Task;
import etl.tasks.TaskOptions;
import etl.tasks.run.RunSettings.Reader;
import etl.tasks.source.Databases;
import etl.tasks.source.Locker;
import etl.tasks.source.PartitionColumn;
import etl.testkit.DuckDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs whose rows say which partition they are in, against the server's own GROUP BY.
class PartitionedRunTest extends RunCase {
    private static final String EVENTS = """
            create type mood as enum ('so so', 'a/b=c');
            create table events (id int primary key, at timestamptz, seen timestamp, born date, country text,
              code char(4), feeling mood, ok bool, amount numeric(6,2), who uuid, note text);
            insert into events select i,
              case when i % 97 = 0 then null else timestamptz '2026-03-01 00:00+00' + i * interval '17 minutes' end,
              timestamp '2025-12-30 23:59:59' + i * interval '1 hour',
              date '2026-01-30' + i % 5,
              case i % 11 when 0 then null else (array['CH', 'ä/ö', 'a%b', E'tab\there', 'x=y', 'sp ace', '{z}', '"q"', 'né', 'Ω'])[i % 11] end,
              (array['ab', 'abcd'])[i % 2 + 1],
              (enum_range(null::mood))[i % 2 + 1], i % 3 = 0, (i % 4)::numeric / 2, null, 'note ' || i
            from generate_series(1, 6000) as i;
            """;

    /// One for each sort of key.
    private static final List<String> KEYS = List.of(
            "country",
            "code",
            "feeling",
            "ok",
            "amount",
            "who",
            "born",
            "day(at)",
            "month(at)",
            "year(seen)",
            "day(seen)",
            "month(born)",
            "ok, day(born)",
            "dt, country, month(at)");

    @Test
    void the_rows_of_every_kind_of_partition_are_those_of_group_by_on_the_server() throws InterruptedException {
        database.execute(EVENTS);
        Task[] tasks = new Task[KEYS.size()];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = new Task.Relation(
                            "t" + i, new Table.FromRelation("public", "events"), List.of(), Optional.empty())
                    .with(options(KEYS.get(i), "America/St_Johns"));
        }

        RunReport report = run(2, tasks);

        for (int i = 0; i < tasks.length; i++) {
            Partitioning partitioning = tasks[i].options().partitioning();
            List<String> server = new ArrayList<>();
            List<String> reader = new ArrayList<>();
            for (Partitioning.Key key : partitioning.keys()) {
                String column = key.column().equals("at") ? "at at time zone 'America/St_Johns'" : key.column();
                server.add(
                        switch (key.unit()) {
                            case VALUE -> column + "::text";
                            case DAY -> "to_char(" + column + ", 'YYYY-MM-DD')";
                            case MONTH -> "to_char(" + column + ", 'YYYY-MM')";
                            case YEAR -> "to_char(" + column + ", 'YYYY')";
                        });
                reader.add(key.name());
            }
            String sql = "select %s, count(*)::text, sum(id)::text from %s group by %s";
            assertEquals(
                    sorted(database.rows(
                            sql.formatted(String.join(", ", server), "events", String.join(", ", server)))),
                    sorted(partitions("t" + i, reader)),
                    KEYS.get(i));
            assertEquals(6000, report.tasks().get(i).rowsWritten(), KEYS.get(i));
        }
        assertTrue(files().stream().anyMatch(file -> file.startsWith("t0/country=__HIVE_DEFAULT_PARTITION__/")));
        assertTrue(files().stream()
                .anyMatch(file -> file.startsWith("t0/country=%C3") || file.startsWith("t0/country=ä%2Fö/")));
        // One file a partition: a split begins a file for each that it finds.
        assertEquals(11, report.tasks().getFirst().fileCount());
        assertEquals(11, report.tasks().getFirst().partitions());
        assertEquals("", report.tasks().getFirst().partition());
        assertEquals("dt=" + DATE, report.tasks().getLast().partition());
    }

    record Event(int id, @Nullable String country, @Nullable String note) {}

    record Noted(int id, @Nullable String note) {}

    @ParameterizedTest
    @EnumSource(Reader.class)
    void typed_rows_come_into_partitions_by_columns_that_their_records_need_not_have(Reader reader)
            throws InterruptedException {
        database.execute(EVENTS + "update events set country = 'CH' where country is null");
        Table<Event> table = Table.of("extracted", Event.class, "public", "events");
        Task extract = new Task.Extract<>(table).with(options("country, month(seen)", "UTC"));
        Task transform = new Task.Transform<>(
                        "noted",
                        table,
                        Noted.class,
                        List.of(),
                        (event, lookups) -> event.id() % 2 == 0 ? null : new Noted(event.id(), event.note()))
                .with(options("country, day(seen)", "UTC"));

        RunReport report = run(settings(2, reader, extract, transform));

        assertEquals(
                sorted(
                        database.rows(
                                "select country, to_char(seen, 'YYYY-MM'), count(*)::text, sum(id)::text from events group by 1, 2")),
                sorted(partitions("extracted", List.of("country", "seen_month"))));
        assertEquals(
                sorted(
                        database.rows(
                                "select country, to_char(seen, 'YYYY-MM-DD'), count(*)::text, sum(id)::text from events where id % 2 = 1 group by 1, 2")),
                sorted(partitions("noted", List.of("country", "seen_day"))));
        assertEquals(
                List.of("id", "note"),
                report.tasks().getFirst().columns().stream()
                        .map(RunReport.ColumnReport::name)
                        .toList());
        assertEquals(3000, report.tasks().getLast().rowsWritten());
    }

    @Test
    void a_partition_whose_rows_are_gone_is_published_empty_once() throws InterruptedException {
        database.execute(EVENTS);
        Task task = relation("events").with(options("country", "UTC"));
        run(2, task);
        database.execute("delete from events where country in ('CH', 'x=y')");

        RunReport second = run(2, task);
        assertEquals(11, second.tasks().getFirst().partitions());
        assertEquals(9, partitions("events", List.of("country")).size());
        assertEquals(11, files().size());

        // What is empty already isn't written again.
        assertEquals(9, run(2, task).tasks().getFirst().partitions());
        assertEquals(11, files().size());
        database.execute("insert into events (id, country) values (0, 'CH')");
        assertEquals(10, run(2, task).tasks().getFirst().partitions());
        assertEquals(10, partitions("events", List.of("country")).size());

        database.execute("truncate events");
        assertEquals(10, run(2, task).tasks().getFirst().partitions());
        assertEquals(List.of(), partitions("events", List.of("country")));
        assertEquals(0, run(2, task).tasks().getFirst().partitions());
    }

    @Test
    void a_range_of_days_replaces_its_partitions_and_no_others() throws InterruptedException {
        database.execute(EVENTS + "insert into events (id, at) values (0, 'infinity')");
        Task task = relation("events").with(options("day(at)", "Europe/Berlin"));
        run(reaching(task, "2026-03-10", "2026-03-12"));
        String inRange = "from events where (at at time zone 'Europe/Berlin')::date between '2026-03-10' and ";
        String days = "select (at at time zone 'Europe/Berlin')::date::text, count(*)::text, sum(id)::text ";
        assertEquals(
                sorted(database.rows(days + inRange + "'2026-03-12' group by 1")),
                sorted(partitions("events", List.of("at_day"))));

        // The clocks change on the 29th; the 11th and the 12th lose their rows; the 1st never had any.
        database.execute(
                "delete from events where (at at time zone 'Europe/Berlin')::date in ('2026-03-11', '2026-03-12')");
        run(reaching(task, "2026-03-11", "2026-03-11"));
        run(reaching(task, "2026-03-28", "2026-03-30"));
        RunReport before = run(reaching(task, "2026-02-26", "2026-02-28"));
        assertEquals(3, before.tasks().getFirst().partitions());
        assertEquals(0, before.tasks().getFirst().rowsWritten());
        assertEquals(
                sorted(Stream.concat(
                                database.rows(days + inRange + "'2026-03-10' group by 1").stream(),
                                database
                                        .rows(
                                                days
                                                        + "from events where (at at time zone 'Europe/Berlin')::date between '2026-03-28' and '2026-03-30' group by 1")
                                        .stream())
                        .toList()),
                sorted(partitions("events", List.of("at_day")).stream()
                        .filter(row -> !"2026-03-12".equals(row.getFirst()))
                        .toList()));
        assertTrue(
                partitions("events", List.of("at_day")).stream().anyMatch(row -> "2026-03-12".equals(row.getFirst())),
                "a day out of the range was touched");
    }

    @Test
    void an_index_serves_the_rows_of_a_day() throws InterruptedException {
        database.execute(EVENTS + """
                insert into events (id, at, seen, born)
                  select i, timestamptz '2000-01-01' + i * interval '7 minutes', timestamp '2000-01-01' + i * interval '7 minutes', date '1990-01-01' + i / 20
                  from generate_series(10000, 130000) as i;
                create index on events (at); create index on events (seen); create index on events (born);
                analyze events;
                """);
        for (String key : List.of("day(at)", "day(seen)", "day(born)")) {
            Task task = relation("events").with(options(key, "America/St_Johns"));
            RunPlan plan = new Run(reaching(task, "2000-06-01", "2000-06-01"), event -> {}).plan();
            String sql = plan.tasks().getFirst().splits().getFirst().sql();
            String explained = database.rows("explain " + sql).toString();
            assertTrue(explained.contains("Index"), explained);
            assertTrue(plan.tasks().getFirst().estimatedRows() < 2000, explained);
        }
    }

    @Test
    void splits_have_every_row_once_whatever_the_pages_tell() throws Exception {
        database.execute(EVENTS + """
                insert into events (id, at, country) values (-1, 'infinity', 'zz'), (-2, '-infinity', 'aa'), (-3, '0044-03-15 BC', null);
                """);
        for (String declared : List.of("day(at)", "country", "month(seen)", "born", "country, day(at)")) {
            Task task = relation("events").with(options(declared, "Europe/Berlin"));
            try (var connections = Databases.connections(database);
                    var locker = Locker.open(connections)) {
                List<PartitionColumn> keys =
                        PartitionPlanner.keys(task, new Table.FromRelation("public", "events"), locker.session());
                PartitionColumn first = keys.getFirst();
                List<String> bounds = declared.startsWith("day")
                        ? List.of("2026-03-05", "2026-03-29", "2026-04-20")
                        : List.of("2025", "CH", "a").stream()
                                .filter(bound -> first.time() == null)
                                .toList();
                List<String> ranges = first.ranges(bounds);
                String ids = "select id from events as \"events\" where ";
                List<List<@Nullable String>> all = new ArrayList<>();
                for (String range : ranges) {
                    all.addAll(database.rows(range.isEmpty() ? "select id from events" : ids + range));
                }
                assertEquals(sorted(database.rows("select id from events")), sorted(all), declared);
            }
        }
    }

    @Test
    void a_large_table_is_split_by_its_partitions() throws Exception {
        database.execute(EVENTS);
        Task task = relation("events").with(options("day(at)", "UTC"));
        var rows = new Table.FromRelation("public", "events");
        try (var connections = Databases.connections(database);
                var locker = Locker.open(connections)) {
            var session = locker.session();
            var planned = new PartitionPlanner(2, 1)
                    .plan(
                            new PartitionPlanner.Rows(
                                    "events",
                                    rows,
                                    List.of("\"id\""),
                                    List.of("id > 10"),
                                    Optional.of(locker.relation(rows))),
                            PartitionPlanner.keys(task, rows, session),
                            Reach.EVERYTHING,
                            session);
            assertEquals(4, planned.splits().size());
            long counted = 0;
            for (var split : planned.splits()) {
                long some = Long.parseLong(
                        String.valueOf(database.text("select count(*) from (" + split.sql() + ") as q")));
                assertTrue(some > 1000 && some < 2000, split.sql());
                counted += some;
            }
            assertEquals(5990, counted);
        }
    }

    @Test
    void what_has_no_place_in_a_directory_is_refused_with_its_row() {
        database.execute(EVENTS + "insert into events (id, at, country) values (-1, 'infinity', '')");
        Task country = relation("events").with(options("country", "UTC"));
        assertEquals(
                "events.country (row id=-1) is an empty string, which Hive can't tell from NULL in a directory (partition-by country). Give it another value, or NULL, in a query: select nullif(country, '') as country; or leave such rows out with where.",
                refused(settings(1, Reader.COPY, country), ExitCode.VALUE_NOT_REPRESENTABLE));
        Task day = relation("events").with(options("day(at)", "UTC"));
        assertEquals(
                "events.at (row id=-1) is infinity, or lies outside of the years 1 to 9999, and has no day (partition-by day(at)). Correct it in the table, or give it another value in a query; or leave such rows out with where.",
                refused(settings(1, Reader.COPY, day), ExitCode.VALUE_NOT_REPRESENTABLE));
        database.execute("update events set country = repeat('é', 124) where id = -1");
        assertEquals(
                "events.country (row id=-1) makes a directory's name of 256 bytes, and 255 is the most (partition-by country). Take a column with shorter values; or leave such rows out with where.",
                refused(settings(1, Reader.COPY, country), ExitCode.VALUE_NOT_REPRESENTABLE));
    }

    @Test
    void keys_that_a_column_can_not_give_are_refused_before_a_row_is_read() {
        database.execute("""
                create table events (id int, at timestamptz, at_day date, dt date, payload jsonb, country text);
                create table "only" (country text);
                """);
        for (List<String> one : List.of(
                List.of("day(created)", "events: partition-by day(created): what it reads has no column created."),
                List.of(
                        "day(att)",
                        "events: partition-by day(att): what it reads has no column att. Did you mean 'at'?"),
                List.of(
                        "day(country)",
                        "events: partition-by day(country): the column country is a text, and only a date, a timestamp or a timestamptz has a day."),
                List.of(
                        "at",
                        "events: partition-by at: the column is a timestamptz, and each of its values would be a partition. Write day(at), month(at) or year(at)."),
                List.of(
                        "payload",
                        "events: partition-by payload: the column is a jsonb. Partitions can be named by text, an enum, a bool, a whole number, a date, a uuid or a numeric: cast it in a query."),
                List.of(
                        "day(at)",
                        "events.at_day: at_day is the name of a key of its partitions, and Athena takes one column of a name. Select it under another name in a query: select \"at_day\" as …"))) {
            Task task = relation("events").with(options(one.getFirst(), "UTC"));
            assertEquals(one.getLast(), refused(settings(1, Reader.COPY, task), ExitCode.USAGE));
        }
        assertEquals(
                "only: its columns are all keys of its partitions (partition-by country), and nothing is left for the files. Leave one out of partition-by.",
                refused(settings(1, Reader.COPY, relation("only").with(options("country", "UTC"))), ExitCode.USAGE));
    }

    private String refused(RunSettings settings, ExitCode code) {
        var refused = refused(settings);
        assertEquals(code, refused.exitCode());
        return refused.getMessage();
    }

    private RunSettings reaching(Task task, String from, String to) {
        return settings(2, Reader.COPY, task).reaching(new Reach.Days(LocalDate.parse(from), LocalDate.parse(to)));
    }

    /// The keys' values with the number of rows and the sum of their ids.
    private List<List<@Nullable String>> partitions(String table, List<String> keys) {
        String names = String.join(", ", keys);
        return DuckDb.rows(
                "select %s, count(*)::varchar, sum(id)::varchar from read_parquet('%s/**/*.parquet', hive_partitioning = true, hive_types_autocast = false) group by %1$s"
                        .formatted(names, folder.resolve("warehouse").resolve(table)));
    }

    static TaskOptions options(String declared, String zone) {
        List<String> parts = new ArrayList<>(List.of(declared.split(", ")));
        boolean date = parts.remove("dt");
        List<Partitioning.Key> keys = parts.stream()
                .map(part -> part.endsWith(")")
                        ? new Partitioning.Key(
                                part.substring(part.indexOf('(') + 1, part.length() - 1),
                                Unit.valueOf(
                                        part.substring(0, part.indexOf('(')).toUpperCase(Locale.ROOT)))
                        : new Partitioning.Key(part, Unit.VALUE))
                .toList();
        return TaskOptions.DEFAULT.partitionedBy(new Partitioning(date, keys, ZoneId.of(zone)));
    }

    @Test
    void an_upload_that_somebody_removes_takes_the_other_partitions_with_it_and_the_run_is_to_be_repeated() {
        database.execute(
                "create table big as select i, date '2026-01-01' + i / 300000 as day from generate_series(0, 599999) as i");
        Task big = relation("big").with(options("day(day)", "UTC"));
        RunSettings settings = settings(1, Reader.COPY, big);
        EtlException again = assertThrows(
                EtlException.class,
                () -> new Run(settings, event -> {
                            if (event instanceof RunEvent.Progressed) {
                                removeStaged();
                            }
                        })
                        .execute());
        assertEquals(ExitCode.SUPERSEDED, again.exitCode(), again.getMessage());
        assertTrue(again.getMessage().contains("run it again"), again.getMessage());
        assertEquals(List.of(), files());
    }

    private void removeStaged() {
        for (String file : files()) {
            if (file.startsWith(".etl/staging/")) {
                try {
                    Files.deleteIfExists(folder.resolve("warehouse").resolve(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
