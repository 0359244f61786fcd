package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.testkit.AwsKeys;
import etl.testkit.FakeSts;
import etl.testkit.FaultProxy;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The program as a process that has no AWS credentials but those that EKS gives a pod: a token in a file, and where to
/// change it for temporary keys. S3 checks signatures by those keys, and their session tokens.
class PodCredentialsTest {
    /// The SDK gets new keys a minute before the old ones expire.
    private static final Duration SOON_RENEWED = Duration.ofSeconds(62);

    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=(\\w+)/");

    private static TestDatabase database;

    @TempDir
    private Path folder;

    private final AwsKeys keys = new AwsKeys(Clock.systemUTC());
    private final FakeSts sts = FakeSts.start(keys, "first token");
    private final FaultProxy s3 = FaultProxy.before(TestS3.endpoint()).guard(this::look);
    private final TestBucket bucket = TestS3.bucket();
    private final Set<String> usedKeys = Collections.synchronizedSet(new LinkedHashSet<>());

    /// How a pod gets its keys.
    enum Way {
        IRSA,
        POD_IDENTITY
    }

    @BeforeAll
    static void fill() {
        database = TestPostgres.database();
        database.execute("create table fruit as select n as id from generate_series(1, 100) as n");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void open() throws IOException {
        TestS3.take(keys);
        Files.writeString(folder.resolve("token"), "first token");
    }

    @AfterEach
    void close() throws IOException {
        String said = said();
        assertFalse(said.contains("first token") || said.contains("second token"), said);
        sts.issued().forEach(key -> {
            assertFalse(said.contains(key.secretKey()), said);
            assertFalse(said.contains(key.sessionToken().orElseThrow()), said);
        });
        TestS3.leave(keys);
        bucket.close();
        s3.close();
        sts.close();
    }

    /// A temporary key is good only with its session token, which s3proxy doesn't look at.
    private FaultProxy.@Nullable Fault look(FaultProxy.Seen request) {
        var accessKey = ACCESS_KEY.matcher(request.headers().getOrDefault("authorization", ""));
        String name = accessKey.find() ? accessKey.group(1) : "none";
        usedKeys.add(name);
        boolean good = sts.issued().stream()
                .anyMatch(key -> key.accessKey().equals(name)
                        && key.sessionToken()
                                .orElseThrow()
                                .equals(request.headers().get("x-amz-security-token")));
        return good
                ? null
                : FaultProxy.Fault.answer(400, "<Error><Code>InvalidToken</Code><Message>no</Message></Error>");
    }

    private Map<String, String> environment(Way way) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "AWS_REGION",
                TestS3.REGION,
                "AWS_ENDPOINT_URL_S3",
                s3.endpoint().toString(),
                "AWS_EC2_METADATA_DISABLED",
                "true",
                "HOME",
                folder.toString()));
        switch (way) {
            case IRSA ->
                environment.putAll(Map.of(
                        "AWS_ROLE_ARN",
                        FakeSts.ROLE,
                        "AWS_WEB_IDENTITY_TOKEN_FILE",
                        folder.resolve("token").toString(),
                        "AWS_ENDPOINT_URL_STS",
                        sts.endpoint().toString()));
            case POD_IDENTITY ->
                environment.putAll(Map.of(
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                        sts.agent().toString(),
                        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                        folder.resolve("token").toString()));
        }
        return environment;
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        return new ProgramProcess(folder)
                .with(database)
                .with(environment)
                .java("-Duser.home=" + folder)
                .start(arguments);
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("err"));
    }

    @ParameterizedTest
    @EnumSource
    void keys_that_run_out_and_a_token_that_is_rotated_while_a_run_reads_are_renewed(Way way) throws Exception {
        sts.lasting(SOON_RENEWED);
        Process run = start(
                environment(way),
                "run",
                "-v",
                "--query",
                "select 1 as id from pg_sleep(4)",
                "--name",
                "slow",
                "--dest",
                bucket.uri("shop/"));
        String reading =
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
        while (!"1".equals(database.text(reading))) {
            assertTrue(run.isAlive(), said());
        }
        assertFalse(usedKeys.isEmpty(), "nothing was asked of S3 before");
        int before = sts.issued().size();
        // The kubelet replaces the file by a link's swap; the program reads whatever is there.
        Files.writeString(folder.resolve("token"), "second token");
        sts.taking("second token").lasting(Duration.ofHours(1));

        assertEquals(0, run.waitFor(), said());

        assertEquals(1, bucket.keys("shop/").size());
        assertTrue(sts.issued().size() > before, "no new keys were asked for");
        assertTrue(usedKeys.contains(sts.issued().getLast().accessKey()), usedKeys::toString);
        assertFalse(usedKeys.contains("none"), usedKeys::toString);
    }

    private String refused(Map<String, String> environment, int expected) throws Exception {
        int exitCode = start(environment, "check", "--table", "public.fruit", "--dest", bucket.uri("shop/"))
                .waitFor();
        assertEquals(expected, exitCode, said());
        assertTrue(said().contains("1 problem."), said());
        assertEquals(Set.of(), usedKeys);
        return said();
    }

    @Test
    void a_role_that_does_not_trust_the_service_account_is_one_message() throws Exception {
        Map<String, String> environment = environment(Way.IRSA);
        environment.put("AWS_ROLE_ARN", "arn:aws:iam::000000000000:role/other");

        String said = refused(environment, 2);

        assertTrue(
                said.contains(
                        "Cannot write to %s: STS gave no credentials for the service account's role (AWS_ROLE_ARN): Not authorized to perform sts:AssumeRoleWithWebIdentity. Check the role's trust policy: the cluster's OIDC provider, the namespace and the service account must be those of this pod."
                                .formatted(bucket.uri("shop/"))),
                said);
    }

    @Test
    void a_token_of_another_cluster_is_one_message() throws Exception {
        sts.taking("another token");

        String said = refused(environment(Way.IRSA), 2);

        assertTrue(said.contains("(AWS_ROLE_ARN): No OpenIDConnect provider found in your account"), said);
    }

    @Test
    void an_sts_that_cannot_be_reached_is_worth_another_try() throws Exception {
        Map<String, String> environment = environment(Way.IRSA);
        environment.put("AWS_ENDPOINT_URL_STS", "http://localhost:1");

        assertTrue(refused(environment, 11).contains("Check the network and AWS_WEB_IDENTITY_TOKEN_FILE"), said());
    }

    @Test
    void a_pod_without_an_association_is_one_message() throws Exception {
        sts.taking("another token");

        String said = refused(environment(Way.POD_IDENTITY), 11);

        assertTrue(
                said.contains(
                        "the agent of EKS Pod Identity (AWS_CONTAINER_CREDENTIALS_FULL_URI) gave no credentials: Failed to load credentials from metadata service. Check that the pod's service account has a pod identity association"),
                said);
    }
}
