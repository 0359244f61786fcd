package etl.cli;

import etl.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The program in this process, in a folder of its own and with an environment of its own.
///
/// @param directory the working directory, and the user's home too
final class Program {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T03:00:00Z"), ZoneOffset.UTC);

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private Clock clock = CLOCK;

    Program(Path directory) {
        this.directory = directory;
    }

    /// What one command came to.
    record Result(int exitCode, String out, String err) {
        List<String> errLines() {
            return err.lines().toList();
        }
    }

    Program with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// A program that is started at this time.
    Program at(Instant now) {
        clock = Clock.fixed(now, ZoneOffset.UTC);
        return this;
    }

    /// A program that reads this database.
    Program with(TestDatabase database) {
        return with("PGHOST", database.host())
                .with("PGPORT", Integer.toString(database.port()))
                .with("PGDATABASE", database.database())
                .with("PGUSER", database.user())
                .with("PGPASSWORD", database.password());
    }

    Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.copyOf(environment),
                directory,
                directory,
                clock,
                Terminal.NONE);
        int code = new Main(shell).run(arguments);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
