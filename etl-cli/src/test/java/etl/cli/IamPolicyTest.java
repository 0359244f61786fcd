package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import etl.cli.IamPolicy.Need;
import etl.cli.Program.Result;
import etl.testkit.AwsKeys;
import etl.testkit.FakeGlue;
import etl.testkit.FakeRds;
import etl.testkit.FakeSecrets;
import etl.testkit.FaultProxy;
import etl.testkit.FaultProxy.Fault;
import etl.testkit.TestAuthority;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Runs under the policies of docs/aws.md: what stands before the services refuses every call that they don't allow. A
/// life of a warehouse needs all that they allow and no more.
class IamPolicyTest {
    private static final String ACCOUNT = "000000000000";
    private static final String CRAWLER = "shop-nightly";
    private static final String SECRET = "shop/reader";

    /// What no call of the program shows, and why it is in the policies.
    private static final Map<String, String> UNSEEN = Map.of(
            "kms:GenerateDataKey", "S3 asks KMS in the program's name; the emulators encrypt nothing",
            "kms:Decrypt", "the same, and Secrets Manager's");

    @TempDir
    private Path folder;

    private final Set<String> calls = Collections.synchronizedSet(new TreeSet<>());
    /// A task whose older dates are taken away.
    private static final String KEPT = "tasks: {fruit: {table: public.fruit, keep: 1}}";

    private final Set<Need> needs = Collections.synchronizedSet(new java.util.HashSet<>());
    private final Set<String> denied = Collections.synchronizedSet(new TreeSet<>());
    private final TestDatabase database = TestPostgres.database();
    private final TestBucket bucket = TestS3.bucket();
    private final FakeGlue glue = FakeGlue.start();
    private final FakeSecrets secrets = FakeSecrets.start(new AwsKeys(Clock.systemUTC()));
    private final FaultProxy s3Front = FaultProxy.before(TestS3.endpoint()).guard(this::lookAtS3);
    private final FaultProxy glueFront = FaultProxy.before(glue.endpoint()).guard(this::lookAtGlue);
    private final FaultProxy secretsFront =
            FaultProxy.before(secrets.endpoint()).guard(this::lookAtSecrets);

    private volatile IamPolicy policy = new IamPolicy(List.of());
    private volatile boolean completing = true;

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
    void fill() {
        database.execute("create table fruit (id int primary key, color text); insert into fruit values (1, 'red')");
        glue.crawler(CRAWLER, "shop", bucket.uri("shop/")).taking(Duration.ofMillis(1));
        secrets.put(SECRET, database.password());
    }

    @AfterEach
    void close() {
        secretsFront.close();
        glueFront.close();
        s3Front.close();
        secrets.close();
        glue.close();
        bucket.close();
        database.close();
    }

    private IamPolicy documented(String name) {
        return IamPolicy.documented(
                name,
                List.of(
                        List.of("111122223333", ACCOUNT),
                        List.of("eu-central-1", TestS3.REGION),
                        List.of("acme-warehouse", bucket.name()),
                        List.of("etl_reader", database.database() + "_etl_reader")));
    }

    private @Nullable Fault lookAtS3(FaultProxy.Seen request) {
        ApiCall call = ApiCall.ofS3(request);
        boolean refused = !allowed(call) || (!completing && call.name().equals("CompleteMultipartUpload"));
        return refused
                ? Fault.answer(403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>")
                : null;
    }

    private @Nullable Fault lookAtGlue(FaultProxy.Seen request) {
        return lookAtJson(ApiCall.ofGlue(request, TestS3.REGION, ACCOUNT));
    }

    private @Nullable Fault lookAtSecrets(FaultProxy.Seen request) {
        return lookAtJson(ApiCall.ofSecrets(request, FakeSecrets::arn));
    }

    private @Nullable Fault lookAtJson(ApiCall call) {
        return allowed(call)
                ? null
                : Fault.answer(
                        400,
                        "{\"__type\": \"AccessDeniedException\", \"Message\": \"not authorized to perform %s\"}"
                                .formatted(call.needs().getFirst().action()));
    }

    private boolean allowed(ApiCall call) {
        calls.add(call.name());
        boolean allowed = true;
        for (Need need : call.needs()) {
            needs.add(need);
            if (!policy.allows(need)) {
                denied.add(need.toString());
                allowed = false;
            }
        }
        return allowed;
    }

    private Program program() {
        return new Program(folder)
                .with(database)
                .with("ETL_DESTINATION", bucket.uri("shop/"))
                .with("AWS_ENDPOINT_URL_S3", s3Front.endpoint().toString())
                .with("AWS_ENDPOINT_URL_GLUE", glueFront.endpoint().toString())
                .with(
                        "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                        secretsFront.endpoint().toString())
                .with("AWS_REGION", TestS3.REGION);
    }

    private void ends(int exitCode, String... arguments) {
        List<String> command = new ArrayList<>(Arrays.asList(arguments));
        if (arguments[0].equals("run")) {
            command.addAll(List.of("--log-format", "text"));
            if (!command.contains("--query")) {
                command.addAll(List.of("--table", "public.fruit"));
            }
        }
        Result result = program().run(command.toArray(String[]::new));
        assertEquals(exitCode, result.exitCode(), () -> command + "\n" + result.out() + result.err() + denied);
    }

    /// What is the same with every catalog: looking, publishing, publishing again, failing, dying, going on, looking back.
    private void lead_a_life() {
        ends(0, "check", "--table", "public.fruit");
        ends(0, "run", "--date", "2026-11-20");
        ends(0, "run", "--date", "2026-11-20");
        ends(0, "run", "--date", "2026-11-20", "--force");
        ends(0, "publish", "status");
        ends(0, "history");
        ends(0, "list");
        String file = bucket.keys("shop/").getFirst();
        ends(0, "inspect", bucket.uri(file), "--head", "1");

        // A value that has no place: what is uploaded by then is discarded.
        ends(22, "run", "--date", "2026-11-21", "--query", "select 'NaN'::numeric(4, 1) as n", "--name", "odd");
        assertEquals(List.of(), bucket.pendingUploads());

        // Decided and not finished: the next run does it.
        completing = false;
        ends(11, "run", "--date", "2026-11-21");
        completing = true;
        ends(0, "publish", "recover");

        // Decided, and its uploads are gone: it is taken back.
        completing = false;
        ends(11, "run", "--date", "2026-11-22");
        completing = true;
        bucket.pendingUploads().forEach(bucket::abortUploads);
        ends(14, "publish", "recover");

        database.execute("alter table fruit add weight int");
        ends(20, "run", "--date", "2026-11-23");
        ends(0, "run", "--date", "2026-11-23", "--on-drift", "add");
    }

    private void assertAllowsExactlyWhatWasCalled() {
        assertEquals(Set.of(), denied);
        Set<String> called = new TreeSet<>();
        needs.forEach(need -> called.add(need.action()));
        assertEquals(policy.actions(), called, "the policy's actions, and those that were needed");
        for (IamPolicy.Statement statement : policy.statements()) {
            for (String resource : statement.resources()) {
                assertTrue(
                        needs.stream()
                                .anyMatch(need -> statement.actions().contains(need.action())
                                        && IamPolicy.matches(resource, need.resource())),
                        () -> "nothing was done to " + resource);
            }
        }
    }

    private void configure(String... lines) throws IOException {
        Files.write(folder.resolve("etl.yaml"), List.of(lines));
    }

    @Test
    void without_a_catalog() {
        policy = documented("s3");

        lead_a_life();

        assertAllowsExactlyWhatWasCalled();
        assertEquals(
                Set.of(
                        "AbortMultipartUpload",
                        "CompleteMultipartUpload",
                        "CreateMultipartUpload",
                        "DeleteObject",
                        "GetBucketLifecycleConfiguration",
                        "GetObject",
                        "HeadObject",
                        "ListMultipartUploads",
                        "ListObjectsV2",
                        "PutObject",
                        "UploadPart"),
                calls);
    }

    @Test
    void with_a_crawler() throws IOException {
        configure("catalog: {mode: crawler, crawler: " + CRAWLER + ", database: shop}", KEPT);
        policy = documented("s3").and(documented("crawler"));

        lead_a_life();
        ends(0, "prune", "--task", "fruit");
        ends(0, "crawler", "status");
        ends(0, "crawler", "start");
        ends(0, "crawler", "wait");
        assertAllowsBut("glue:ListCrawlers");

        // Of a crawler that isn't there the policy says nothing, nor of its name.
        policy = policy.and(new IamPolicy(List.of(new IamPolicy.Statement(
                "",
                Set.of("glue:GetCrawler"),
                Set.of("arn:aws:glue:%s:%s:crawler/shop-nightli".formatted(TestS3.REGION, ACCOUNT))))));
        Result mistyped = program().run("crawler", "status", "--crawler", "shop-nightli");
        assertTrue(mistyped.err().contains("There are: " + CRAWLER), mistyped.err());

        assertAllowsExactlyWhatWasCalled();
    }

    private void assertAllowsBut(String action) {
        policy = policy.without(action);
        assertAllowsExactlyWhatWasCalled();
        policy = documented("s3").and(documented("crawler"));
    }

    @Test
    void directly_into_the_catalog() throws IOException {
        configure("catalog: {mode: direct, database: shop}", "publish: {keep-superseded: 1ms}", KEPT);
        policy = documented("s3").and(documented("direct"));

        lead_a_life();
        ends(0, "check", "--task", "fruit");
        ends(0, "prune", "--task", "fruit");

        assertAllowsExactlyWhatWasCalled();
    }

    @Test
    void with_a_password_in_secrets_manager() throws IOException {
        configure("source: {password-secret: " + SECRET + "}");
        policy = documented("secret");

        ends(0, "describe", "--table", "public.fruit", "--ddl");

        assertAllowsExactlyWhatWasCalled();
    }

    @Test
    void with_tokens_of_rds_iam() throws IOException {
        assumeTrue(System.getenv("ETL_TEST_POSTGRES_URL") == null, "the server isn't ours to set up");
        TestDatabase reader = database.role("etl_reader");
        TestAuthority authority = TestAuthority.create(folder, "rds");
        Files.writeString(folder.resolve("rds.pem"), authority.certificate());
        policy = documented("rds");
        try (FakeRds rds = FakeRds.before(database, new AwsKeys(Clock.systemUTC()), authority.server(FakeRds.HOST))
                .admit(reader)) {
            database.execute(
                    "grant rds_iam to %s; grant select on fruit to %s".formatted(reader.user(), reader.user()));
            configure("source: {rds-iam: true, sslmode: verify-full, ca: rds.pem}");
            Result result = program()
                    .with("PGHOST", FakeRds.HOST)
                    .with("PGPORT", Integer.toString(rds.port()))
                    .with("PGUSER", reader.user())
                    .run("describe", "--table", "public.fruit", "--ddl");

            assertEquals(0, result.exitCode(), result.err());
            assertFalse(rds.tokens().isEmpty());
            // A token says who signs in; which instance that is, RDS knows.
            needs.add(new Need(
                    "rds-db:connect",
                    "arn:aws:rds-db:%s:%s:dbuser:db-ABCDEFGHIJKL01234/%s"
                            .formatted(TestS3.REGION, ACCOUNT, reader.user())));
        }
        assertAllowsExactlyWhatWasCalled();
    }

    @Test
    void what_is_not_seen_is_little_and_has_a_reason() {
        assertEquals(documented("kms").actions(), UNSEEN.keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"trust-irsa", "trust-pod-identity", "bucket", "crawler-role"})
    void the_other_policies_are_json(String name) {
        assertFalse(JsonMapper.shared()
                .readTree(IamPolicy.block("<!-- policy: " + name + " -->"))
                .get("Statement")
                .isEmpty());
    }
}
