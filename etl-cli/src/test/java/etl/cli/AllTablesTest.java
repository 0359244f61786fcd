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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AllTablesTest {
    private static final String LONGEST = "n".repeat(60) + "_63";

    @TempDir
    private Path folder;

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void every_kind_of_relation_is_exported_once_and_the_servers_own_are_not() throws IOException {
        database.execute("""
                create schema sales;
                create table public.fruit (id int primary key, color text);
                insert into public.fruit values (1, 'red'), (2, null);
                create table sales.fruit (id int) partition by range (id);
                create table sales.fruit_low partition of sales.fruit for values from (0) to (10);
                create table sales.fruit_high partition of sales.fruit for values from (10) to (20) partition by list (id);
                create table sales.fruit_high_leaf partition of sales.fruit_high default;
                insert into sales.fruit values (1), (11), (12);
                create view public.red as select * from public.fruit where color = 'red';
                create materialized view sales.counts as select count(*) as fruits from public.fruit;
                create table public.empty_table (id int);
                create temporary table passing (id int);
                create sequence public.numbers;
                create index on public.fruit (color);
                """);

        Result result = run("--all-tables");

        assertEquals(0, result.exitCode(), result.err());
        assertEquals(List.of("empty_table", "fruit", "red", "sales_counts", "sales_fruit"), published());
        assertEquals(List.of(List.of("1"), List.of("11"), List.of("12")), rows("sales_fruit", "id"));
        assertEquals(List.of(List.of("2")), rows("sales_counts", "fruits"));
        assertEquals(List.of(), rows("empty_table", "id"));
    }

    @Test
    void exclude_takes_globs_over_task_names_and_table_names() throws IOException {
        database.execute("""
                create schema audit;
                create table audit.log (id int);
                create table public.tmp_1 (id int);
                create table public.tmp_2 (id int);
                create table public.fruit (id int);
                """);

        assertEquals(
                0,
                run("--all-tables", "--exclude", "tmp_*", "--exclude", "audit.*")
                        .exitCode());
        assertEquals(List.of("fruit"), published());

        Result none = run("--all-tables", "--exclude", "*");
        assertEquals(2, none.exitCode());
        assertTrue(none.err().contains("--exclude leaves no task"), none.err());
        Result unknown = run("--all-tables", "--exclude", "fruits");
        assertEquals(2, unknown.exitCode());
        assertTrue(unknown.err().contains("nothing matches 'fruits'. Did you mean 'fruit'"), unknown.err());
    }

    @Test
    void two_relations_of_one_name_are_refused_until_one_is_named_apart() throws IOException {
        database.execute("""
                create schema audit;
                create table audit.log (id int);
                create table public.audit_log (id int);
                create table public."Audit Log" (id int);
                """);

        Result refused = run("--all-tables");
        assertEquals(2, refused.exitCode());
        assertTrue(
                refused.err()
                        .contains(
                                "audit.log and public.\\\"Audit Log\\\" and public.audit_log would all be named 'audit_log'"),
                refused.err());
        assertTrue(refused.err().contains("--exclude"), refused.err());
        assertFalse(Files.exists(folder.resolve("warehouse")));

        Result apart = run(
                "--all-tables",
                "--exclude",
                "audit.log",
                "--table",
                "public.\"Audit Log\"",
                "--name",
                "audit_log_spaced");
        assertEquals(0, apart.exitCode(), apart.err());
        assertEquals(List.of("audit_log", "audit_log_spaced"), published());
    }

    @Test
    void what_the_role_may_not_read_is_left_out_and_named() throws IOException {
        database.execute("create table public.open (id int); create table public.secret (id int);"
                + " create schema hidden; create table hidden.t (id int)");
        TestDatabase reader = database.role("reader");

        Result nothing = program(reader).run("run", "--all-tables", "--dest", "file:warehouse");
        assertEquals(2, nothing.exitCode());
        assertTrue(nothing.err().contains("no table that the role may read. Grant it SELECT"), nothing.err());

        database.execute("grant select on public.open to " + reader.user());
        database.execute("grant select on hidden.t to " + reader.user());
        Result result = program(reader).run("run", "--all-tables", "--dest", "file:warehouse");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(List.of("open"), published());
        assertTrue(result.err().contains("may not read: hidden.t, public.secret"), result.err());
    }

    @Test
    void an_empty_database_is_told_and_an_unfilled_materialised_view_is_refused() {
        Result empty = run("--all-tables");
        assertEquals(2, empty.exitCode());
        assertTrue(empty.err().contains("has no table that the role may read. Name another database"), empty.err());

        database.execute("create materialized view public.totals as select 1 as one with no data");
        Result unfilled = run("--all-tables");
        assertEquals(2, unfilled.exitCode());
        assertTrue(
                unfilled.err().contains("public.totals is a materialised view that was never filled"), unfilled.err());
        assertTrue(unfilled.err().contains("REFRESH MATERIALIZED VIEW"), unfilled.err());
    }

    @Test
    void a_task_that_reads_the_table_under_its_name_stands_for_it() throws IOException {
        database.execute("create table public.fruit (id int, color text); insert into public.fruit values (1, 'red')");
        Files.writeString(
                folder.resolve("etl.yaml"), "tasks:\n  fruit: {table: public.fruit, columns: [id]}\nsamples: false\n");

        Result result = run("--all", "--all-tables", "-o", "json");

        assertEquals(0, result.exitCode(), result.err());
        JsonNode tasks = JsonMapper.builder().build().readTree(result.out()).get("tasks");
        assertEquals(1, tasks.size());
        assertEquals(1, tasks.get(0).get("columns").size());
    }

    /// Each with a number, so that no two fold to one.
    private static final List<String> HOSTILE = List.of(
            "plain",
            "UPPER",
            "select",
            "with \"quotes\"",
            "it's",
            "line\nbreak",
            "tab\tstop",
            "back\\slash",
            "semi;colon",
            "-- comment",
            "/* comment",
            "per%cent %s",
            "dollar$$1",
            "{split}",
            "question?",
            "dotted.name",
            "🍎 äpfel",
            "名前",
            " ",
            "1st",
            "_hidden",
            "a,b=c/d",
            "..",
            "nul\u0001control");

    @Test
    void names_may_be_anything() throws IOException {
        StringBuilder sql = new StringBuilder();
        for (int i = 0; i < HOSTILE.size(); i++) {
            String schema = quoted(HOSTILE.get(i) + i);
            String table = schema + "." + quoted(HOSTILE.get(i));
            sql.append("create schema %s; create table %s (%s int primary key, %s text);"
                    .formatted(schema, table, quoted(HOSTILE.get(i)), quoted("second " + HOSTILE.get(i))));
            sql.append("insert into %s values (%d, 'it''s'), (1000, '🍎');".formatted(table, i));
        }
        database.execute(sql.toString());

        Result result = run("--all-tables");

        assertEquals(0, result.exitCode(), result.err());
        assertEquals(HOSTILE.size(), published().size());
        assertTrue(published().stream().allMatch(name -> name.matches("[a-z0-9_]+")), published()::toString);
        List<List<String>> rows = new ArrayList<>();
        for (String table : published()) {
            rows.addAll(DuckDb.rows("select a, b from (select * from "
                    + DuckDb.table(folder.resolve("warehouse") + "/" + table + "/*/*.parquet")
                    + ") as t (a, b) order by a"));
        }
        assertEquals(HOSTILE.size() * 2, rows.size());
        for (int i = 0; i < HOSTILE.size(); i++) {
            assertTrue(rows.contains(List.of(Integer.toString(i), "it's")), HOSTILE.get(i));
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Test
    void the_longest_names_are_exported() throws IOException {
        database.execute("create schema %1$s; create table %1$s.%1$s (%1$s int)".formatted(LONGEST));

        Result result = run("--all-tables");

        assertEquals(0, result.exitCode(), result.err());
        assertEquals(List.of(LONGEST + "_" + LONGEST), published());
    }

    @Test
    void columns_that_would_be_one_are_refused_together_with_all_else_that_is_wrong() {
        database.execute("""
                create table public.clash (a int, "A" int);
                create table public.nothing ();
                create table public.parted (id int, dt date)
                """);

        Result result = run("--all-tables");

        assertEquals(2, result.exitCode());
        assertTrue(
                result.err().contains("clash.A: its name at the destination is a, which is that of 'a' too"),
                result.err());
        assertTrue(result.err().contains("nothing has no columns"), result.err());
        assertTrue(result.err().contains("parted.dt: dt is the name of a key of its partitions"), result.err());
        assertFalse(Files.exists(folder.resolve("warehouse")));
    }

    @Test
    void describe_takes_all_tables_too() {
        database.execute("create table public.a (id int); create table public.b (id int)");

        Result result = program(database).run("describe", "--all-tables", "--exclude", "b", "-o", "json");

        assertEquals(0, result.exitCode(), result.err());
        assertEquals(
                1,
                JsonMapper.builder().build().readTree(result.out()).get("tasks").size());
    }

    private Result run(String... more) {
        return program(database)
                .run(Stream.concat(Stream.of("run", "--dest", "file:warehouse"), Stream.of(more))
                        .toArray(String[]::new));
    }

    private Program program(TestDatabase as) {
        return new Program(folder).with(as);
    }

    private List<List<String>> rows(String table, String columns) {
        return DuckDb.rows("select %s from %s order by 1"
                .formatted(columns, DuckDb.table(folder.resolve("warehouse") + "/" + table + "/*/*.parquet")));
    }

    private List<String> published() throws IOException {
        try (Stream<Path> paths = Files.list(folder.resolve("warehouse"))) {
            return paths.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals(".etl"))
                    .sorted()
                    .toList();
        }
    }
}
