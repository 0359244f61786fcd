package etl.demo;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestS3;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;

/// The smoke test with containers: Postgres, LocalStack for S3 and ministack for Glue. (LocalStack's free edition has
/// no Glue, and 4.14 is its last that starts without a token.) Skipped, with the reason, when no Docker engine answers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DockerSmokeIT implements SmokeContract {
    private static final String PASSWORD = "smoke";
    private static final int POSTGRES_PORT = 5432;
    private static final int EMULATOR_PORT = 4566;

    private GenericContainer<?> postgres;
    private GenericContainer<?> localStack;
    private GenericContainer<?> ministack;
    private S3Client client;
    private TestBucket bucket;

    @BeforeAll
    void start() {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "no Docker engine answers; SmokeIT has run the same with embedded servers");
        postgres = new GenericContainer<>(DockerImageName.parse("postgres:18-alpine"))
                .withEnv("POSTGRES_PASSWORD", PASSWORD)
                .withExposedPorts(POSTGRES_PORT)
                .waitingFor(Wait.forLogMessage(".*database system is ready to accept connections.*\\s", 2)
                        .withStartupTimeout(Duration.ofMinutes(2)));
        localStack = new GenericContainer<>(DockerImageName.parse("localstack/localstack:4.14.0"))
                .withExposedPorts(EMULATOR_PORT)
                .waitingFor(Wait.forLogMessage(".*Ready\\.\\s", 1).withStartupTimeout(Duration.ofMinutes(2)));
        ministack = new GenericContainer<>(DockerImageName.parse("ministackorg/ministack:1.5.33"))
                .withExposedPorts(EMULATOR_PORT)
                .waitingFor(Wait.forListeningPort());
        try {
            postgres.start();
            localStack.start();
            ministack.start();
            client = TestS3.client(s3());
        } catch (ContainerFetchException missing) {
            abort("the Docker engine can't get an image (" + missing.getMessage()
                    + "); SmokeIT has run the same with embedded servers");
        }
        client.createBucket(request -> request.bucket("smoke"));
        bucket = new TestBucket("smoke", client);
        try (GlueClient glue = GlueClient.builder()
                .endpointOverride(glue())
                .region(Region.of(TestS3.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(TestS3.ACCESS_KEY, TestS3.SECRET_KEY)))
                .build()) {
            glue.createDatabase(request -> request.databaseInput(database -> database.name("shop")));
            glue.createCrawler(request -> request.name(CRAWLER)
                    .databaseName("shop")
                    .role("arn:aws:iam::000000000000:role/crawler")
                    .targets(targets -> targets.s3Targets(s3 -> s3.path(bucket.uri("shop/")))));
        }
    }

    @AfterEach
    void empty() {
        bucket.clear();
    }

    @AfterAll
    void stop() {
        if (client != null) {
            client.close();
        }
        for (GenericContainer<?> container : Arrays.asList(postgres, localStack, ministack)) {
            if (container != null) {
                container.stop();
            }
        }
    }

    private static URI endpoint(GenericContainer<?> emulator) {
        return URI.create("http://" + emulator.getHost() + ":" + emulator.getMappedPort(EMULATOR_PORT));
    }

    @Override
    public TestDatabase source() {
        return new TestDatabase(
                postgres.getHost(), postgres.getMappedPort(POSTGRES_PORT), "postgres", "postgres", PASSWORD);
    }

    @Override
    public TestBucket bucket() {
        return bucket;
    }

    @Override
    public URI s3() {
        return endpoint(localStack);
    }

    @Override
    public URI glue() {
        return endpoint(ministack);
    }

    @Override
    public boolean crawlerMakesTables() {
        return false;
    }
}
