package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerbosityTest {
    private static final TestDatabase DATABASE = TestPostgres.database();

    @TempDir
    private Path folder;

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @Test
    void the_stack_trace_of_an_error_is_shown_only_when_asked_for() {
        for (String format : new String[] {"text", "json"}) {
            Result quiet = program("wrong")
                    .run("run", "--query", "select 1", "--name", "one", "--dest", "file:w", "--log-format", format);
            Result verbose = program("wrong")
                    .run(
                            "run",
                            "--query",
                            "select 1",
                            "--name",
                            "one",
                            "--dest",
                            "file:w",
                            "--log-format",
                            format,
                            "-v");

            assertEquals(2, verbose.exitCode());
            assertFalse(quiet.err().contains("PSQLException"), quiet.err());
            assertTrue(verbose.err().contains("PSQLException"), verbose.err());
        }
    }

    @Test
    void no_message_holds_the_password() {
        for (String format : new String[] {"text", "json"}) {
            Result result = program(DATABASE.password())
                    .run(
                            "run",
                            "--query",
                            "select 1 as one",
                            "--name",
                            "one",
                            "--dest",
                            "file:w",
                            "--log-format",
                            format,
                            "-v",
                            "--output",
                            "json");

            assertEquals(0, result.exitCode(), result.err());
            assertFalse(result.err().contains(DATABASE.password()), result.err());
            assertFalse(result.out().contains(DATABASE.password()), result.out());
        }
    }

    @Test
    void a_mistake_in_the_program_says_what_to_do() {
        Failure failure = Failure.of(new IllegalStateException("no row group"));

        assertEquals(10, failure.exitCode().code());
        assertEquals(
                "Unexpected error: IllegalStateException: no row group. This is a mistake in the program."
                        + " Run the command again with -v and report what it prints.",
                failure.message());
        assertTrue(Failure.of(new OutOfMemoryError()).message().contains("--workers"));
        assertEquals(143, Failure.of(new InterruptedException()).exitCode().code());
    }

    private Program program(String password) {
        return new Program(folder)
                .with("PGHOST", DATABASE.host())
                .with("PGPORT", Integer.toString(DATABASE.port()))
                .with("PGDATABASE", DATABASE.database())
                .with("PGUSER", DATABASE.user())
                .with("PGPASSWORD", password);
    }
}
