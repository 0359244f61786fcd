package etl.demo;

import etl.testkit.TestDatabase;
import etl.testkit.TestS3;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The packaged program as a user starts it: the launcher `./etl` as a child process, in a folder of its own and with
/// an environment of its own.
final class Program {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    /// What a process left.
    record Ended(int code, String out, String err) {}

    Program(Path folder, TestDatabase source, URI s3, URI glue) {
        this.folder = folder;
        environment.put("PGHOST", source.host());
        environment.put("PGPORT", String.valueOf(source.port()));
        environment.put("PGDATABASE", source.database());
        environment.put("PGUSER", source.user());
        environment.put("PGPASSWORD", source.password());
        environment.put("AWS_ENDPOINT_URL_S3", s3.toString());
        environment.put("AWS_ENDPOINT_URL_GLUE", glue.toString());
        environment.put("AWS_ACCESS_KEY_ID", TestS3.ACCESS_KEY);
        environment.put("AWS_SECRET_ACCESS_KEY", TestS3.SECRET_KEY);
        environment.put("AWS_REGION", TestS3.REGION);
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
    }

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("etl.launcher"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(PG|AWS_|ETL_|DATABASE_URL).*"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    Ended ended(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("The program doesn't end: " + Files.readString(folder.resolve("err")));
        }
        return new Ended(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        return ended(start(arguments));
    }
}
