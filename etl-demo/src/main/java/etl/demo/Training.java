package etl.demo;

import etl.tasks.source.SourceSettings;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Makes the package's AOT cache (JEP 514): runs a real export with the packaged program while its JVM records which
/// classes it loads and which methods get hot. Called by the build, after the jars are in place and before `lib/demo`
/// is, because a cache is only good for class paths that begin with the one it was made with.
///
/// A package without the cache works as well and starts slower, so whatever goes wrong here is one line of warning.
public final class Training {

    private static final int ROWS = 20_000;
    private static final int TIMEOUT_SECONDS = 120;

    private final Path dist;
    private final Path scratch;

    private Training(Path dist, Path scratch) {
        this.dist = dist;
        this.scratch = scratch;
    }

    /// @param args the package's directory
    public static void main(String[] args) throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("etl-training");
        try {
            new Training(Path.of(args[0]), scratch).makeCache();
        } catch (IOException | RuntimeException e) {
            System.err.println("[WARNING] No AOT cache, etl will start slower: " + e.getMessage());
        } finally {
            deleteTree(scratch);
        }
    }

    private void makeCache() throws IOException, InterruptedException {
        Path cache = dist.resolve("etl.aot");
        Files.deleteIfExists(cache);
        try (EmbeddedDemoDatabase database = new EmbeddedDemoDatabase()) {
            SourceSettings source = database.start();
            etl(source, null, List.of("insert-data", "--rows=" + ROWS));
            // A JVM older than 25 ignores the option that it doesn't know, and then there is no file.
            etl(
                    source,
                    "-XX:+IgnoreUnrecognizedVMOptions -XX:AOTCacheOutput=" + cache,
                    List.of(
                            "run",
                            "--task=orders",
                            "--task=combined_orders",
                            "--table=public.users",
                            "--dest=" + scratch.resolve("warehouse").toUri()));
        }
        if (!Files.exists(cache)) {
            throw new IllegalStateException("this Java can't make one, version 25 can");
        }
    }

    private void etl(SourceSettings source, @Nullable String javaOptions, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(dist.resolve("etl").toString());
        command.addAll(arguments);
        Path log = scratch.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(scratch.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // Nothing of the builder's own configuration may reach the export.
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("ETL_") || name.startsWith("PG") || name.equals("DATABASE_URL"));
        builder.environment()
                .putAll(Map.of(
                        "PGHOST", source.host(),
                        "PGPORT", Integer.toString(source.port()),
                        "PGUSER", source.user(),
                        "PGDATABASE", source.database()));
        if (javaOptions != null) {
            builder.environment().put("ETL_JAVA_OPTS", javaOptions);
        }
        Process process = builder.start();
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException("`etl " + arguments.getFirst() + "` took over " + TIMEOUT_SECONDS + " s");
        }
        if (process.exitValue() != 0) {
            List<String> lines = Files.readAllLines(log);
            throw new IllegalStateException("`etl " + String.join(" ", arguments) + "` ended with "
                    + process.exitValue() + (lines.isEmpty() ? "" : ": " + lines.getLast()));
        }
    }

    private static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
