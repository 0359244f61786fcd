package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import etl.cli.Program.Result;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that has a certificate for `localhost`, signed by itself.
class EncryptedConnectionTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void encrypt() throws Exception {
        assumeTrue(System.getenv("ETL_TEST_POSTGRES_URL") == null, "the server isn't ours to set up");
        Path store = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        String certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        Files.writeString(folder.resolve("ca.pem"), certificate);
        write("server.crt", certificate);
        write(
                "server.key",
                pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
        setSsl("on");
    }

    @AfterAll
    static void decrypt() {
        if (System.getenv("ETL_TEST_POSTGRES_URL") == null) {
            setSsl("off");
        }
    }

    @Test
    void aServerWhoseAuthorityIsNamedIsTrusted() {
        Result result = run("localhost", "--sslmode", "verify-full", "--sslrootcert", "ca.pem");

        assertEquals(0, result.exitCode(), result.err());
    }

    @Test
    void aServerWhoseAuthorityNobodyKnowsIsNot() {
        Result result = run("localhost", "--sslmode", "verify-full");

        assertEquals(2, result.exitCode(), result.err());
        assertTrue(result.err().contains("can't be trusted"), result.err());
        assertTrue(result.err().contains("--sslrootcert"), result.err());
    }

    @Test
    void aServerOfAnotherNameIsNotTrusted() {
        Result result = run("127.0.0.1", "--sslmode", "verify-full", "--sslrootcert", "ca.pem");

        assertTrue(result.exitCode() != 0, result.err());
        assertTrue(result.err().contains("127.0.0.1 could not be verified"), result.err());
        assertTrue(result.err().contains("verify-full"), result.err());
        assertEquals(
                0,
                run("127.0.0.1", "--sslmode", "verify-ca", "--sslrootcert", "ca.pem")
                        .exitCode());
    }

    @Test
    void encryptionThatTheServerDoesNotHaveIsAMistake() throws InterruptedException {
        setSsl("off");
        try {
            Result result = run("localhost", "--sslmode", "require");

            assertEquals(2, result.exitCode(), result.err());
            assertTrue(result.err().contains("sslmode (now require)"), result.err());
        } finally {
            setSsl("on");
        }
    }

    private static Result run(String host, String... flags) {
        TestDatabase server = TestPostgres.server();
        List<String> arguments =
                new java.util.ArrayList<>(List.of("describe", "--query", "select 1 as one", "--name", "one"));
        arguments.addAll(List.of(flags));
        return new Program(folder)
                .with("PGHOST", host)
                .with("PGPORT", Integer.toString(server.port()))
                .with("PGDATABASE", server.database())
                .with("PGUSER", server.user())
                .with("PGPASSWORD", server.password())
                .run(arguments.toArray(String[]::new));
    }

    private static String pem(String kind, byte[] bytes) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    }

    /// Has the server itself write a file into its data directory, which is readable by nobody else.
    private static void write(String name, String text) {
        TestPostgres.server()
                .execute("copy (select unnest(string_to_array('%s', E'\\n'))) to program 'umask 077; cat > %s'"
                        .formatted(text.strip(), name));
    }

    private static void setSsl(String value) {
        TestDatabase server = TestPostgres.server();
        server.execute("alter system set ssl = " + value);
        server.execute("select pg_reload_conf()");
        // The server reads its configuration when it gets to it.
        for (int i = 0; i < 100 && !value.equals(server.text("show ssl")); i++) {
            server.execute("select pg_sleep(0.05)");
        }
        assertEquals(value, server.text("show ssl"));
    }
}
