package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import etl.testkit.AwsKeys;
import etl.testkit.FakeRds;
import etl.testkit.FakeSecrets;
import etl.testkit.TestAuthority;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs with every secret that a run can have, at the most talkative, and nowhere a trace of one: not in what the program
/// prints, its stack traces, its report, what it writes to the bucket, footers and log of commits included, its folder, or
/// the list of processes.
class SecretsStaySecretTest {
    private static final String PASSWORD = "canary-of-the-password";
    private static final String WRONG = "canary-that-is-wrong";

    /// Whatever makes a token of IAM or a session good for anything.
    private static final Pattern TOKEN =
            Pattern.compile("X-Amz-Signature|X-Amz-Security-Token", Pattern.CASE_INSENSITIVE);

    private static final List<String> RUN =
            List.of("run", "--table", "public.fruit", "-v", "--report", "report.json", "--output", "json");

    @TempDir
    private static Path certificates;

    private static final AwsKeys KEYS = new AwsKeys(Clock.systemUTC());
    private static TestDatabase database;
    private static TestDatabase reader;
    private static FakeRds rds;
    private static FakeSecrets secrets;
    private static AwsKeys.Key key;

    @TempDir
    private Path folder;

    @BeforeAll
    static void prepare() throws IOException {
        assumeTrue(System.getenv("ETL_TEST_POSTGRES_URL") == null, "the server isn't ours to set up");
        TestAuthority authority = TestAuthority.create(certificates, "rds");
        Files.writeString(certificates.resolve("rds.pem"), authority.certificate());
        key = KEYS.issue("test", Duration.ofHours(1));
        TestS3.take(KEYS);
        database = TestPostgres.database();
        database.execute(
                "create table fruit as select n as id, 'a fruit'::text as name from generate_series(1, 100) as n");
        reader = database.role("reader");
        rds = FakeRds.before(database, KEYS, authority.server(FakeRds.HOST)).admit(reader.withPassword(PASSWORD));
        secrets = FakeSecrets.start(KEYS)
                .put("good", "{\"password\": \"" + PASSWORD + "\"}")
                .put("wrong", WRONG)
                .put("odd", "{\"" + WRONG + "\": {\"password\": \"" + PASSWORD + "\"}");
        database.execute("grant select on fruit to %s; alter role %s password '%s'"
                .formatted(reader.user(), reader.user(), PASSWORD));
    }

    @AfterAll
    static void close() {
        TestS3.leave(KEYS);
        if (database != null) {
            secrets.close();
            rds.close();
            database.close();
        }
    }

    /// @param child whether it is a process of its own, whose command line is looked at too
    private record Case(String name, int exitCode, boolean child, Map<String, String> environment) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> cases() {
        Map<String, String> iam = Map.of(
                "ETL_SOURCE_RDS_IAM",
                "true",
                "PGPORT",
                Integer.toString(rds == null ? 0 : rds.port()),
                "PGSSLMODE",
                "verify-full",
                "PGSSLROOTCERT",
                certificates.resolve("rds.pem").toString());
        return Stream.of(
                        new Case("a variable", 0, false, Map.of("PGPASSWORD", PASSWORD)),
                        new Case("a URL", 0, true, Map.of("ETL_SOURCE_URL", "URL of " + PASSWORD)),
                        new Case("a secret", 0, false, Map.of("ETL_SOURCE_PASSWORD_SECRET", "good")),
                        new Case("a token", 0, true, iam),
                        new Case("a wrong variable", 2, false, Map.of("PGPASSWORD", WRONG)),
                        new Case("a wrong URL", 2, false, Map.of("ETL_SOURCE_URL", "URL of " + WRONG)),
                        new Case(
                                "a URL that is none",
                                2,
                                false,
                                Map.of("ETL_SOURCE_URL", "postgresql://a:" + WRONG + "@@/")),
                        new Case("a wrong secret", 2, false, Map.of("ETL_SOURCE_PASSWORD_SECRET", "wrong")),
                        new Case("a secret that isn't JSON", 2, false, Map.of("ETL_SOURCE_PASSWORD_SECRET", "odd")),
                        new Case("a token of a role without rds_iam", 2, false, iam))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void no_secret_leaves_the_program(Case one) throws Exception {
        boolean member = one.name().equals("a token");
        database.execute((member ? "grant rds_iam to " : "revoke rds_iam from ") + reader.user());
        try (TestBucket bucket = TestS3.bucket()) {
            Map<String, String> environment = environment(bucket);
            one.environment()
                    .forEach((name, value) -> environment.put(
                            name,
                            value.startsWith("URL of ")
                                    ? reader.url().replace("@", ":" + value.substring("URL of ".length()) + "@")
                                    : value));
            Map<String, String> seen = new TreeMap<>();
            int exitCode = one.child() ? child(environment, seen) : here(environment, seen);

            lookAt(bucket, seen);
            assertEquals(one.exitCode(), exitCode, seen.get("err"));
            assertTrue(exitCode == 0 || seen.get("err").contains("EtlException"), "no stack trace: " + seen.get("err"));
            if (exitCode == 0) {
                assertTrue(seen.keySet().stream().anyMatch(name -> name.endsWith(".parquet")), seen.keySet()::toString);
                assertTrue(seen.keySet().stream().anyMatch(name -> name.endsWith(".done")), seen.keySet()::toString);
                assertTrue(seen.containsKey("report.json"), seen.keySet()::toString);
            }
            List<String> found = new ArrayList<>();
            for (String secret :
                    List.of(PASSWORD, WRONG, key.secretKey(), key.sessionToken().orElseThrow())) {
                seen.forEach((where, text) -> {
                    if (text.contains(secret) || TOKEN.matcher(text).find()) {
                        found.add(where + ": " + text);
                    }
                });
            }
            assertEquals(List.of(), found);
        }
    }

    private Map<String, String> environment(TestBucket bucket) {
        return new TreeMap<>(Map.of(
                "PGHOST", reader.host(),
                "PGPORT", Integer.toString(reader.port()),
                "PGDATABASE", reader.database(),
                "PGUSER", reader.user(),
                "ETL_DESTINATION", bucket.uri("shop/"),
                "AWS_REGION", TestS3.REGION,
                "AWS_ENDPOINT_URL_S3", TestS3.endpoint().toString(),
                "AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.endpoint().toString()));
    }

    private int here(Map<String, String> environment, Map<String, String> seen) {
        System.setProperty("aws.accessKeyId", key.accessKey());
        System.setProperty("aws.secretAccessKey", key.secretKey());
        System.setProperty("aws.sessionToken", key.sessionToken().orElseThrow());
        try {
            Program program = new Program(folder);
            environment.forEach(program::with);
            Program.Result result = program.run(RUN.toArray(String[]::new));
            seen.put("out", result.out());
            seen.put("err", result.err());
            return result.exitCode();
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
            System.clearProperty("aws.sessionToken");
        }
    }

    private int child(Map<String, String> environment, Map<String, String> seen)
            throws IOException, InterruptedException {
        Process process = new ProgramProcess(folder)
                .with(environment)
                .with("AWS_ACCESS_KEY_ID", key.accessKey())
                .with("AWS_SECRET_ACCESS_KEY", key.secretKey())
                .with("AWS_SESSION_TOKEN", key.sessionToken().orElseThrow())
                .start(RUN.toArray(String[]::new));
        seen.put("the command line", process.info().commandLine().orElseThrow());
        return process.waitFor();
    }

    /// Everything that is there when the program has ended, byte by byte.
    private void lookAt(TestBucket bucket, Map<String, String> seen) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                seen.put(folder.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        for (String name : bucket.keys()) {
            seen.put(name, new String(bucket.bytes(name), StandardCharsets.ISO_8859_1));
        }
    }
}
