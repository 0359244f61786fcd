package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.DuckDb;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The user's choices of types from etl.yaml to the report.
class TypeChoicesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String YAML = """
            types:
              numeric: decimal(9,2)
              on-special: null
              columns:
                orders.total: string
                orders.placed_at: {on-special: clamp, timestamps: micros}
                orders:
                  code.trim: true
            """;

    private static TestDatabase database;

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() {
        database = TestPostgres.database();
        database.execute("""
                create table orders (id int primary key, amount numeric not null, total numeric, placed_at timestamptz not null,
                  shipped_at timestamptz, code char(4));
                insert into orders values (1, 1.5, 'NaN', '2026-01-01 00:00:00.000001+00', '2026-01-01 00:00:00.000001+00', 'ab'),
                  (77, 'NaN', 2.50, 'infinity', '-infinity', 'abcd')
                """);
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(folder.resolve("etl.yaml"), YAML);
    }

    private Result etl(String... arguments) {
        return new Program(folder).with(database).run(arguments);
    }

    @Test
    void a_run_writes_what_was_chosen_and_reports_what_it_replaced() throws IOException {
        Result result = etl(
                "run",
                "--table",
                "public.orders",
                "--dest",
                "file:warehouse",
                "--output",
                "text",
                "--report",
                "report.json");

        assertEquals(0, result.exitCode(), result.err());
        assertEquals(
                List.of(
                        List.of("1", "1.50", "NaN", "2026-01-01 00:00:00.000001+00", "2026-01-01 00:00:00+00", "ab"),
                        Arrays.asList("77", null, "2.50", "9999-12-31 23:59:59.999999+00", null, "abcd")),
                DuckDb.file(folder + "/warehouse/orders/*/*.parquet"));
        assertEquals(
                List.of(
                        "orders.amount: 1 special value became null (on-special: null).",
                        "orders.placed_at: 1 special value became the nearest that there is (on-special: clamp).",
                        "orders.shipped_at: 1 value lost digits below milliseconds. Set types.timestamps: micros to keep them.",
                        "orders.shipped_at: 1 special value became null (on-special: null)."),
                result.out().lines().filter(line -> line.startsWith("orders.")).toList());
        JsonNode report = JSON.readTree(Files.readString(folder.resolve("report.json")));
        DocumentSchema.check(report);
        JsonNode columns = report.get("tasks").get(0).get("columns");
        assertEquals(
                List.of("0", "1null", "0", "1clamp", "1null", "0"),
                StreamSupport.stream(columns.spliterator(), false)
                        .map(column -> column.get("replaced").asString()
                                + column.path("on_special").asString(""))
                        .toList());
        assertEquals("millis", columns.get(4).get("keeps").asString());
    }

    @Test
    void flags_win_over_the_file_and_the_first_value_that_does_not_fit_ends_the_run() {
        Result result = etl(
                "run",
                "--table",
                "public.orders",
                "--dest",
                "file:warehouse",
                "--on-special",
                "fail",
                "--log-format",
                "text");

        assertEquals(22, result.exitCode(), result.err());
        assertTrue(
                result.err()
                        .contains(
                                "etl: orders.amount: NaN is no value of numeric(9,2), which is a decimal at the"
                                        + " destination (row id=77). Set types.columns.orders.amount.on-special: null or string."),
                result.err());
        assertTrue(Files.notExists(folder.resolve("warehouse")));
    }

    @Test
    void describe_shows_the_types_that_result() {
        Result result = etl("describe", "--table", "public.orders", "--output", "json");

        assertEquals(0, result.exitCode(), result.err());
        JsonNode columns = JSON.readTree(result.out()).get("tasks").get(0).get("columns");
        assertEquals(
                List.of(
                        "id int false",
                        "amount decimal(9,2) true",
                        "total string true",
                        "placed_at timestamp false",
                        "shipped_at timestamp true",
                        "code string true"),
                StreamSupport.stream(columns.spliterator(), false)
                        .map(column -> column.get("name").asString() + " "
                                + column.get("glue").asString() + " "
                                + column.get("nullable").asBoolean())
                        .toList());
        assertTrue(columns.get(3).get("parquet").asString().contains("MICROS"), columns::toString);
        assertTrue(columns.get(4).get("parquet").asString().contains("MILLIS"), columns::toString);
    }

    @Test
    void config_shows_the_choices_and_where_they_are_from() {
        Result result = etl("config", "--target", "parquet");

        assertEquals(0, result.exitCode(), result.err());
        for (String line : List.of(
                "types.target +parquet +--target",
                "types.timestamps +micros +--target",
                "types.numeric +decimal\\(9,2\\) +etl.yaml:2",
                "types.on-special +null +etl.yaml:3",
                "types.trim +false +default",
                "types.columns +\\{orders.code: \\{trim: true}, orders.placed_at: \\{on-special: clamp, timestamps: micros},"
                        + " orders.total: string} +etl.yaml:4")) {
            assertTrue(
                    result.out().lines().anyMatch(shown -> shown.strip().matches(line)), line + " in " + result.out());
        }
    }

    @Test
    void check_tells_a_choice_for_a_column_that_is_not_there() {
        Result result = new Program(folder)
                .with(database)
                .with("ETL_TYPES_COLUMNS", "{orders.totl: string}")
                .run("check", "--table", "public.orders");

        assertEquals(2, result.exitCode(), result.err());
        assertTrue(
                result.out().contains("types.columns.orders.totl: orders has no such column. Did you mean 'total'?"),
                result.out());
    }
}
