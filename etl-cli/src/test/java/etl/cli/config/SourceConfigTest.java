package etl.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.source.SourceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceConfigTest {
    @TempDir
    private Path home;

    @Test
    void libpqs_variables_name_the_database() {
        SourceConfig source = resolve(
                "",
                Map.of(
                        "PGHOST",
                        "db.internal",
                        "PGPORT",
                        "6543",
                        "PGDATABASE",
                        "shop",
                        "PGUSER",
                        "reader",
                        "PGPASSWORD",
                        "secret",
                        "PGSSLMODE",
                        "require"));

        SourceSettings settings = source.settings();
        assertEquals("postgresql://reader@db.internal:6543/shop", settings.display());
        assertEquals("require", settings.sslMode());
        assertEquals("secret", settings.password().get());
        assertEquals("PGHOST", source.host().origin().text());
        assertEquals("PGPASSWORD", source.password().origin().text());
    }

    @Test
    void what_the_url_leaves_out_comes_from_the_variables() {
        SourceConfig source = resolve(
                "source: {url: postgresql://db/shop}",
                Map.of("PGHOST", "other", "PGUSER", "reader", "PGPORT", "6543", "PGPASSWORD", "secret"));

        assertEquals("postgresql://reader@db:6543/shop", source.settings().display());
        assertEquals("etl.yaml:1", source.host().origin().text());
        assertEquals("PGUSER", source.user().origin().text());
    }

    @Test
    void the_files_url_wins_over_database_url_and_that_over_libpqs_variables() {
        Map<String, String> variables = Map.of("DATABASE_URL", "postgres://a:b@second/two", "PGHOST", "third");

        assertEquals(
                "first",
                resolve("source: {url: postgresql://first/one}", variables)
                        .host()
                        .value());
        SourceConfig second = resolve("", variables);
        assertEquals("second", second.host().value());
        assertEquals("b", second.settings().password().get());
        assertEquals("DATABASE_URL", second.password().origin().text());
    }

    @Test
    void a_url_in_an_etl_variable_may_hold_the_password() {
        SourceConfig source = resolve("", Map.of("ETL_SOURCE_URL", "postgresql://me:p%40ss+w@db/shop"));

        assertEquals("p@ss+w", source.settings().password().get());
        assertFalse(source.toString().contains("p@ss"), source.toString());
    }

    @Test
    void only_a_host_elsewhere_must_prove_its_name() {
        assertEquals("verify-full", sslMode("postgresql://db.internal/shop"));
        for (String host : new String[] {"localhost", "127.0.0.1", "[::1]"}) {
            assertEquals("prefer", sslMode("postgresql://" + host + "/shop"), host);
        }
        assertEquals("disable", sslMode("postgresql://db.internal/shop?sslmode=disable"));
    }

    @Test
    void the_certificate_is_a_property_of_the_driver() {
        SourceConfig source = resolve("source: {url: postgresql://db/shop, ca: certs/rds.pem}", Map.of());

        assertEquals(
                home.resolve("certs/rds.pem").toString(),
                source.settings().properties().get("sslrootcert"));
    }

    @Test
    void the_well_known_authorities_are_trusted_unless_others_are_named() throws IOException {
        String javas = "org.postgresql.ssl.DefaultJavaSSLFactory";
        String url = "source: {url: 'postgresql://db/shop'}";

        assertEquals(javas, resolve(url, Map.of()).settings().properties().get("sslfactory"));
        assertEquals(
                javas,
                resolve(url, Map.of("PGSSLROOTCERT", "system"))
                        .settings()
                        .properties()
                        .get("sslfactory"));
        assertNull(resolve(url, Map.of("PGSSLROOTCERT", "a.pem"))
                .settings()
                .properties()
                .get("sslfactory"));
        Files.createDirectories(home.resolve(".postgresql"));
        Files.writeString(home.resolve(".postgresql/root.crt"), "");
        assertEquals(Map.of(), resolve(url, Map.of()).settings().properties());
    }

    @Test
    void no_database_at_all_is_a_mistake() {
        EtlException e = assertThrows(EtlException.class, () -> resolve("", Map.of("PGUSER", "me")));

        assertTrue(e.getMessage().startsWith("No database is named."), e.getMessage());
    }

    @Test
    void libpqs_defaults_hold_for_the_rest() {
        SourceConfig source = resolve("", Map.of("PGHOST", "db", "PGUSER", "me"));

        assertEquals("postgresql://me@db:5432/me", source.settings().display());
        assertNull(source.settings().password().get());
        assertEquals("default", source.port().origin().text());
    }

    @Test
    void a_list_of_servers_and_a_socket_are_refused() {
        for (String host : new String[] {"a,b", "/var/run/postgresql"}) {
            EtlException e = assertThrows(EtlException.class, () -> resolve("", Map.of("PGHOST", host)));
            assertTrue(e.getMessage().startsWith("PGHOST: "), e.getMessage());
        }
    }

    @Test
    void a_passwords_file_is_read_for_every_connection() throws IOException {
        Path file = Files.writeString(home.resolve("password"), "first\n");
        SourceConfig source = resolve("source: {url: postgresql://db/shop, password-file: password}", Map.of());
        SourceSettings settings = source.settings();

        assertEquals("first", settings.password().get());
        Files.writeString(file, "second");
        assertEquals("second", settings.password().get());
        Files.delete(file);
        EtlException e =
                assertThrows(EtlException.class, () -> settings.password().get());
        assertTrue(e.getMessage().contains("source.password-file"), e.getMessage());
    }

    @Test
    void a_variable_of_any_name_may_hold_the_password() {
        String yaml = "source: {url: postgresql://db/shop, password-env: SHOP_PASSWORD}";

        assertEquals(
                "secret",
                resolve(yaml, Map.of("SHOP_PASSWORD", "secret"))
                        .settings()
                        .password()
                        .get());
        EtlException e = assertThrows(
                EtlException.class,
                () -> resolve(yaml, Map.of()).settings().password().get());
        assertTrue(e.getMessage().contains("SHOP_PASSWORD, which is not set"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "password-env: A, password-file: b"
                        + "| source.password-env (etl.yaml:1) and source.password-file (etl.yaml:1)",
                "password-secret: shop, rds-iam: true"
                        + "| source.password-secret (etl.yaml:1) and source.rds-iam (etl.yaml:1)",
                "password-env: A, password-file: b, password-secret: c, rds-iam: true"
                        + "| source.password-env (etl.yaml:1) and source.password-file (etl.yaml:1) and source.password-secret (etl.yaml:1) and source.rds-iam (etl.yaml:1)"
            })
    void two_passwords_are_one_too_many(String settings, String named) {
        EtlException e = assertThrows(
                EtlException.class, () -> resolve("source: {url: postgresql://db/shop, " + settings + "}", Map.of()));
        assertEquals("More than one password is named: " + named + ". Keep one.", e.getMessage());
    }

    @Test
    void rds_iam_that_is_off_is_no_password() {
        String yaml = "source: {url: postgresql://db/shop, rds-iam: false, password-env: SHOP_PASSWORD}";
        assertEquals(
                "secret",
                resolve(yaml, Map.of("SHOP_PASSWORD", "secret"))
                        .settings()
                        .password()
                        .get());
    }

    @Test
    void an_aws_password_wins_over_the_one_in_a_variable() {
        for (String setting : new String[] {"rds-iam: true", "password-secret: shop"}) {
            SourceConfig source = resolve(
                    "source: {url: postgresql://db/shop, " + setting + "}",
                    Map.of("PGPASSWORD", "canary", "DATABASE_URL", "postgresql://a:canary@db/shop"));

            assertEquals("etl.yaml:1", source.password().origin().text());
            assertFalse(source.toString().contains("canary"), source.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://db/shop?sslmode=prefer, sslmode is prefer (etl.yaml:1)",
        "postgresql://db/shop?sslmode=disable, sslmode is disable (etl.yaml:1)",
        "postgresql://localhost/shop, sslmode is prefer (default)"
    })
    void a_token_needs_an_encrypted_connection(String url, String mode) {
        EtlException e = assertThrows(
                EtlException.class, () -> resolve("source: {url: '" + url + "', rds-iam: true}", Map.of()));
        assertEquals(
                "etl.yaml:1: source.rds-iam needs an encrypted connection, and " + mode
                        + ". Set source.sslmode to verify-full, with RDS' bundle as source.ca.",
                e.getMessage());
        assertEquals(
                "require",
                resolve("source: {url: '" + url + "', rds-iam: true, sslmode: require}", Map.of())
                        .settings()
                        .sslMode());
    }

    @Test
    void the_first_line_of_the_password_file_that_fits_counts() throws IOException {
        passwordFile("""
                # comment:5432:shop:me:no
                other:5432:shop:me:no
                db:*:shop:me:with\\:colon\\\\
                db:*:*:*:late
                """, "rw-------");

        SourceConfig source = resolve("source: {url: postgresql://me@db/shop}", Map.of());

        assertEquals("with:colon\\", source.settings().password().get());
        assertEquals(
                home.resolve(".pgpass").toString(), source.password().origin().text());
        assertEquals(
                "late",
                resolve("source: {url: postgresql://you@db/shop}", Map.of())
                        .settings()
                        .password()
                        .get());
    }

    @Test
    void a_password_file_that_others_may_read_is_not_used() throws IOException {
        passwordFile("*:*:*:*:secret", "rw-r--r--");

        assertNull(resolve("source: {url: postgresql://me@db/shop}", Map.of())
                .settings()
                .password()
                .get());
    }

    @Test
    void pgpassfile_names_another_password_file() throws IOException {
        Path file = Files.writeString(home.resolve("elsewhere"), "*:*:*:*:secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertEquals(
                "secret",
                resolve("", Map.of("PGHOST", "db", "PGPASSFILE", file.toString()))
                        .settings()
                        .password()
                        .get());
    }

    private void passwordFile(String text, String permissions) throws IOException {
        Path file = Files.writeString(home.resolve(".pgpass"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private String sslMode(String url) {
        return resolve("source: {url: '" + url + "'}", Map.of()).settings().sslMode();
    }

    private SourceConfig resolve(String yaml, Map<String, String> variables) {
        ConfigFile file = ConfigFile.parse(yaml, "etl.yaml");
        return SourceConfig.resolve(SettingValues.resolve(Map.of(), variables, file), variables, home, home);
    }
}
