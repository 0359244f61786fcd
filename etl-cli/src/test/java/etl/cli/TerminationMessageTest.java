package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.tasks.Task;
import etl.tasks.TaskProvider;
import etl.testkit.FakeGlue;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TerminationMessageTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final String SECRET = "t0p-secret";
    private static final List<String> FRUIT = List.of("run", "--table", "public.fruit", "--dest", "file:warehouse");

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        DATABASE.execute("create table fruit as select n as id from generate_series(1, 10) as n");
        DATABASE.execute("create table wild as select 'NaN'::numeric(9, 2) as amount");
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    /// @param environment variables beside those that name the database
    /// @param message a part of the message
    private record Failing(
            String name, List<String> arguments, Map<String, String> environment, int exitCode, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Failing> failing() {
        return Stream.of(
                new Failing("no command", List.of(), Map.of(), 2, "No command is named"),
                new Failing("an unknown command", List.of("rum"), Map.of(), 2, "Did you mean 'run'"),
                new Failing("an unknown option", List.of("run", "--tabel", "x"), Map.of(), 2, "Did you mean '--table'"),
                new Failing("an unknown setting", FRUIT, Map.of("ETL_WORKRES", "2"), 2, "ETL_WORKERS"),
                new Failing("no such file", List.of("run", "--config", "none.yaml"), Map.of(), 2, "none.yaml"),
                new Failing("no destination", List.of("run", "--table", "public.fruit"), Map.of(), 2, "No destination"),
                new Failing("a wrong date", List.of("run", "--date", "x"), Map.of(), 2, "'x' is not a date"),
                new Failing("a wrong password", FRUIT, Map.of("PGPASSWORD", SECRET), 2, "refuses the login"),
                new Failing(
                        "a secret in a broken URL",
                        FRUIT,
                        Map.of("DATABASE_URL", "postgresql://me:" + SECRET + "@:x/shop", "PGHOST", ""),
                        2,
                        "DATABASE_URL"),
                new Failing("no server", FRUIT, Map.of("PGPORT", "1"), 10, "can't be reached"),
                new Failing(
                        "a value without a place",
                        List.of("run", "--table", "public.wild", "--dest", "file:warehouse"),
                        Map.of(),
                        22,
                        "wild.amount"),
                new Failing("another command", List.of("history"), Map.of(), 2, "No destination"));
    }

    @ParameterizedTest
    @MethodSource("failing")
    void a_failure_is_told_with_its_message_and_its_exit_code(Failing failing) throws IOException {
        Program program = program();
        failing.environment().forEach(program::with);
        Result result = program.run(failing.arguments().toArray(String[]::new));

        assertEquals(failing.exitCode(), result.exitCode(), result.err());
        JsonNode message = message();
        assertEquals("failed", message.get("state").asString());
        assertEquals(failing.exitCode(), message.get("exit_code").asInt());
        assertTrue(message.get("message").asString().contains(failing.message()), message::toString);
        assertFalse(message.toString().contains(SECRET), message::toString);
        assertFalse(message.toString().contains(DATABASE.password()), message::toString);
        assertFalse(message.has("totals"), message::toString);
    }

    @Test
    void a_run_that_published_says_what() throws IOException {
        Result result = run("--report", "report.json", "--date", "2026-11-22");

        assertEquals(0, result.exitCode(), result.err());
        JsonNode report = JSON.readTree(Files.readString(folder.resolve("report.json")));
        JsonNode message = message();
        assertEquals("run", message.get("command").asString());
        assertEquals("published", message.get("state").asString());
        assertEquals(0, message.get("exit_code").asInt());
        assertTrue(message.get("message").asString().startsWith("Published 10 rows in 1 file at "), message::toString);
        JsonNode run = message.get("run");
        assertEquals(report.get("run_id"), run.get("id"));
        assertEquals("2026-11-22", run.get("logical_time").asString());
        assertEquals(report.get("seconds"), run.get("seconds"));
        assertEquals(folder.resolve("report.json").toString(), run.get("report").asString());
        assertEquals(10, message.get("totals").get("rows").asInt());
        assertEquals("fruit", message.get("tasks").get(0).get("task").asString());
        assertEquals(
                report.get("tasks").get(0).get("bytes"),
                message.get("tasks").get(0).get("bytes"));

        // Shorter than the one before, of which nothing is left.
        assertEquals(0, run("--date", "2026-11-22").exitCode());
        JsonNode again = message();
        assertEquals("nothing_due", again.get("state").asString());
        assertEquals(1, again.get("skipped").asInt());
        assertFalse(again.get("run").has("report"), again::toString);
    }

    @Test
    void a_catalog_that_is_behind_is_told_with_what_to_do() throws IOException {
        try (TestBucket bucket = TestS3.bucket();
                FakeGlue glue = FakeGlue.start()) {
            glue.crawler("nightly", "shop", bucket.uri("shop/")).ending("FAILED", "no permission");
            Result result = new ProgramOnS3(program(), glue)
                    .run("run", "--table", "public.fruit", "--dest", bucket.uri("shop"), "--crawler", "nightly");

            assertEquals(12, result.exitCode(), result.err());
            JsonNode message = message();
            assertEquals("published", message.get("state").asString());
            assertEquals(12, message.get("exit_code").asInt());
            assertEquals("pending", message.get("run").get("catalog").asString());
            assertTrue(message.get("message").asString().contains("The catalog is not current"), message::toString);
        }
    }

    @Test
    void other_commands_are_done_or_not() throws IOException {
        assertEquals(0, program().run("list").exitCode());
        assertEquals("list", message().get("command").asString());
        assertEquals("done", message().get("state").asString());

        assertEquals(0, run().exitCode());
        assertEquals(
                0,
                program().run("publish", "recover", "--dest", "file:warehouse").exitCode());
        assertEquals("publish recover", message().get("command").asString());

        assertNotEquals(0, program().with("PGPORT", "1").run("check").exitCode());
        assertEquals("failed", message().get("state").asString());
        assertEquals(10, message().get("exit_code").asInt());
    }

    @Test
    void the_configuration_may_name_the_file() throws IOException {
        Files.writeString(folder.resolve("etl.yaml"), "termination-message: ended.json\n");
        assertEquals(0, new Program(folder).with(DATABASE).run("list").exitCode());
        assertEquals(
                "list",
                JSON.readTree(Files.readString(folder.resolve("ended.json")))
                        .get("command")
                        .asString());
    }

    @Test
    void help_leaves_none() throws IOException {
        assertEquals(0, program().run("run", "-h").exitCode());
        assertEquals(0, program().run("--version").exitCode());
        assertFalse(Files.exists(folder.resolve("ended.json")));
    }

    @Test
    void one_that_can_not_be_written_is_a_warning_and_nothing_else() {
        for (String[] arguments : List.of(FRUIT.toArray(String[]::new), new String[] {"run", "--tabel"})) {
            Result without = new Program(folder).with(DATABASE).run(arguments);
            Result result = program()
                    .with("ETL_TERMINATION_MESSAGE", "no/such/folder/ended.json")
                    .run(arguments);
            assertEquals(without.exitCode(), result.exitCode(), result.err());
            List<JsonNode> warnings = result.errLines().stream()
                    .map(JSON::readTree)
                    .filter(line -> line.get("level").asString().equals("WARN"))
                    .toList();
            assertEquals(1, warnings.size(), result.err());
            assertTrue(
                    warnings.getFirst().get("message").asString().startsWith("The termination message could not be"),
                    result.err());
        }
    }

    @Test
    void a_run_that_is_told_to_stop_says_so() throws Exception {
        ProgramProcess program = process();
        Process process = program.start(sleeping());
        program.await(TerminationMessageTest::sleeps, process);
        assertEquals("running", message().get("state").asString());
        assertTrue(message().get("run").has("id"), message().toString());

        process.destroy();

        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "still there");
        assertEquals(143, process.exitValue(), program.err());
        assertEquals("failed", message().get("state").asString());
        assertEquals(143, message().get("exit_code").asInt());
        assertEquals(
                "Stopped. Nothing was published, and nothing is left behind.",
                message().get("message").asString());
    }

    @Test
    void a_run_that_is_killed_leaves_what_it_was_at() throws Exception {
        ProgramProcess program = process();
        Process process = program.start(sleeping());
        program.await(TerminationMessageTest::sleeps, process);

        process.destroyForcibly().waitFor();

        JsonNode message = message();
        assertEquals("running", message.get("state").asString());
        assertFalse(message.has("exit_code"), message::toString);
        assertTrue(message.get("message").asString().contains("exit code 137"), message::toString);
        assertTrue(message.get("run").has("logical_time"), message::toString);
    }

    @Test
    void a_program_that_is_out_of_memory_leaves_that_it_ran() throws Exception {
        Path services = folder.resolve("classes/META-INF/services/etl.tasks.TaskProvider");
        Files.createDirectories(services.getParent());
        Files.writeString(services, Hungry.class.getName());
        ProgramProcess program =
                process().java("-Xmx64m").java("-XX:+ExitOnOutOfMemoryError").classes(folder.resolve("classes"));

        assertEquals(3, program.run("list"), program.err());
        assertEquals("running", message().get("state").asString());
        assertTrue(message().get("message").asString().contains("out of memory (exit code 3)"));
    }

    /// Eats all memory.
    public static final class Hungry implements TaskProvider {
        @Override
        public List<Task> tasks() {
            List<byte[]> eaten = new ArrayList<>();
            while (eaten.size() < 10_000) {
                eaten.add(new byte[1 << 20]);
            }
            return List.of();
        }
    }

    private static String[] sleeping() {
        return new String[] {
            "run", "--query", "select 1 as id from pg_catalog.pg_sleep(100)", "--name", "slow", "--dest", "file:w"
        };
    }

    private static boolean sleeps() {
        return "1"
                .equals(
                        DATABASE.text(
                                "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'"));
    }

    private Program program() {
        return new Program(folder).with(DATABASE).with("ETL_TERMINATION_MESSAGE", "ended.json");
    }

    private ProgramProcess process() {
        return new ProgramProcess(folder).with(DATABASE).with("ETL_TERMINATION_MESSAGE", "ended.json");
    }

    private Result run(String... more) {
        List<String> arguments = new ArrayList<>(FRUIT);
        arguments.addAll(List.of(more));
        return program().run(arguments.toArray(String[]::new));
    }

    private JsonNode message() throws IOException {
        String text = Files.readString(folder.resolve("ended.json"));
        assertEquals(1, text.lines().count(), text);
        JsonNode message = JSON.readTree(text);
        DocumentSchema.check("termination-message", message);
        return message;
    }

    /// A program whose services are those of the tests.
    private record ProgramOnS3(Program program, FakeGlue glue) {
        Result run(String... arguments) {
            System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);
            System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);
            try {
                return program.with("AWS_ENDPOINT_URL_S3", TestS3.endpoint().toString())
                        .with("AWS_ENDPOINT_URL_GLUE", glue.endpoint().toString())
                        .with("AWS_REGION", TestS3.REGION)
                        .run(arguments);
            } finally {
                System.clearProperty("aws.accessKeyId");
                System.clearProperty("aws.secretAccessKey");
            }
        }
    }
}
