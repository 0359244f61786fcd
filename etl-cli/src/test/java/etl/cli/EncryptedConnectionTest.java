package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import etl.cli.Program.Result;
import etl.testkit.TestAuthority;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server that has a certificate for `localhost`, signed by an authority of ours.
class EncryptedConnectionTest {
    @TempDir
    private static Path folder;

    private static TestAuthority authority;

    @BeforeAll
    static void encrypt() throws IOException {
        assumeTrue(System.getenv("ETL_TEST_POSTGRES_URL") == null, "the server isn't ours to set up");
        authority = TestAuthority.create(folder, "shop-authority");
        Files.writeString(folder.resolve("ca.pem"), authority.certificate());
        Files.writeString(
                folder.resolve("other.pem"),
                TestAuthority.create(folder, "other-authority").certificate());
        serve(authority.server("localhost"));
    }

    @AfterAll
    static void decrypt() {
        if (System.getenv("ETL_TEST_POSTGRES_URL") == null) {
            setSsl("off");
        }
    }

    @Test
    void a_server_whose_authority_is_named_is_trusted() {
        Result result = run("localhost", "--sslmode", "verify-full", "--sslrootcert", "ca.pem");

        assertEquals(0, result.exitCode(), result.err());
    }

    @Test
    void the_setting_may_be_called_ca() throws IOException {
        Files.writeString(folder.resolve("etl.yaml"), "source: {ca: ca.pem, sslmode: verify-full}");
        Result result = run("localhost");
        Files.delete(folder.resolve("etl.yaml"));

        assertEquals(0, result.exitCode(), result.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "other.pem"})
    void a_server_whose_authority_is_not_trusted_is_not(String trusted) {
        Result result = run("localhost", "--sslmode", "verify-full", "--sslrootcert", trusted);

        assertEquals(2, result.exitCode(), result.err());
        assertTrue(result.err().contains("can't be trusted"), result.err());
        assertTrue(
                result.err()
                        .contains(
                                "Name the authority that signed its certificate (--sslrootcert, source.sslrootcert), or choose another sslmode (now verify-full)."),
                result.err());
    }

    @Test
    void a_server_of_another_name_is_not_trusted() {
        Result result = run("127.0.0.1", "--sslmode", "verify-full", "--sslrootcert", "ca.pem");

        assertEquals(2, result.exitCode(), result.err());
        assertTrue(
                result.err()
                        .contains(
                                "can't be trusted: its certificate is for another name than 127.0.0.1. Use the name that the certificate has (source.url), or sslmode verify-ca (now verify-full)."),
                result.err());
        assertEquals(
                0,
                run("127.0.0.1", "--sslmode", "verify-ca", "--sslrootcert", "ca.pem")
                        .exitCode());
    }

    @Test
    void a_certificate_whose_time_is_over_is_not_trusted() {
        serve(authority.expired("localhost"));
        Result result = run("localhost", "--sslmode", "verify-full", "--sslrootcert", "ca.pem");
        serve(authority.server("localhost"));

        assertEquals(2, result.exitCode(), result.err());
        assertTrue(result.err().contains("can't be trusted: its certificate has expired (NotAfter: "), result.err());
        assertTrue(result.err().contains("Have the server's certificate renewed."), result.err());
    }

    @Test
    void an_authority_whose_file_is_not_there_or_is_something_else_is_a_mistake() throws IOException {
        Result missing = run("localhost", "--sslmode", "verify-full", "--sslrootcert", "nowhere.pem");
        assertEquals(2, missing.exitCode(), missing.err());
        assertTrue(
                missing.err()
                        .contains(
                                "there is no file " + folder.resolve("nowhere.pem") + ". Correct source.sslrootcert."),
                missing.err());

        Files.writeString(folder.resolve("odd.pem"), "-----BEGIN CERTIFICATE-----\nodd\n-----END CERTIFICATE-----\n");
        Result odd = run("localhost", "--sslmode", "verify-full", "--sslrootcert", "odd.pem");
        assertEquals(2, odd.exitCode(), odd.err());
        assertTrue(odd.err().contains("odd.pem) can't be read: "), odd.err());
    }

    @Test
    void encryption_that_the_server_does_not_have_is_a_mistake() throws InterruptedException {
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

    private static void serve(TestAuthority.Certificate certificate) {
        setSsl("off");
        write("server.crt", certificate.certificate());
        write("server.key", certificate.key());
        setSsl("on");
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
