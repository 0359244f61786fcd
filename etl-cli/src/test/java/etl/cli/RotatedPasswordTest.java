package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.AwsKeys;
import etl.testkit.FakeSecrets;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Passwords that change while a run reads: those of AWS Secrets Manager and of mounted files.
class RotatedPasswordTest {
    private static final String SECRET = "shop/reader";

    @TempDir
    private Path folder;

    private TestDatabase database;
    private TestDatabase reader;
    private FakeSecrets secrets;

    @BeforeAll
    static void signIn() {
        System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);
    }

    @AfterAll
    static void signOut() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @BeforeEach
    void open() {
        database = TestPostgres.database();
        database.execute("create table fruit as select n as id from generate_series(1, 100) as n");
        reader = database.role("reader");
        database.execute("grant select on fruit to " + reader.user());
        secrets = FakeSecrets.start(new AwsKeys(Clock.systemUTC())).put(SECRET, json(reader.password()));
    }

    @AfterEach
    void close() {
        secrets.close();
        database.close();
    }

    private String json(String password) {
        return "{\"engine\": \"postgres\", \"username\": \"%s\", \"password\": \"%s\"}"
                .formatted(reader.user(), password);
    }

    /// A program that has no password yet.
    private Program program() {
        return new Program(folder)
                .with(reader)
                .with("PGPASSWORD", "")
                .with("ETL_SOURCE_RETRY_PAUSE", "100ms")
                .with("AWS_REGION", TestS3.REGION)
                .with("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.endpoint().toString());
    }

    /// Begins a run that reads for a while.
    private CompletableFuture<Result> slow(Program program) {
        return CompletableFuture.supplyAsync(() -> program.run(
                "run", "--query", "select 1 as id from pg_sleep(3)", "--name", "slow", "--dest", "file:warehouse"));
    }

    /// Cuts the connection that the run reads by, when it has read for longer than a password is fresh.
    private void cut(CompletableFuture<Result> run) {
        String reading =
                "from pg_stat_activity where usename = '%s' and wait_event = 'PgSleep' and query_start < now() - interval '2100 ms'"
                        .formatted(reader.user());
        while ("0".equals(database.text("select count(pg_terminate_backend(pid)) " + reading))) {
            assertFalse(run.isDone(), () -> run.join().err());
        }
    }

    private void rotate(String password) {
        database.execute("alter role %s password '%s'".formatted(reader.user(), password));
    }

    @Test
    void a_secret_that_is_rotated_while_a_run_reads_is_found() {
        CompletableFuture<Result> run = slow(program().with("ETL_SOURCE_PASSWORD_SECRET", SECRET));
        while (!"1"
                .equals(database.text(
                        "select count(*) from pg_stat_activity where usename = '%s' and wait_event = 'PgSleep'"
                                .formatted(reader.user())))) {
            assertFalse(run.isDone(), () -> run.join().err());
        }
        assertEquals(1, secrets.reads().size(), "one read is enough for the connections of a run");
        rotate("rotated");
        secrets.put(SECRET, json("rotated"));

        cut(run);

        assertEquals(0, run.join().exitCode(), run.join().err());
        assertEquals(2, secrets.reads().size());
    }

    /// As Kubernetes does it: `password` leads by `..data` to a folder, and `..data` is replaced at once.
    @Test
    void a_mounted_secret_that_is_swapped_while_a_run_reads_is_found() throws IOException {
        Path mount = Files.createDirectory(folder.resolve("secret"));
        swap(mount, "..2026_11_22_1", reader.password());
        Files.createSymbolicLink(mount.resolve("password"), Path.of("..data/password"));
        CompletableFuture<Result> run = slow(program().with("ETL_SOURCE_PASSWORD_FILE", "secret/password"));
        while (!"1"
                .equals(database.text(
                        "select count(*) from pg_stat_activity where usename = '%s' and wait_event = 'PgSleep'"
                                .formatted(reader.user())))) {
            assertFalse(run.isDone(), () -> run.join().err());
        }
        rotate("rotated");
        swap(mount, "..2026_11_22_2", "rotated\n");

        cut(run);

        assertEquals(0, run.join().exitCode(), run.join().err());
    }

    private static void swap(Path mount, String name, String password) throws IOException {
        Path data = Files.createDirectory(mount.resolve(name));
        Files.writeString(data.resolve("password"), password);
        Path next = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(name));
        Files.move(next, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "missing | There is no secret missing in Secrets Manager at",
                "denied | may not be read: because. Give the role secretsmanager:GetSecretValue on it",
                "wrong | password authentication failed for user \"ROLE\". Check that the secret wrong (source.password-secret) has this role's current password; it says that it is for the role 'admin'.",
                "keyless | is JSON without a text 'password'"
            })
    void check_tells_what_is_wrong_with_a_secret_in_one_message(String secret, String message) {
        secrets.put("wrong", "{\"username\": \"admin\", \"password\": \"canary-wrong\"}");
        secrets.put("keyless", "{\"pwd\": \"canary-pwd\"}");
        if (secret.equals("denied")) {
            secrets.fail("AccessDeniedException", "because");
        }
        Result check = program()
                .with("ETL_SOURCE_PASSWORD_SECRET", secret)
                .run("check", "--table", "public.fruit", "--dest", "file:warehouse", "-v");

        assertEquals(2, check.exitCode(), check.out());
        assertTrue(check.out().contains(message.replace("ROLE", reader.user())), check.out());
        assertTrue(check.out().contains("1 problem."), check.out());
        assertFalse((check.out() + check.err()).contains("canary"), check.out() + check.err());
    }

    @Test
    void a_password_file_that_is_not_there_is_one_message() {
        Result check = program().with("ETL_SOURCE_PASSWORD_FILE", "nowhere").run("check", "--table", "public.fruit");

        assertEquals(2, check.exitCode(), check.out());
        assertTrue(check.out().contains("nowhere can't be read (NoSuchFileException)"), check.out());
        assertTrue(check.out().contains("1 problem."), check.out());
    }
}
