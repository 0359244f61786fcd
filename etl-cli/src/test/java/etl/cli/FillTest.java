package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.DuckDb;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `etl run --from … --to …`, and what `etl describe` and `etl list` say of partitions.
class FillTest {
    @TempDir
    private Path folder;

    private final TestDatabase database = TestPostgres.database();

    @BeforeEach
    void prepare() throws IOException {
        database.execute("""
                create table events (id int primary key, created_at timestamptz not null, country text);
                insert into events select i, timestamptz '2026-01-01 00:00+00' + i * interval '1 hour', case when i % 2 = 0 then 'CH' end
                  from generate_series(0, 24 * 60 - 1) as i;
                """);
        Files.writeString(folder.resolve("etl.yaml"), """
                destination: file:warehouse
                tasks:
                  events: {table: public.events, partition-by: day(created_at)}
                  monthly: {table: public.events, partition-by: [month(created_at), country]}
                  dated: {table: public.events, partition-by: [dt, day(created_at)], keep: 1}
                  plain: {table: public.events}
                  whole: {table: public.events, partition-by: none}
                """);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Result run(String... arguments) {
        return new Program(folder).with(database).run(arguments);
    }

    private Result fill(String task, String from, String to, String... more) {
        List<String> arguments = new java.util.ArrayList<>(List.of("run", "--task", task, "--from", from, "--to", to));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private static void assertDone(Result result) {
        assertEquals(0, result.exitCode(), result.err());
    }

    private List<List<@Nullable String>> published(String table, String keys) {
        return DuckDb.rows(
                "select %s, count(*)::varchar from read_parquet('%s/**/*.parquet', hive_partitioning = true, hive_types_autocast = false) group by all order by all"
                        .formatted(keys, folder.resolve("warehouse").resolve(table)));
    }

    @Test
    void a_range_is_filled_and_a_repeat_is_skipped() {
        assertDone(fill("events", "2026-01-03", "2026-01-05"));
        assertEquals(
                List.of(List.of("2026-01-03", "24"), List.of("2026-01-04", "24"), List.of("2026-01-05", "24")),
                published("events", "created_at_day"));

        database.execute("delete from events where created_at >= '2026-01-04' and created_at < '2026-01-05'");
        Result again = fill("events", "2026-01-03", "2026-01-05");
        assertDone(again);
        assertTrue(again.err().contains("events: 2026-01-03..2026-01-05 is published already"), again.err());
        assertEquals(3, published("events", "created_at_day").size());
        assertDone(fill("events", "2026-01-03", "2026-01-05", "--force"));
        assertEquals(
                List.of(List.of("2026-01-03", "24"), List.of("2026-01-05", "24")),
                published("events", "created_at_day"));

        Result described = run("describe", "events", "--partitions", "2");
        assertDone(described);
        assertTrue(described.out().contains("created_at_day=2026-01-05"), described.out());
        assertTrue(described.out().contains("created_at_day=2026-01-04"), described.out());
        assertFalse(described.out().contains("created_at_day=2026-01-03"), described.out());
        assertTrue(described.out().contains("day(created_at)"), described.out());
    }

    @Test
    void each_day_is_published_by_itself_until_one_fails() {
        database.execute(
                "update events set country = '' where created_at >= '2026-01-04' and created_at < '2026-01-05'");
        Result published = run("run", "--task", "monthly", "--from", "2026-02-01", "--to", "2026-02-28");
        assertDone(published);

        assertDone(fill("events", "2026-01-01", "2026-01-02", "--per-day"));
        database.execute("alter table events add column odd numeric(3) default 'NaN'");
        database.execute("update events set odd = 1 where created_at < '2026-01-04'");
        Result failed = fill("events", "2026-01-03", "2026-01-05", "--per-day", "--on-drift", "add");
        assertEquals(22, failed.exitCode(), failed.err());
        assertTrue(
                failed.err()
                        .contains(
                                "Published are 2026-01-03 to 2026-01-03. Go on with --from 2026-01-04 --to 2026-01-05 --per-day."),
                failed.err());
        assertEquals(3, published("events", "created_at_day").size());
        database.execute("update events set odd = 1");
        assertDone(fill("events", "2026-01-04", "2026-01-05", "--per-day", "--on-drift", "add"));
        assertEquals(5, published("events", "created_at_day").size());

        Result dated = fill("dated", "2026-01-01", "2026-01-01", "--date", "2026-01-09");
        assertDone(dated);
        assertEquals(List.of(List.of("2026-01-09", "2026-01-01", "24")), published("dated", "dt, created_at_day"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            events  | --from 2026-01-01                                      | --from and --to go together: the first and the last day. For one day name it twice.
            events  | --per-day                                              | --per-day goes with --from and --to: one decision for each of their days.
            events  | --from 2026-01-02 --to 2026-01-01                      | --from 2026-01-02 comes after --to 2026-01-01. Exchange them.
            events  | --from 0001-01-01 --to 9999-12-31                      | --from 0001-01-01 --to 9999-12-31 are 3652059 days, and a run fills 10000 at most. Fill them in several runs, the first with --to 0028-05-18.
            events  | --from 2026-01-0 --to 2026-01-01                       | --from: '2026-01-0' is not a date. Write it as 2026-11-22.
            events  | --from 2026-01-01 --to 2026-01-01 --date 2026-01-01    | --date names the partition dt, and none of these tasks has it in partition-by. Leave --date out: --from and --to say which partitions are filled.
            monthly | --from 2026-01-01 --to 2026-01-31 --per-day            | --per-day: monthly has no partition for each day (partition-by month(created_at), country). Leave --per-day out.
            monthly | --from 2026-01-02 --to 2026-02-27                      | monthly: partition-by month(created_at) replaces whole months, and 2026-01-02 to 2026-02-27 are none. The nearest are --from 2026-01-01 --to 2026-02-28.
            plain   | --from 2026-01-01 --to 2026-01-01                      | plain: --from and --to fill partitions of days, and its partition-by is dt. Declare one key day(COLUMN), month(COLUMN) or year(COLUMN), before those of other columns: partition-by: day(created_at).
            """)
    void flags_that_do_not_go_together_are_one_message(String task, String flags, String message) {
        List<String> arguments = new java.util.ArrayList<>(List.of("run", "--task", task));
        arguments.addAll(List.of(flags.split(" ")));
        Result refused = run(arguments.toArray(String[]::new));
        assertEquals(2, refused.exitCode(), refused.err());
        assertTrue(refused.err().contains(message), refused.err());
    }

    @Test
    void the_statement_for_athena_has_the_keys_of_every_kind() {
        for (List<String> one : List.of(
                List.of("events", "PARTITIONED BY (`created_at_day` string)"),
                List.of("monthly", "PARTITIONED BY (`created_at_month` string, `country` string)"),
                List.of("dated", "PARTITIONED BY (`dt` string, `created_at_day` string)"),
                List.of("plain", "PARTITIONED BY (`dt` string)"))) {
            Result ddl = run("describe", one.getFirst(), "--ddl");
            assertDone(ddl);
            assertTrue(ddl.out().contains(one.getLast()), ddl.out());
            boolean dated = one.getLast().contains("`dt`");
            String view =
                    "CREATE OR REPLACE VIEW \"%1$s_latest\" AS\nSELECT * FROM \"%1$s\"\nWHERE \"dt\" = (SELECT max(\"dt\") FROM \"%1$s$partitions\");"
                            .formatted(one.getFirst());
            assertEquals(dated, ddl.out().contains(view), ddl.out());
        }
        Result whole = run("describe", "whole", "--ddl");
        assertDone(whole);
        assertFalse(whole.out().contains("PARTITIONED BY"), whole.out());
        assertTrue(run("list").out().contains("month(created_at), country"));
    }
}
