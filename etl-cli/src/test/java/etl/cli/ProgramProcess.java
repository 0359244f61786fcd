package etl.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.testkit.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The program in a process of its own, with a folder and an environment of its own. Its streams go to the files `out`
/// and `err` of that folder.
final class ProgramProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    /// It lives for a second or two: little heap, and code that is compiled once. The last three are the launcher's, without
    /// which newer JDKs print warnings.
    private final List<String> javaOptions = new ArrayList<>(List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));

    private String classPath = System.getProperty("java.class.path");

    ProgramProcess(Path directory) {
        this.directory = directory;
    }

    ProgramProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    ProgramProcess with(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    /// A program that reads this database.
    ProgramProcess with(TestDatabase database) {
        return with("PGHOST", database.host())
                .with("PGPORT", Integer.toString(database.port()))
                .with("PGDATABASE", database.database())
                .with("PGUSER", database.user())
                .with("PGPASSWORD", database.password());
    }

    /// An option of Java, which wins over those before it.
    ProgramProcess java(String option) {
        javaOptions.add(option);
        return this;
    }

    /// Another folder or jar on the class path.
    ProgramProcess classes(Path path) {
        classPath += File.pathSeparator + path;
        return this;
    }

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("(ETL_|PG|OTEL_|AWS_|KUBERNETES_|DATABASE_URL).*"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// Runs it to its end.
    int run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        assertTrue(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), "still there");
        return process.exitValue();
    }

    /// Waits until something has come true while a process works.
    void await(BooleanSupplier condition, Process process) throws InterruptedException, IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(process.isAlive(), err());
            assertTrue(System.nanoTime() < deadline, err());
            Thread.sleep(50);
        }
    }

    String out() throws IOException {
        return Files.readString(directory.resolve("out"));
    }

    String err() throws IOException {
        return Files.readString(directory.resolve("err"));
    }
}
