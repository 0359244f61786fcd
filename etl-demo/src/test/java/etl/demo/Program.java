package etl.demo;

import etl.cli.Main;
import etl.cli.Shell;
import etl.cli.Terminal;
import etl.testkit.TestDatabase;
import etl.testkit.TestS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The packaged program as a user starts it: the launcher `./etl` as a child process, or a container of its image, in a
/// folder of its own and with an environment of its own. Several may run at once.
final class Program {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path folder;
    private final Optional<String> image;
    private final Map<String, String> environment = new HashMap<>();
    private final AtomicInteger started = new AtomicInteger();
    private final Map<Process, Integer> numbers = new ConcurrentHashMap<>();

    /// What a process left.
    record Ended(int code, String out, String err) {}

    Program(Path folder, TestDatabase source, URI s3, URI glue) {
        this(Optional.empty(), folder, source, s3, glue);
    }

    /// @param image its name; without one the launcher is started
    Program(Optional<String> image, Path folder, TestDatabase source, URI s3, URI glue) {
        this.image = image;
        this.folder = folder;
        environment.put("PGHOST", source.host());
        environment.put("PGPORT", String.valueOf(source.port()));
        environment.put("PGDATABASE", source.database());
        environment.put("PGUSER", source.user());
        environment.put("PGPASSWORD", source.password());
        // The tests' servers have no certificate, and a container's may be on another machine.
        environment.put("PGSSLMODE", "prefer");
        environment.put("AWS_ENDPOINT_URL_S3", s3.toString());
        environment.put("AWS_ENDPOINT_URL_GLUE", glue.toString());
        environment.put("AWS_ACCESS_KEY_ID", TestS3.ACCESS_KEY);
        environment.put("AWS_SECRET_ACCESS_KEY", TestS3.SECRET_KEY);
        environment.put("AWS_REGION", TestS3.REGION);
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
    }

    /// The same with a variable of its environment.
    Program with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Process start(String... arguments) throws IOException {
        return startWith("", arguments);
    }

    /// @param javaOptions options of the child's JVM: `-Dname=value`, separated by blanks
    Process startWith(String javaOptions, String... arguments) throws IOException {
        int number = started.incrementAndGet();
        List<String> command =
                new ArrayList<>(image.map(this::container).orElse(List.of(System.getProperty("etl.launcher"))));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out(number).toFile())
                .redirectError(err(number).toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(PG|AWS_|ETL_|DATABASE_URL).*"));
        builder.environment().putAll(environment);
        if (!javaOptions.isEmpty()) {
            builder.environment().put("ETL_JAVA_OPTS", javaOptions);
        }
        Process process = builder.start();
        numbers.put(process, number);
        return process;
    }

    /// As a careful cluster starts it: nothing may be written but below /tmp, which may not hold programs, and there is
    /// little memory.
    private List<String> container(String name) {
        List<String> command = new ArrayList<>(List.of("docker", "run", "--rm", "--network=host", "--read-only"));
        command.addAll(List.of("--tmpfs=/tmp:noexec", "--memory=512m", "--memory-swap=512m"));
        command.addAll(List.of("--cap-drop=ALL", "--security-opt=no-new-privileges", "--env=ETL_JAVA_OPTS"));
        environment.keySet().forEach(variable -> command.add("--env=" + variable));
        command.add(name);
        return command;
    }

    private Path out(int number) {
        return folder.resolve("out-" + number);
    }

    private Path err(int number) {
        return folder.resolve("err-" + number);
    }

    Ended ended(Process process) throws IOException, InterruptedException {
        int number = numbers.get(process);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("The program doesn't end: " + Files.readString(err(number)));
        }
        return new Ended(process.exitValue(), Files.readString(out(number)), Files.readString(err(number)));
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        return ended(start(arguments));
    }

    /// Runs a command in this JVM: the same program without the time that a JVM takes to start. The AWS SDK finds its
    /// credentials in this JVM's system properties, which [Site] sets.
    Ended here(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.copyOf(environment),
                folder,
                folder,
                Clock.systemUTC(),
                Terminal.NONE);
        int code = new Main(shell).run(arguments);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
