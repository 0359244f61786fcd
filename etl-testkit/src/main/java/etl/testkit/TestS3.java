package etl.testkit;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// The S3 store of the tests: one s3proxy per JVM that keeps its objects in memory, started when it is first needed, or
/// the endpoint that `ETL_TEST_AWS_ENDPOINT` names.
///
/// Like S3 it answers 412 to a PUT with `If-None-Match: *` where an object is, shows no object for an uncompleted
/// multipart upload, and refuses requests whose signature is wrong. (Emulators behind `ETL_TEST_AWS_ENDPOINT` usually
/// accept any signature: see [#checksSignatures].)
public final class TestS3 {
    /// The region of every request.
    public static final String REGION = "us-east-1";

    /// The access key that the store accepts.
    public static final String ACCESS_KEY = "test";

    /// The secret that the store accepts.
    public static final String SECRET_KEY = "test-secret";

    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static final List<AwsKeys> KEYS = new CopyOnWriteArrayList<>();
    private static @Nullable URI endpoint;
    private static @Nullable S3Client client;

    private TestS3() {}

    /// Where the store listens; path-style addresses work.
    public static synchronized URI endpoint() {
        var known = endpoint;
        if (known == null) {
            var given = System.getenv("ETL_TEST_AWS_ENDPOINT");
            known = given == null || given.isBlank() ? startProxy() : URI.create(given);
            endpoint = known;
        }
        return known;
    }

    /// Whether a wrong secret key is refused.
    public static boolean checksSignatures() {
        return System.getenv("ETL_TEST_AWS_ENDPOINT") == null;
    }

    /// A new, empty bucket. Closing it deletes everything in it and the bucket.
    public static TestBucket bucket() {
        var name = "etl-%d-%d".formatted(ProcessHandle.current().pid(), BUCKETS.incrementAndGet());
        client().createBucket(request -> request.bucket(name));
        return new TestBucket(name, client());
    }

    /// A client of the store, shared; not to be closed.
    public static synchronized S3Client client() {
        var known = client;
        if (known == null) {
            known = client(endpoint());
            client = known;
        }
        return known;
    }

    /// A client of another store that takes the same keys. Whoever asks for it closes it.
    public static S3Client client(URI store) {
        return S3Client.builder()
                .endpointOverride(store)
                .region(Region.of(REGION))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .forcePathStyle(true)
                .overrideConfiguration(timeouts -> timeouts.apiCallTimeout(Duration.ofSeconds(60)))
                .build();
    }

    /// Has the store take these keys too, as long as they last. It checks signatures by them and doesn't look at session
    /// tokens.
    public static void take(AwsKeys keys) {
        KEYS.add(keys);
    }

    /// The store takes these keys no longer.
    public static void leave(AwsKeys keys) {
        KEYS.remove(keys);
    }

    private static Optional<String> secret(String accessKey) {
        return accessKey.equals(ACCESS_KEY)
                ? Optional.of(SECRET_KEY)
                : KEYS.stream()
                        .flatMap(keys -> keys.current(accessKey).stream())
                        .map(AwsKeys.Key::secretKey)
                        .findFirst();
    }

    private static URI startProxy() {
        var store = new TransientNio2BlobStore();
        var proxy = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .blobStore(store)
                .ignoreUnknownHeaders(true)
                .build();
        proxy.setBlobStoreLocator((identity, container, blob) -> Optional.ofNullable(identity)
                .flatMap(TestS3::secret)
                .map(secret -> new AccessGrant(secret, store))
                .orElse(null));
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException("cannot start s3proxy", e);
        }
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }
}
