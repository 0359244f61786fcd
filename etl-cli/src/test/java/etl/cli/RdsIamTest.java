package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import etl.cli.Program.Result;
import etl.testkit.AwsKeys;
import etl.testkit.FakeRds;
import etl.testkit.TestAuthority;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `source.rds-iam` against a server that checks the tokens.
class RdsIamTest {
    private static final Duration TOKEN_LASTS = Duration.ofMinutes(15);

    @TempDir
    private static Path folder;

    private static TestDatabase database;
    private static TestDatabase reader;
    private static TestAuthority.Certificate certificate;

    @BeforeAll
    static void prepare() throws IOException {
        assumeTrue(System.getenv("ETL_TEST_POSTGRES_URL") == null, "the server isn't ours to set up");
        TestAuthority authority = TestAuthority.create(folder, "rds");
        Files.writeString(folder.resolve("rds.pem"), authority.certificate());
        certificate = authority.server(FakeRds.HOST);
        database = TestPostgres.database();
        database.execute("create table fruit as select n as id from generate_series(1, 100) as n");
        reader = database.role("reader");
        try (FakeRds unused = rds(Clock.systemUTC())) {
            database.execute(
                    "grant select on fruit to %s; grant rds_iam to %s".formatted(reader.user(), reader.user()));
        }
        System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);
    }

    @AfterAll
    static void close() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        if (database != null) {
            database.close();
        }
    }

    private static FakeRds rds(Clock clock) {
        return FakeRds.before(database, new AwsKeys(clock), certificate);
    }

    private static Program program(FakeRds rds) {
        return program(rds, FakeRds.HOST, reader.user());
    }

    private static Program program(FakeRds rds, String host, String role) {
        return new Program(folder)
                .with("PGHOST", host)
                .with("PGPORT", Integer.toString(rds.port()))
                .with("PGDATABASE", database.database())
                .with("PGUSER", role)
                .with("AWS_REGION", TestS3.REGION)
                .with("ETL_SOURCE_RDS_IAM", "true")
                .with("ETL_SOURCE_RETRY_PAUSE", "100ms")
                .with("ETL_SOURCE_SSLMODE", "verify-full")
                .with("ETL_SOURCE_SSLROOTCERT", "rds.pem");
    }

    @Test
    void every_connection_of_a_run_opens_with_a_token() {
        try (FakeRds rds = rds(Clock.systemUTC()).admit(reader)) {
            Result run = program(rds).run("run", "--table", "public.fruit", "--dest", "file:warehouse", "-o", "json");

            assertEquals(0, run.exitCode(), run.err());
            assertTrue(run.out().contains("\"rows_read\" : 100"), run.out());
            assertTrue(rds.tokens().size() >= 3, rds.tokens()::toString);
        }
    }

    @Test
    void a_connection_that_is_lost_is_replaced_by_one_with_a_token_of_its_own() {
        try (FakeRds rds = rds(Clock.systemUTC()).admit(reader)) {
            CompletableFuture<Result> run = CompletableFuture.supplyAsync(() -> program(rds)
                    .run("run", "--query", "select 1 as id from pg_sleep(2)", "--name", "slow", "--dest", "file:slow"));
            String copying =
                    "from pg_stat_activity where usename = '%s' and wait_event = 'PgSleep' and query_start < now() - interval '1100 ms'"
                            .formatted(reader.user());
            while ("0".equals(database.text("select count(pg_terminate_backend(pid)) " + copying))) {
                assertFalse(run.isDone(), () -> run.join().err());
            }

            assertEquals(0, run.join().exitCode(), run.join().err());
            assertTrue(
                    signed(rds.tokens().getFirst())
                                    .compareTo(signed(rds.tokens().getLast()))
                            < 0,
                    rds.tokens()::toString);
        }
    }

    private static String signed(String token) {
        Matcher date = Pattern.compile("X-Amz-Date=(\\w+)").matcher(token);
        assertTrue(date.find(), token);
        return date.group(1);
    }

    @Test
    void a_token_that_is_too_old_is_refused_and_one_of_the_last_minute_not() {
        for (Duration late : List.of(TOKEN_LASTS.minusMinutes(1), TOKEN_LASTS.plusSeconds(1))) {
            try (FakeRds rds = rds(Clock.offset(Clock.systemUTC(), late)).admit(reader)) {
                Result check = program(rds).run("check", "--table", "public.fruit");

                assertEquals(late.compareTo(TOKEN_LASTS) < 0 ? 0 : 2, check.exitCode(), check.out());
            }
        }
    }

    @Test
    void a_token_of_a_key_that_aws_does_not_know_is_refused_with_all_that_may_be_wrong() {
        try (FakeRds rds = rds(Clock.systemUTC()).admit(reader)) {
            System.setProperty("aws.secretAccessKey", "another");
            Result check = program(rds).run("check", "--table", "public.fruit");
            System.setProperty("aws.secretAccessKey", TestS3.SECRET_KEY);

            assertEquals(2, check.exitCode(), check.out());
            assertTrue(
                    check.out()
                            .contains(
                                    "refuses the login: PAM authentication failed for user \"%s\". It doesn't take the IAM token (source.rds-iam). Turn IAM authentication on for the instance, GRANT rds_iam TO %s, give the AWS role rds-db:connect on that database user, and name the server by its own endpoint: localhost:%d is what the token is for."
                                            .formatted(reader.user(), reader.user(), rds.port())),
                    check.out());
            assertEquals(List.of(), rds.tokens());
        }
    }

    @Test
    void a_role_without_rds_iam_is_told_so() {
        TestDatabase plain = database.role("plain");
        try (FakeRds rds = rds(Clock.systemUTC()).admit(plain)) {
            Result check = program(rds, FakeRds.HOST, plain.user()).run("check", "--table", "public.fruit");

            assertEquals(2, check.exitCode(), check.out());
            assertTrue(
                    check.out()
                            .contains(
                                    "The server took the IAM token (source.rds-iam) for a password: turn IAM authentication on for the instance, and GRANT rds_iam TO %s."
                                            .formatted(plain.user())),
                    check.out());
        }
    }

    @Test
    void a_token_for_another_name_of_the_server_is_refused() {
        try (FakeRds rds = rds(Clock.systemUTC()).admit(reader)) {
            Result check = program(rds, "127.0.0.1", reader.user())
                    .with("ETL_SOURCE_SSLMODE", "verify-ca")
                    .run("check", "--table", "public.fruit");

            assertEquals(2, check.exitCode(), check.out());
            assertTrue(check.out().contains("127.0.0.1:" + rds.port() + " is what the token is for"), check.out());
        }
    }

    @Test
    void without_credentials_no_token_is_made() {
        try (FakeRds rds = rds(Clock.systemUTC()).admit(reader)) {
            System.clearProperty("aws.accessKeyId");
            System.setProperty("aws.disableEc2Metadata", "true");
            Result check = program(rds).run("check", "--table", "public.fruit");
            System.clearProperty("aws.disableEc2Metadata");
            System.setProperty("aws.accessKeyId", TestS3.ACCESS_KEY);

            assertEquals(2, check.exitCode(), check.out());
            assertTrue(
                    check.out().contains("Cannot sign in to the database localhost by IAM: no AWS credentials"),
                    check.out());
        }
    }

    @Test
    void config_says_where_the_token_comes_from() {
        try (FakeRds rds = rds(Clock.systemUTC())) {
            Result config = program(rds).with("PGPASSWORD", "canary").run("config");

            assertTrue(
                    config.out().lines().anyMatch(line -> line.matches(" +password +\\*{4} +ETL_SOURCE_RDS_IAM")),
                    config.out());
            assertFalse(config.out().contains("canary"), config.out());
        }
    }
}
