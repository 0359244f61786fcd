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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `sources:` and `files:` of the configuration, through the program.
class SourcesTest {
    @TempDir
    private Path folder;

    private TestDatabase shop;
    private TestDatabase crm;

    @BeforeEach
    void open() throws SQLException {
        shop = TestPostgres.database();
        crm = TestPostgres.database();
        shop.execute("create table orders as select n as id from generate_series(1, 3) as n");
        crm.execute("create table accounts as select n as id from generate_series(1, 5) as n");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("kiosk.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("create table items (id integer primary key, price decimal(8,2))");
            statement.execute("insert into items values (1, 2.5), (2, 3.75)");
        }
    }

    @AfterEach
    void close() {
        shop.close();
        crm.close();
    }

    private void configure(String more) throws IOException {
        Files.writeString(folder.resolve("etl.yaml"), """
                sources:
                  crm:
                    url: postgresql://%s@%s:%d/%s
                    sslmode: prefer
                    password-env: CRM_PASSWORD
                  kiosk:
                    url: jdbc:sqlite:%s
                files:
                  rates: {path: rates.csv, columns: {code: text, rate: "numeric(8,4)"}}
                destination: file:warehouse
                tasks:
                  orders: {table: public.orders}
                  accounts: {table: public.accounts, source: crm}
                  items: {table: main.items, source: kiosk}
                %s
                """.formatted(
                        crm.user(), crm.host(), crm.port(), crm.database(), folder.resolve("kiosk.db"), more));
    }

    private Result run(String... arguments) {
        return new Program(folder)
                .with(shop)
                .with("CRM_PASSWORD", crm.password())
                .run(arguments);
    }

    @Test
    void tasks_of_several_databases_are_one_run_and_the_report_names_all_of_them() throws IOException {
        configure("");
        Result result = run("run", "--all", "--report", "report.json");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(3, rows("orders"));
        assertEquals(5, rows("accounts"));
        assertEquals(2, rows("items"));
        JsonNode report = JsonMapper.builder().build().readTree(Files.readString(folder.resolve("report.json")));
        List<String> sources = new ArrayList<>();
        for (JsonNode source : report.get("sources")) {
            JsonNode snapshot = source.get("snapshot");
            sources.add(source.get("name").asString() + " " + snapshot.has("lsn"));
            assertTrue(snapshot.get("taken_at").asString().endsWith("Z"), snapshot.toString());
            assertFalse(snapshot.get("server").asString().isEmpty(), snapshot.toString());
        }
        assertEquals(List.of("default true", "crm true", "kiosk false"), sources);
        assertEquals("serializable", report.at("/sources/2/snapshot/id").asString());
        assertTrue(report.at("/sources/2/url").asString().startsWith("jdbc:sqlite:"), report.toString());
    }

    private int rows(String table) {
        return DuckDb.rows("select * from '" + folder.resolve("warehouse") + "/" + table + "/dt=2026-11-22/*.parquet'")
                .size();
    }

    @Test
    void check_looks_at_every_source_and_describe_says_that_there_are_no_splits() throws IOException {
        configure("");
        Result check = run("check");
        assertEquals(0, check.exitCode(), check.out() + check.err());
        assertTrue(check.out().contains(crm.database()), check.out());
        assertTrue(
                check.out()
                        .lines()
                        .anyMatch(line -> line.startsWith("ok       database jdbc:sqlite:")
                                && line.contains("SQLite 3.")
                                && line.contains("One transaction that has read")
                                && line.contains("by one connection")),
                check.out());
        Result described = run("describe", "items");
        assertEquals(0, described.exitCode(), described.err());
        assertTrue(described.out().contains("all of items, by one connection"), described.out());
        assertTrue(described.out().contains("numeric(8,2)"), described.out());
        Result ddl = run("describe", "--ddl", "items", "accounts");
        assertEquals(0, ddl.exitCode(), ddl.err());
    }

    @Test
    void config_shows_sources_and_files_and_masks_passwords() throws IOException {
        configure("");
        Result shown = new Program(folder)
                .with(shop)
                .with("CRM_PASSWORD", "in fact a secret")
                .run("config");
        assertEquals(0, shown.exitCode(), shown.err());
        assertFalse(shown.out().contains("in fact a secret"), shown.out());
        assertTrue(shown.out().contains("Source crm:"), shown.out());
        assertTrue(shown.out().contains("Source kiosk:"), shown.out());
        assertTrue(
                shown.out().lines().anyMatch(line -> line.contains("password") && line.contains("***")), shown.out());
        assertTrue(
                shown.out().lines().anyMatch(line -> line.startsWith("rates") && line.contains("rates.csv")),
                shown.out());
    }

    private record Mistake(String yaml, String command, String message) {}

    @Test
    void every_mistake_is_one_message_with_its_line() throws IOException {
        for (Mistake mistake : List.of(
                new Mistake(
                        "sources: {crm: {ur: x}}",
                        "config",
                        "etl.yaml:1: unknown key 'ur' in sources.crm. Did you mean 'url'?"),
                new Mistake(
                        "sources: {default: {url: x}}",
                        "config",
                        "etl.yaml:1: sources.default: the default one is the section 'source'"),
                new Mistake(
                        "sources: {crm: {url: mysql://x}}", "config", "etl.yaml:1: sources.crm.url: this is not a URL"),
                new Mistake(
                        "sources: {crm: {url: 'jdbc:mariadb://h/d?password=geheim'}}",
                        "config",
                        "etl.yaml:1: sources.crm.url: a password doesn't belong in a jdbc: URL"),
                new Mistake("sources: {crm: {sslmode: require}}", "config", "etl.yaml:1: sources.crm has no url"),
                new Mistake(
                        "sources: {crm: {url: 'jdbc:sqlite:x', sslmode: require}}",
                        "config",
                        "etl.yaml:1: sslmode is for Postgres"),
                new Mistake(
                        "sources: {crm: {url: 'postgresql://u@h/d'}}\ntasks: {orders: {table: orders, source: crn}}",
                        "run --all --dest file:w",
                        "etl.yaml:2: tasks.orders.source: there is no source 'crn'. Did you mean 'crm'?"),
                new Mistake("files: {rates: {path: rates.csv}}", "config", "etl.yaml:1: files.rates has no columns"),
                new Mistake(
                        "files: {rates: {path: rates.csv, columns: {rate: nummeric}}}",
                        "config",
                        "files.rates.columns.rate: 'nummeric' is no type of a column. Did you mean 'numeric'?"),
                new Mistake("files: {rates: {path: rates}}", "config", "whether it is csv or parquet doesn't show"),
                new Mistake(
                        "files: {rates: {pat: rates}}",
                        "config",
                        "unknown key 'pat' in files.rates. Did you mean 'path'?"),
                new Mistake(
                        "files: {rates: {path: r.csv, delimiter: '||', columns: {a: text}}}",
                        "config",
                        "files.rates.delimiter: '||' is not one character"))) {
            Files.writeString(folder.resolve("etl.yaml"), mistake.yaml());
            Result result = run(mistake.command().split(" "));
            String said = result.err() + result.out();
            assertTrue(said.contains(mistake.message()), mistake.yaml() + ": " + said);
            assertFalse(said.contains("geheim"), said);
        }
    }

    /// The default database may be of another make too; what is for Postgres alone says so.
    @Test
    void the_default_source_may_be_read_by_a_driver() throws IOException {
        String url = "jdbc:sqlite:" + folder.resolve("kiosk.db");
        Result result =
                new Program(folder).run("run", "--source", url, "--table", "main.items", "--dest", "file:warehouse");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(2, rows("main_items"));
        Result refused = new Program(folder).run("run", "--source", url, "--all-tables", "--dest", "file:warehouse");
        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().contains("for Postgres alone"), refused.err());
    }
}
