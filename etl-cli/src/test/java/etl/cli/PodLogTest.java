package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// In a pod whoever reads the log reads it line by line: every line of either stream is one JSON object.
class PodLogTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TestDatabase DATABASE = TestPostgres.database();
    private static final TestBucket BUCKET = TestS3.bucket();
    private static final FakeGlue GLUE = FakeGlue.start();

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() {
        System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);
        DATABASE.execute("create table fruit as select n as id from generate_series(1, 10) as n");
        GLUE.crawler("nightly", "shop", BUCKET.uri("shop/"));
    }

    @AfterAll
    static void close() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        GLUE.close();
        BUCKET.close();
        DATABASE.close();
    }

    @BeforeEach
    void publish() throws IOException {
        assertEquals(
                0,
                pod().run("run", "--table", "public.fruit", "--dest", "file:w").exitCode());
        try (Stream<Path> files = Files.list(folder.resolve("w/fruit/dt=2026-11-22"))) {
            Files.copy(files.findFirst().orElseThrow(), folder.resolve("fruit.parquet"));
        }
    }

    /// @param lines how many lines there are on stdout, where results are
    private record Command(List<String> arguments, Map<String, String> environment, int exitCode, int lines) {
        @Override
        public String toString() {
            return String.join(" ", arguments) + environment;
        }
    }

    private static Command command(int exitCode, int lines, String... arguments) {
        return new Command(List.of(arguments), Map.of(), exitCode, lines);
    }

    static Stream<Command> commands() {
        return Stream.of(
                command(0, 0, "run", "--table", "public.fruit", "--dest", "file:w"),
                command(0, 0, "run", "--table", "public.fruit", "--dest", "file:w", "-v"),
                command(0, 1, "run", "--table", "public.fruit", "--dest", "file:w", "--output", "json"),
                command(0, 1, "run", "--table", "public.fruit", "--dest", "file:w", "--dry-run"),
                command(2, 0, "run", "--table", "public.fruits", "--dest", "file:w", "-v"),
                command(0, 1, "list"),
                command(0, 1, "describe", "--table", "public.fruit"),
                command(0, 1, "check", "--table", "public.fruit", "--dest", "file:w"),
                command(2, 1, "check", "--table", "public.fruits", "--dest", "file:w"),
                command(0, 1, "history", "--dest", "file:w"),
                command(0, 1, "history", "--dest", "file:elsewhere"),
                command(0, 1, "publish", "status", "--dest", "file:w"),
                command(0, 1, "publish", "recover", "--dest", "file:w"),
                command(0, 1, "inspect", "fruit.parquet"),
                command(0, 1, "config"),
                command(0, 1, "schemas", "generate", "--table", "public.fruit", "--dry-run"),
                command(0, 1, "crawler", "start", "--crawler", "nightly"),
                command(0, 1, "crawler", "wait", "--crawler", "nightly"),
                command(0, 1, "crawler", "status", "--crawler", "nightly"),
                command(2, 0, "crawler", "status", "--crawler", "nightli"),
                command(2, 0, "crawler", "status"),
                // What can't be understood.
                command(2, 0),
                command(2, 0, "rum"),
                command(2, 0, "publish"),
                command(2, 0, "publish", "recovr"),
                command(2, 0, "run", "--tabel", "public.fruit"),
                command(2, 0, "run", "--table"),
                command(2, 0, "run", "--output", "xml"),
                command(2, 0, "history", "--lsat", "3"),
                command(2, 0, "demo", "--rows", "many"),
                command(2, 0, "run", "--config", "none.yaml"),
                new Command(List.of("list"), Map.of("ETL_LOG_FORMAT", "xml"), 2, 0),
                new Command(List.of("list"), Map.of("ETL_WORKERS", "many", "ETL_TIME_ZONE", "Mars"), 2, 0),
                new Command(List.of("check", "--table", "public.fruit"), Map.of("PGPASSWORD", "wrong"), 2, 1));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_line_is_an_object(Command command) {
        Program pod = pod();
        command.environment().forEach(pod::with);
        Result result = pod.run(command.arguments().toArray(String[]::new));

        assertEquals(command.exitCode(), result.exitCode(), result.err());
        assertEquals(command.lines(), objects(result.out()).size(), result.out());
        List<JsonNode> messages = objects(result.err());
        messages.forEach(
                line -> assertTrue(line.has("time") && line.has("level") && line.has("message"), line::toString));
        if (result.exitCode() != 0 && command.lines() == 0) {
            assertEquals("failed", messages.getLast().get("event").asString());
            assertEquals(result.exitCode(), messages.getLast().get("exit_code").asInt());
        }
    }

    @Test
    void text_is_there_for_whoever_asks_for_it() {
        Result history = pod().run("history", "--dest", "file:w", "--output", "text");
        assertTrue(history.out().strip().startsWith("date  "), history.out());

        Result none = pod().run("history", "--dest", "file:elsewhere", "--output", "text");
        assertEquals("", none.out());
        assertTrue(
                objects(none.err()).getLast().get("message").asString().startsWith("Nothing is published"), none.err());

        Result refused = pod().run("run", "--tabel", "x", "--log-format", "text");
        assertTrue(refused.err().startsWith("etl: Unknown option '--tabel'."), refused.err());
    }

    @Test
    void without_a_pod_usage_errors_look_like_the_commands_other_messages() {
        Program program = new Program(folder).with(DATABASE);
        assertEquals(1, objects(program.run("run", "--tabel", "x").err()).size());
        assertTrue(program.run("list", "--tabel", "x").err().startsWith("etl: "));
        assertEquals(
                1,
                objects(program.run("list", "--tabel", "x", "--log-format", "json")
                                .err())
                        .size());
        assertEquals(
                1,
                objects(program.run("list", "--log-format=json", "--tabel").err())
                        .size());
        assertTrue(program.run("run", "--tabel", "--log-format=text").err().startsWith("etl: "));
        program.with("ETL_LOG_FORMAT", "json");
        assertEquals(1, objects(program.run("list", "--tabel", "x").err()).size());
    }

    @Test
    void what_libraries_print_and_threads_throw_is_in_the_log() throws IOException, InterruptedException {
        Path services = folder.resolve("classes/META-INF/services/etl.tasks.TaskProvider");
        Files.createDirectories(services.getParent());
        Files.writeString(services, Noisy.class.getName());
        ProgramProcess program = new ProgramProcess(folder)
                .with("KUBERNETES_SERVICE_HOST", "10.0.0.1")
                .classes(folder.resolve("classes"));

        assertEquals(0, program.run("list"), program.err());

        assertEquals(1, objects(program.out()).size(), program.out());
        List<JsonNode> lines = objects(program.err());
        List<String> printed = lines.stream()
                .filter(line -> line.path("event").asString("").equals("printed"))
                .map(line -> line.get("message").asString())
                .toList();
        assertEquals(List.of("printed to out", "printed to err", "and no end"), printed);
        JsonNode uncaught = lines.stream()
                .filter(line -> line.path("event").asString("").equals("uncaught"))
                .findFirst()
                .orElseThrow();
        assertEquals("noisy", uncaught.get("thread").asString());
        assertTrue(uncaught.get("stack_trace").asString().contains("a mistake"), uncaught::toString);

        ProgramProcess outside = new ProgramProcess(folder).classes(folder.resolve("classes"));
        assertEquals(0, outside.run("list"), outside.err());
        assertTrue(outside.err().contains("printed to err\n"), outside.err());
        assertFalse(outside.out().contains("printed to out"), outside.out());
        assertTrue(outside.err().contains("etl: Unexpected error in the thread noisy:"), outside.err());
    }

    /// Says what it shouldn't.
    public static final class Noisy implements TaskProvider {
        @Override
        public boolean sample() {
            return true;
        }

        // It is what the test is about.
        @SuppressWarnings("SystemOut")
        @Override
        public List<Task> tasks() {
            System.out.println("printed to out");
            System.err.println("printed to err");
            System.err.print("and no end");
            java.util.logging.Logger.getLogger("noisy").warning("by java.util.logging");
            Thread thread = new Thread(
                    () -> {
                        throw new IllegalStateException("a mistake");
                    },
                    "noisy");
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        }
    }

    private Program pod() {
        return new Program(folder)
                .with(DATABASE)
                .with("KUBERNETES_SERVICE_HOST", "10.0.0.1")
                .with("AWS_ENDPOINT_URL_GLUE", GLUE.endpoint().toString())
                .with("AWS_REGION", TestS3.REGION);
    }

    private static List<JsonNode> objects(String text) {
        List<JsonNode> objects = text.lines().map(JSON::readTree).toList();
        objects.forEach(object -> assertTrue(object.isObject(), object::toString));
        return objects;
    }
}
