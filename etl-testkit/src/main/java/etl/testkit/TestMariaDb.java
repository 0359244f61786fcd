package etl.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A MariaDB server for tests: the one that `ETL_TEST_MARIADB_URL` names (`jdbc:mariadb://HOST/DATABASE?user=…`), else
/// one that is started in a temporary folder where this machine has the program.
public final class TestMariaDb {
    /// Why tests are left out where there is none.
    public static final String MISSING =
            "no MariaDB: install mariadb-server, or name a server in ETL_TEST_MARIADB_URL (jdbc:mariadb://HOST/DATABASE?user=USER)";

    private static final String VARIABLE = "ETL_TEST_MARIADB_URL";
    private static final int START_SECONDS = 60;
    private static final int RETRY_MILLIS = 200;

    private static boolean searched;
    private static @Nullable TestMariaDb shared;

    private final String url;
    private final String user;

    private TestMariaDb(String url, String user) {
        this.url = url;
        this.user = user;
    }

    /// The server that all tests of this JVM share; empty where there is none.
    public static synchronized Optional<TestMariaDb> find() {
        if (!searched) {
            searched = true;
            @Nullable String given = System.getenv(VARIABLE);
            shared = given == null
                    ? program("mariadbd")
                            .flatMap(daemon -> program("mariadb-install-db").map(install -> start(daemon, install)))
                            .orElse(null)
                    : new TestMariaDb(given.replaceFirst("[?&]user=[^&]*", ""), userOf(given));
        }
        return Optional.ofNullable(shared);
    }

    private static String userOf(String url) {
        return url.contains("user=") ? url.replaceFirst(".*[?&]user=([^&]*).*", "$1") : "root";
    }

    /// The URL, without user and password: a user without a password.
    public String url() {
        return url;
    }

    public String user() {
        return user;
    }

    /// A connection that may write.
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, "");
    }

    private static Optional<Path> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Stream.of(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static TestMariaDb start(Path daemon, Path install) {
        try {
            Path folder = Files.createTempDirectory("etl-mariadb");
            Path data = folder.resolve("data");
            String user = System.getProperty("user.name");
            Process installing = process(
                    folder,
                    install.toString(),
                    "--no-defaults",
                    "--datadir=" + data,
                    "--user=" + user,
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db");
            if (!installing.waitFor(START_SECONDS, TimeUnit.SECONDS) || installing.exitValue() != 0) {
                throw new IllegalStateException(Files.readString(folder.resolve("log")));
            }
            int port;
            try (ServerSocket socket = new ServerSocket(0)) {
                port = socket.getLocalPort();
            }
            Process server = process(
                    folder,
                    daemon.toString(),
                    "--no-defaults",
                    "--datadir=" + data,
                    "--user=" + user,
                    "--port=" + port,
                    "--bind-address=127.0.0.1",
                    "--socket=" + folder.resolve("socket"),
                    "--pid-file=" + folder.resolve("pid"),
                    "--innodb-buffer-pool-size=32M",
                    "--innodb-flush-log-at-trx-commit=0");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder)));
            TestMariaDb started = new TestMariaDb("jdbc:mariadb://127.0.0.1:" + port + "/etl?sslMode=disable", "root");
            started.awaitStart(server, "jdbc:mariadb://127.0.0.1:" + port + "/?sslMode=disable", folder);
            return started;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static Process process(Path folder, String... command) throws IOException {
        return new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private void awaitStart(Process server, String address, Path folder) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (server.isAlive() && System.nanoTime() < until) {
            try (Connection connection = DriverManager.getConnection(address, user, "")) {
                connection.createStatement().execute("CREATE DATABASE etl CHARACTER SET utf8mb4");
                return;
            } catch (SQLException notYet) {
                Thread.sleep(RETRY_MILLIS);
            }
        }
        throw new IllegalStateException(Files.readString(folder.resolve("log")));
    }

    private static void stop(Process server, Path folder) {
        server.destroy();
        try {
            if (!server.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (IOException | InterruptedException left) {
            System.err.println("left behind: " + folder + " (" + left + ")");
        }
    }
}
