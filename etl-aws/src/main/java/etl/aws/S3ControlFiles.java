package etl.aws;

import etl.tasks.EtlException;
import etl.tasks.publish.ControlFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Control files below a prefix of a bucket. What makes one of several creators win is S3's conditional PUT:
/// `If-None-Match: *`.
final class S3ControlFiles implements ControlFiles {
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int BAD_REQUEST = 400;
    private static final int INTERNAL_ERROR = 500;

    /// Conflicts pass as soon as the other creator is through.
    private static final int CREATE_ATTEMPTS = 10;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final S3Location location;
    private final AwsSettings settings;
    private final Supplier<S3Client> client;
    private final S3Errors errors;

    /// @param client asked for each request; not closed
    S3ControlFiles(S3Location location, AwsSettings settings, Supplier<S3Client> client) {
        this.location = location;
        this.settings = settings;
        this.client = client;
        this.errors = new S3Errors(location, settings);
    }

    @Override
    public String uri() {
        return location.uri();
    }

    @Override
    public Optional<byte[]> read(String path) {
        return explained("read " + path + " in", () -> get(path));
    }

    private Optional<byte[]> get(String path) {
        try {
            return Optional.of(client.get()
                    .getObjectAsBytes(request -> request.bucket(location.bucket())
                            .key(location.key(path))
                            .checksumMode(ChecksumMode.ENABLED)
                            .expectedBucketOwner(expectedBucketOwner()))
                    .asByteArray());
        } catch (NoSuchKeyException none) {
            return Optional.empty();
        }
    }

    /// The SDK repeats a PUT whose answer was lost, and the second then finds the file of the first: so who created it
    /// is seen by its content, after every answer that isn't a clear yes.
    @Override
    public boolean create(String path, byte[] content) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                put(path, content);
                return true;
            } catch (SdkException failed) {
                Optional<byte[]> there = readBack(path, failed);
                if (there.isPresent()) {
                    return Arrays.equals(content, there.get());
                }
                if (!isConflict(failed) || attempt == CREATE_ATTEMPTS) {
                    throw unknown(path, failed);
                }
            }
            pause(attempt, path);
        }
    }

    private void put(String path, byte[] content) {
        String entityTag = client.get()
                .putObject(
                        request -> request.bucket(location.bucket())
                                .key(location.key(path))
                                .ifNoneMatch("*")
                                .expectedBucketOwner(expectedBucketOwner()),
                        RequestBody.fromBytes(content))
                .eTag();
        if (entityTag == null) {
            throw SdkClientException.create("S3 answered without an entity tag");
        }
    }

    private Optional<byte[]> readBack(String path, SdkException failed) throws IOException {
        try {
            return get(path);
        } catch (SdkException unanswered) {
            failed.addSuppressed(unanswered);
            throw unknown(path, failed);
        }
    }

    /// Another creator was under way, or the file was deleted since: then the answer says nothing of now.
    private static boolean isConflict(SdkException failed) {
        return failed instanceof SdkServiceException answered
                && (answered.statusCode() == CONFLICT || answered.statusCode() == PRECONDITION_FAILED);
    }

    /// A request that was refused for what it is didn't create the file. Any other may yet do it.
    private IOException unknown(String path, SdkException failed) {
        EtlException explained = errors.explain("create " + path + " in", failed);
        if (failed instanceof SdkServiceException answered
                && answered.statusCode() >= BAD_REQUEST
                && answered.statusCode() < INTERNAL_ERROR
                && !isConflict(failed)
                && Objects.equals(answered.numAttempts(), 1)) {
            throw explained;
        }
        return new IOException(
                explained.getMessage() + " It isn't known whether the file was created, or yet will be.", explained);
    }

    private static void pause(int attempt, String path) throws InterruptedIOException {
        try {
            Thread.sleep(PAUSE.multipliedBy(attempt));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while creating " + path);
        }
    }

    @Override
    public List<String> list(String folder, String after) {
        String prefix = location.key(folder) + "/";
        List<String> names = new ArrayList<>();
        explained("list " + folder + " in", () -> {
            names.clear();
            for (ListObjectsV2Response page : client.get()
                    .listObjectsV2Paginator(request -> request.bucket(location.bucket())
                            .prefix(prefix)
                            .delimiter("/")
                            .startAfter(after.isEmpty() ? null : prefix + after)
                            .expectedBucketOwner(expectedBucketOwner()))) {
                S3Destination.requireWhole(page.isTruncated());
                page.contents().stream()
                        .map(S3Object::key)
                        .map(key -> key.substring(prefix.length()))
                        .forEach(names::add);
            }
            return names;
        });
        // Neither every store's order is S3's, nor does every store know StartAfter.
        return names.stream()
                .filter(name -> !name.isEmpty() && name.compareTo(after) > 0)
                .sorted()
                .toList();
    }

    @Override
    public void delete(String path) {
        explained(
                "delete " + path + " in",
                () -> client.get()
                        .deleteObject(request -> request.bucket(location.bucket())
                                .key(location.key(path))
                                .expectedBucketOwner(expectedBucketOwner())));
    }

    private @Nullable String expectedBucketOwner() {
        return settings.expectedBucketOwner();
    }

    private <T> T explained(String doing, Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw errors.explain(doing, e);
        }
    }
}
