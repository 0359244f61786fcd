package etl.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/// A primary and a standby that streams from it and answers queries. The standby is a copy of the primary's folder, made
/// while it runs. A query that keeps the standby from replaying is cancelled at once (`max_standby_streaming_delay` 0).
///
/// ```java
/// try (var servers = TestStandby.start(folder)) {
///     servers.primary("shop").execute("create table t (id int)");
///     servers.awaitReplay();
///     servers.standby("shop").text("select count(*) from t");
/// }
/// ```
public final class TestStandby implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    private static final Duration STARTUP = Duration.ofSeconds(60);
    private static final String HOST_BASED_AUTHENTICATION = """
            local all all trust
            host all all 127.0.0.1/32 trust
            host all all ::1/128 trust
            host replication all 127.0.0.1/32 trust
            host replication all ::1/128 trust
            """;

    /// What belongs to the running primary or is streamed.
    private static final Set<String> NOT_COPIED =
            Set.of("postmaster.pid", "postmaster.opts", "epg-lock", "pg_replslot", "pg_stat_tmp", "pg_notify");

    private static final int POLLS = 1000;
    private static final long POLL_MILLIS = 20;

    private final EmbeddedPostgres primary;
    private final EmbeddedPostgres standby;

    private TestStandby(EmbeddedPostgres primary, EmbeddedPostgres standby) {
        this.primary = primary;
        this.standby = standby;
    }

    /// Starts both.
    ///
    /// @param folder an empty folder for their data
    public static TestStandby start(Path folder) {
        try {
            var primaryData = folder.resolve("primary");
            var primary = builder(primaryData)
                    .setDataDirectoryCustomizer(TestStandby::trustEverybody)
                    .start();
            try {
                var standbyData = folder.resolve("standby");
                copy(maintenance(primary), primaryData, standbyData);
                Files.writeString(standbyData.resolve("standby.signal"), "");
                Files.writeString(
                        standbyData.resolve("postgresql.auto.conf"),
                        "primary_conninfo = 'host=127.0.0.1 port=%d user=%s'\n".formatted(primary.getPort(), SUPERUSER),
                        StandardOpenOption.APPEND);
                var standby = builder(standbyData)
                        .setCleanDataDirectory(false)
                        .setServerConfig("max_standby_streaming_delay", "0")
                        .start();
                return new TestStandby(primary, standby);
            } catch (IOException | RuntimeException failed) {
                primary.close();
                throw failed;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a primary and its standby", e);
        }
    }

    private static EmbeddedPostgres.Builder builder(Path data) {
        return EmbeddedPostgres.builder()
                .setPGStartupWait(STARTUP)
                .setDataDirectory(data)
                .setServerConfig("max_connections", "50")
                .setServerConfig("wal_level", "replica")
                // What is committed is sent at once.
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("autovacuum", "off");
    }

    private static void trustEverybody(File dataDirectory) {
        try {
            Files.writeString(Path.of(dataDirectory.getPath(), "pg_hba.conf"), HOST_BASED_AUTHENTICATION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A copy that the server can start from, as `pg_basebackup` makes one.
    private static void copy(TestDatabase primary, Path from, Path to) throws IOException {
        try (Connection session = primary.connect();
                var statement = session.createStatement()) {
            statement.execute("select pg_backup_start('standby', true)");
            copyFiles(from, to);
            try (var label = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                label.next();
                Files.writeString(to.resolve("backup_label"), label.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot copy the primary", e);
        }
    }

    private static void copyFiles(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                var path = to.resolve(from.relativize(folder)).toFile();
                // The server refuses a folder that others may read.
                if (!path.setReadable(false, false)
                        || !path.setReadable(true, true)
                        || !path.setExecutable(false, false)
                        || !path.setExecutable(true, true)
                        || !path.setWritable(true, true)) {
                    throw new IOException("cannot set the mode of " + path);
                }
                return NOT_COPIED.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!NOT_COPIED.contains(file.getFileName().toString())) {
                    try {
                        Files.copy(file, to.resolve(from.relativize(file)));
                    } catch (NoSuchFileException gone) {
                        // The primary works meanwhile; what it has removed isn't needed.
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
                if (failed instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failed;
            }
        });
    }

    private static TestDatabase maintenance(EmbeddedPostgres server) {
        return new TestDatabase("localhost", server.getPort(), SUPERUSER, SUPERUSER, "");
    }

    /// A database of the primary, as a superuser. It isn't closed: it goes with the servers.
    public TestDatabase primary(String database) {
        return new TestDatabase("localhost", primary.getPort(), database, SUPERUSER, "");
    }

    /// The same database on the standby.
    public TestDatabase standby(String database) {
        return new TestDatabase("localhost", standby.getPort(), database, SUPERUSER, "");
    }

    /// Waits until the standby has replayed all that the primary has written.
    public void awaitReplay() throws InterruptedException {
        // A VACUUM doesn't wait until what it has written leaves the server; a commit that has written something does.
        maintenance(primary).execute("select pg_logical_emit_message(true, 'etl', 'replay')");
        var lsn = Objects.requireNonNull(maintenance(primary).text("select pg_current_wal_flush_lsn()"));
        for (var poll = 0; poll < POLLS; poll++) {
            if ("true".equals(maintenance(standby).text("select pg_last_wal_replay_lsn() >= '" + lsn + "'::pg_lsn"))) {
                return;
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new IllegalStateException("the standby hasn't replayed " + lsn);
    }

    @Override
    public void close() {
        try (primary) {
            standby.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
