package etl.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The Postgres server of the tests: one embedded server per JVM, started when it is first needed and stopped when the
/// JVM ends, or the server that `ETL_TEST_POSTGRES_URL` names (`postgresql://user:password@host:port/database`; a
/// superuser).
///
/// ```java
/// try (var db = TestPostgres.database()) {
///     db.execute("create table t (id int)");
/// }
/// ```
///
/// The embedded server asks everybody for a password (SCRAM), so that a wrong one fails as it does in production.
public final class TestPostgres {
    private static final String SUPERUSER = "etl_test";
    private static final String PASSWORD = "a password / with ? odd & characters";

    /// Everybody needs a password, except the embedded server's own superuser, whose starter knows none. That of
    /// members of `rds_iam` is asked for in clear text, for the sake of [FakeRds].
    private static final String HOST_BASED_AUTHENTICATION = """
            local all all trust
            host all postgres 127.0.0.1/32 trust
            host all postgres ::1/128 trust
            host all +rds_iam all password
            host all all all scram-sha-256
            """;

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable TestDatabase maintenance;

    private TestPostgres() {}

    /// A new, empty database. Closing it drops it, whoever is still connected.
    public static TestDatabase database() {
        var server = server();
        var name = "etl_%d_%d".formatted(ProcessHandle.current().pid(), DATABASES.incrementAndGet());
        server.execute("drop database if exists " + name + " with (force)");
        server.execute("create database " + name);
        return new TestDatabase(server.host(), server.port(), name, server.user(), server.password());
    }

    /// The server's maintenance database, as its superuser: for roles, settings and `pg_stat_activity`.
    public static synchronized TestDatabase server() {
        var known = maintenance;
        if (known == null) {
            var url = System.getenv("ETL_TEST_POSTGRES_URL");
            known = url == null || url.isBlank() ? startEmbedded() : named(url);
            maintenance = known;
        }
        return known;
    }

    private static TestDatabase startEmbedded() {
        try {
            // Its own shutdown hook stops it.
            @SuppressWarnings("resource")
            var postgres = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setDataDirectoryCustomizer(TestPostgres::requirePasswords)
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("max_prepared_transactions", "20")
                    .start();
            try (var connection = postgres.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create role %s superuser login password '%s'"
                        .formatted(SUPERUSER, PASSWORD.replace("'", "''")));
            }
            return new TestDatabase("localhost", postgres.getPort(), "postgres", SUPERUSER, PASSWORD);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the embedded Postgres", e);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot prepare the embedded Postgres", e);
        }
    }

    private static void requirePasswords(File dataDirectory) {
        try {
            Files.writeString(Path.of(dataDirectory.getPath(), "pg_hba.conf"), HOST_BASED_AUTHENTICATION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestDatabase named(String url) {
        var uri = URI.create(url);
        var userInfo = uri.getUserInfo() == null ? "postgres" : uri.getUserInfo();
        var colon = userInfo.indexOf(':');
        var path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        return new TestDatabase(
                uri.getHost(),
                uri.getPort() < 0 ? 5432 : uri.getPort(),
                path.isEmpty() ? "postgres" : path,
                colon < 0 ? userInfo : userInfo.substring(0, colon),
                colon < 0 ? "" : userInfo.substring(colon + 1));
    }

    static Connection connect(TestDatabase database) throws SQLException {
        var properties = new java.util.Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("ApplicationName", "etl-testkit");
        // The simple protocol gives every value as the server's own text.
        properties.setProperty("preferQueryMode", "simple");
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(database.host(), database.port(), database.database()),
                properties);
    }
}
