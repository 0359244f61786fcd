package etl.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.FakeGlue;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is wrong in what the user gave: one clear message, the documented exit code, no stack trace, nothing left
/// behind.
class BadInputTest {
    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final TestBucket BUCKET = TestS3.bucket();
    private static final FakeGlue GLUE = FakeGlue.start();

    @TempDir
    private Path folder;

    /// @param arguments the command line
    /// @param environment variables beside those that name the database; an empty one unsets
    /// @param exitCode the documented exit code
    /// @param message parts of the message, in order
    private record Case(
            String name, List<String> arguments, Map<String, String> environment, int exitCode, List<String> message) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<String> FRUIT = List.of("run", "--table", "public.fruit", "--dest", "file:warehouse");

    private static Case bad(String name, List<String> arguments, int exitCode, String... message) {
        return new Case(name, arguments, Map.of(), exitCode, List.of(message));
    }

    private static Case bad(
            String name, List<String> arguments, Map<String, String> environment, int exitCode, String... message) {
        return new Case(name, arguments, environment, exitCode, List.of(message));
    }

    static Stream<Case> cases() {
        return Stream.of(
                // What the issue names.
                bad(
                        "unknown task",
                        List.of("run", "--task", "ordres", "--dest", "file:warehouse"),
                        2,
                        "no task is named 'ordres'",
                        "Did you mean 'orders'?",
                        "etl list"),
                bad("wrong password", FRUIT, Map.of("PGPASSWORD", "wrong"), 2, "refuses the login", "PGPASSWORD"),
                bad("no password", FRUIT, Map.of("PGPASSWORD", ""), 2, "refuses the connection", "PGPASSWORD"),
                bad("unreachable host", FRUIT, Map.of("PGPORT", "1"), 10, "can't be reached", "Check the host"),
                bad(
                        "unknown host",
                        FRUIT,
                        Map.of("PGHOST", "nowhere.invalid"),
                        10,
                        "can't be reached",
                        "nowhere.invalid"),
                bad(
                        "missing database",
                        FRUIT,
                        Map.of("PGDATABASE", "nothing"),
                        2,
                        "nothing\\\" does not exist",
                        "PGDATABASE"),
                bad(
                        "missing table",
                        List.of("run", "--table", "public.fruits", "--dest", "file:warehouse"),
                        2,
                        "no relation public.fruits",
                        "Did you mean public.fruit?"),
                bad(
                        "misspelt column in a record",
                        List.of("run", "--task", MisspeltTask.NAME, "--dest", "file:warehouse"),
                        2,
                        MisspeltTask.NAME,
                        "colr"),
                bad(
                        "unwritable destination: a file",
                        List.of("run", "--table", "public.fruit", "--dest", "file:etl.txt/warehouse"),
                        2,
                        "etl.txt is a file",
                        "--dest"),
                bad(
                        "unwritable destination: no such bucket",
                        List.of("run", "--table", "public.fruit", "--dest", "s3://no-such-bucket-here/x/"),
                        2,
                        "no bucket no-such-bucket-here"),
                bad(
                        "no such crawler",
                        List.of(
                                "run",
                                "--table",
                                "public.fruit",
                                "--dest",
                                BUCKET.uri("shop/"),
                                "--crawler",
                                "nightli"),
                        2,
                        "no Glue crawler 'nightli'",
                        "nightly"),
                bad(
                        "the crawler of another database",
                        List.of(
                                "run",
                                "--table",
                                "public.fruit",
                                "--dest",
                                BUCKET.uri("shop/"),
                                "--crawler",
                                "nightly",
                                "--catalog-database",
                                "sales"),
                        2,
                        "writes to the database 'shop', and catalog.database is 'sales'"),
                bad(
                        "malformed YAML",
                        List.of("run", "--table", "public.fruit", "--config", "malformed.yaml"),
                        2,
                        "malformed.yaml:3: this is not YAML"),
                bad(
                        "unknown key",
                        List.of("run", "--table", "public.fruit", "--config", "unknown-key.yaml"),
                        2,
                        "unknown-key.yaml:2: unknown key 'compresion' in parquet. Did you mean 'compression'?"),
                // Flags.
                bad(
                        "unknown option",
                        List.of("run", "--tabel", "x"),
                        2,
                        "Unknown option '--tabel'",
                        "'--table'",
                        "etl run -h"),
                bad("unknown command", List.of("rum"), 2, "Unknown command 'rum'", "Did you mean 'run'?", "etl -h"),
                bad("no command", List.of(), 2, "No command is named", "etl -h"),
                bad("missing value", List.of("run", "--task"), 2, "--task", "etl run -h"),
                bad("no task", List.of("run", "--dest", "file:warehouse"), 2, "No task is named", "--task NAME"),
                bad("task and all", List.of("run", "--task", "orders", "--all"), 2, "--all and --task were both given"),
                bad("exclude alone", List.of("run", "--exclude", "orders"), 2, "--exclude leaves tasks out"),
                bad("unknown exclude", List.of("run", "--all", "--exclude", "odrers"), 2, "--exclude", "'orders'"),
                bad("no task matches", List.of("run", "--task", "x*"), 2, "no task matches 'x*'"),
                bad("a table as a task", List.of("run", "--task", "sales.fruit"), 2, "--table sales.fruit"),
                bad("no destination", List.of("run", "--task", "orders"), 2, "No destination is named", "--dest s3://"),
                bad(
                        "odd destination",
                        List.of("run", "--task", "orders", "--dest", "warehouse"),
                        2,
                        "--dest",
                        "'file:warehouse'"),
                bad(
                        "no database",
                        FRUIT,
                        Map.of("PGHOST", "", "PGDATABASE", ""),
                        2,
                        "No database is named",
                        "DATABASE_URL"),
                bad("no date", List.of("run", "--task", "orders", "--date", "22.11.2026"), 2, "--date", "2026-11-22"),
                bad("a query without a name", List.of("run", "--query", "select 1"), 2, "--query needs --name"),
                bad(
                        "two statements",
                        List.of(
                                "run",
                                "--query",
                                "select 1; drop table fruit",
                                "--name",
                                "q",
                                "--dest",
                                "file:warehouse"),
                        2,
                        "must be one statement"),
                bad(
                        "a statement that ends the transaction",
                        List.of(
                                "run",
                                "--query",
                                "select 1 as a) q; commit; drop table public.fruit; select * from (select 1 as a",
                                "--name",
                                "q",
                                "--dest",
                                "file:warehouse"),
                        2,
                        "must be one statement"),
                bad(
                        "two statements in a condition",
                        List.of(
                                "run",
                                "--table",
                                "public.fruit",
                                "--where",
                                "true); drop table public.fruit; select (1",
                                "--dest",
                                "file:warehouse"),
                        2,
                        "must be one statement"),
                bad(
                        "one name for two",
                        List.of("run", "--table", "a.b", "--table", "c.d", "--name", "x"),
                        2,
                        "--name names one"),
                bad(
                        "two tables of one name",
                        List.of("run", "--table", "a_b.c", "--table", "a.b_c", "--dest", "file:warehouse"),
                        2,
                        "Two tasks are named 'a_b_c'"),
                bad(
                        "catalog and no catalog",
                        List.of("run", "--table", "public.fruit", "--dest", "file:x", "--crawler", "c", "--no-catalog"),
                        2,
                        "--no-catalog and --crawler"),
                bad(
                        "a password in a flag",
                        List.of("run", "--task", "orders", "--source", "postgresql://me:hush@db/x"),
                        2,
                        "--source: a password in a flag"),
                bad(
                        "a report in no folder",
                        List.of(
                                "run",
                                "--table",
                                "public.fruit",
                                "--dest",
                                "file:warehouse",
                                "--report",
                                "no/report.json"),
                        2,
                        "--report: the folder",
                        "doesn't exist"),
                bad(
                        "wrong number of workers",
                        List.of("run", "--task", "x", "--workers", "many"),
                        2,
                        "--workers: 'many'"),
                bad(
                        "a numeric that nobody decides about",
                        List.of("run", "--table", "public.odd", "--dest", "file:warehouse"),
                        2,
                        "odd.place: numeric has no precision here",
                        "Set types.columns.odd.place: decimal(38,9), string or double.",
                        "types.numeric decides for all such columns, a cast in a query for one."),
                bad(
                        "a choice for a column that isn't there",
                        List.of("run", "--table", "public.fruit", "--dest", "file:warehouse"),
                        Map.of("ETL_TYPES_COLUMNS", "{fruit.colour: string}"),
                        2,
                        "types.columns.fruit.colour: fruit has no such column. Did you mean 'color'? It has id, color."),
                bad(
                        "a choice for a task that isn't there",
                        List.of("run", "--table", "public.fruit", "--dest", "file:warehouse"),
                        Map.of("ETL_TYPES_COLUMNS", "{fruits.color: string}"),
                        2,
                        "ETL_TYPES_COLUMNS: types.columns.fruits: no task is named 'fruits'. Did you mean 'fruit'?"),
                bad(
                        "a number of what is none",
                        List.of("run", "--table", "public.fruit", "--dest", "file:warehouse"),
                        Map.of("ETL_TYPES_COLUMNS", "{fruit.color: double}"),
                        2,
                        "fruit.color: only a numeric becomes a double, and its type is text."
                                + " Set types.columns.fruit.color: string, or take it out."),
                bad(
                        "text for every column",
                        List.of("run", "--table", "public.fruit", "--on-special", "string"),
                        2,
                        "--on-special: 'string' for all columns would turn every date"),
                bad(
                        "a value that can't be",
                        List.of("run", "--table", "public.endless", "--dest", "file:warehouse"),
                        22,
                        "endless.at: infinity is outside of the years 1 to 9999",
                        "Set types.columns.endless.at.on-special: null, clamp or string."),
                // Other commands.
                bad("describe without a task", List.of("describe"), 2, "No task is named"),
                bad("inspect of nothing", List.of("inspect", "nothing.parquet"), 2, "There is no file nothing.parquet"),
                bad("inspect of a folder", List.of("inspect", "."), 2, "is a folder"),
                bad("inspect of a text", List.of("inspect", "etl.txt"), 2, "is not a Parquet file"),
                bad(
                        "inspect of no object",
                        List.of("inspect", BUCKET.uri("") + "nothing.parquet"),
                        2,
                        "There is no object",
                        "nothing.parquet"),
                bad("no crawler named", List.of("crawler", "status"), 2, "No crawler is named"),
                bad(
                        "status of no such crawler",
                        List.of("crawler", "status", "--crawler", "nightli"),
                        2,
                        "no Glue crawler 'nightli'"),
                bad("crawler without a command", List.of("crawler"), 2, "No command is named", "etl crawler -h"),
                bad("no demo database", List.of("demo"), 2, "no Postgres server for the demo"),
                bad("less than no rows", List.of("insert-data", "--rows", "-1"), 2, "--rows: '-1'"));
    }

    @BeforeAll
    static void prepare() {
        System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);
        GLUE.crawler("nightly", "shop", BUCKET.uri("shop/"));
        DATABASE.execute("create table public.fruit (id int primary key, color text not null)");
        DATABASE.execute("insert into public.fruit values (1, 'red'), (2, 'green')");
        DATABASE.execute("create table public.odd (id int, place numeric)");
        DATABASE.execute("create table public.endless (id int, at date)");
        DATABASE.execute("insert into public.endless values (1, 'infinity')");
    }

    @AfterAll
    static void close() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        GLUE.close();
        BUCKET.close();
        DATABASE.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void is_told_in_one_message_and_leaves_nothing(Case one) throws IOException {
        Files.writeString(folder.resolve("etl.txt"), "not a folder and not Parquet");
        Files.writeString(folder.resolve("malformed.yaml"), "workers: 4\nparquet: {compression\n");
        Files.writeString(folder.resolve("unknown-key.yaml"), "parquet:\n  compresion: zstd\n");
        List<String> before = names();

        Result result = program(one).run(one.arguments().toArray(String[]::new));

        assertAll(
                () -> assertEquals(one.exitCode(), result.exitCode(), result.err()),
                () -> assertMessage(one.message(), result.err()),
                () -> assertEquals("", result.out()),
                () -> assertFalse(result.err().contains("\tat "), result.err()),
                () -> assertFalse(result.err().contains("Exception"), result.err()),
                () -> assertFalse(result.err().contains("hush"), result.err()),
                () -> assertFalse(result.err().contains(DATABASE.password()), result.err()),
                () -> assertEquals(before, names()),
                () -> assertEquals(List.of(), BUCKET.keys()),
                () -> assertEquals(List.of(), BUCKET.pendingUploads()),
                () -> assertEquals("2", DATABASE.text("select count(*) from public.fruit")));
    }

    private static void assertMessage(List<String> parts, String err) {
        int from = 0;
        for (String part : parts) {
            int at = err.indexOf(part, from);
            assertTrue(at >= 0, () -> "'" + part + "' is missing in: " + err);
            from = at + part.length();
        }
    }

    private Program program(Case one) {
        Program program = new Program(folder)
                .with(DATABASE)
                .with("AWS_ENDPOINT_URL_S3", TestS3.endpoint().toString())
                .with("AWS_ENDPOINT_URL_GLUE", GLUE.endpoint().toString())
                .with("AWS_REGION", TestS3.REGION);
        one.environment().forEach(program::with);
        return program;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.map(path -> folder.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
