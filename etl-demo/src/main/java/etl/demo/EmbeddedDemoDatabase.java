package etl.demo;

import etl.cli.DemoDatabase;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.source.SourceSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Postgres server from a Maven artifact: no installation, no Docker, also as root. Its data lies in a folder of its
/// own under the system's temporary folder and is removed when it is closed or the JVM ends. It listens on a free port
/// of the loopback interface, and asks nobody for a password.
public final class EmbeddedDemoDatabase implements DemoDatabase {
    private static final String DATABASE = "postgres";
    private static final String USER = "postgres";
    private static final Duration STARTUP_WAIT = Duration.ofSeconds(60);
    private static final int LOG_LINES_IN_MESSAGE = 5;

    /// A server whose data nobody will miss: nothing is flushed to disk, nothing is logged for recovery or replicas,
    /// and nothing runs in the background. (The library switches `fsync` off itself.)
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("synchronous_commit", "off"),
            Map.entry("full_page_writes", "off"),
            Map.entry("wal_level", "minimal"),
            Map.entry("max_wal_senders", "0"),
            Map.entry("max_wal_size", "8GB"),
            Map.entry("checkpoint_timeout", "1h"),
            Map.entry("autovacuum", "off"),
            Map.entry("jit", "off"),
            Map.entry("shared_buffers", "256MB"),
            Map.entry("work_mem", "32MB"),
            Map.entry("unix_socket_directories", ""));

    private @Nullable EmbeddedPostgres server;
    private @Nullable Path log;

    @Override
    public synchronized SourceSettings start() throws IOException {
        if (server != null) {
            throw new IllegalStateException("The demo's database is started already");
        }
        Path output = Files.createTempFile("etl-demo-", ".log");
        log = output;
        try {
            EmbeddedPostgres started = builder(output).start();
            server = started;
            return SourceSettings.of("localhost", started.getPort(), DATABASE, USER, () -> null);
        } catch (IOException | RuntimeException e) {
            throw new EtlException(
                    ExitCode.SOURCE_UNAVAILABLE,
                    "The embedded Postgres doesn't start on this machine: " + e.getMessage() + lastLines(output)
                            + "\nUse a database of your own instead: etl insert-data fills it, etl run reads it.",
                    e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
        if (log != null) {
            Files.deleteIfExists(log);
            log = null;
        }
    }

    private static EmbeddedPostgres.Builder builder(Path output) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                // The locale of the environment need not be installed.
                .setLocaleConfig("locale", "C")
                .setPGStartupWait(STARTUP_WAIT)
                .setOutputRedirector(Redirect.appendTo(output.toFile()))
                .setErrorRedirector(Redirect.appendTo(output.toFile()));
        SETTINGS.forEach(builder::setServerConfig);
        return builder;
    }

    private static String lastLines(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES_IN_MESSAGE), lines.size());
        return last.isEmpty() ? "" : "\n  " + String.join("\n  ", last);
    }
}
