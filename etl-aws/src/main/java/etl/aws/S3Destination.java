package etl.aws;

import etl.parquet.inspect.SeekableFile;
import etl.tasks.EtlException;
import etl.tasks.publish.ControlFiles;
import etl.tasks.publish.Destination;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.PendingFile;
import etl.tasks.publish.PreparedFile;
import etl.tasks.publish.PublishedFile;
import etl.tasks.publish.RepeatedCalls;
import etl.tasks.publish.UnfinishedUpload;
import etl.tasks.publish.UploadGoneException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/// A prefix of an S3 bucket. Every file, however small, is a multipart upload that stays uncompleted until the run is
/// decided: S3 shows no object for it, and there is no temporary file.
///
/// Failures are [EtlException]s: a bucket that isn't there, credentials and permissions are the user's (exit code 2); a
/// store that can't be reached or keeps failing after ten attempts is exit code 11.
public final class S3Destination implements Destination {
    private static final String CONTENT_TYPE = "application/vnd.apache.parquet";

    /// The key of the upload that [#check] begins and aborts.
    private static final String CHECK_KEY = ".etl-check";

    private final S3Location location;
    private final S3Location controlLocation;
    private final AwsClients clients;
    private final S3Errors errors;
    private final S3ControlFiles control;
    private @Nullable SdkHttpClient http;
    private @Nullable S3Client client;

    private S3Destination(
            S3Location location,
            Optional<S3Location> control,
            AwsSettings settings,
            @Nullable AwsCredentialsProvider credentials) {
        this.location = location;
        this.controlLocation = control.orElseGet(location::control);
        this.clients = new AwsClients(settings, credentials);
        this.errors = new S3Errors(location, settings);
        this.control = new S3ControlFiles(controlLocation, settings, this::client);
    }

    /// A destination. Nothing is asked of S3 yet.
    ///
    /// @param uri `s3://bucket/prefix/`
    /// @throws EtlException if the URI is anything else
    public static S3Destination open(String uri, AwsSettings settings) {
        return open(S3Location.parse(uri), Optional.empty(), settings);
    }

    /// A destination. Nothing is asked of S3 yet.
    ///
    /// @param control where the control files are; empty: [S3Location#control]
    /// @throws EtlException if the control files would lie among the data
    public static S3Destination open(S3Location location, Optional<S3Location> control, AwsSettings settings) {
        control.ifPresent(other -> requireApart(location, other));
        return new S3Destination(location, control, settings, null);
    }

    static S3Destination open(String uri, AwsSettings settings, AwsCredentialsProvider credentials) {
        return new S3Destination(S3Location.parse(uri), Optional.empty(), settings, credentials);
    }

    static S3Destination open(
            S3Location location, S3Location control, AwsSettings settings, AwsCredentialsProvider credentials) {
        return new S3Destination(location, Optional.of(control), settings, credentials);
    }

    /// Readers and crawlers take for data what lies below a destination, unless its name begins with `_` or `.`.
    private static void requireApart(S3Location location, S3Location control) {
        if (control.uri().startsWith(location.uri())) {
            String below = control.uri().substring(location.uri().length());
            if (below.isEmpty() || !(below.startsWith("_") || below.startsWith("."))) {
                throw EtlException.usage(
                        "The control files can't lie at %s: that is below the destination %s, where readers and crawlers look for data. Set control to another prefix, such as %s, or leave it out."
                                .formatted(
                                        control.uri(),
                                        location.uri(),
                                        location.control().uri()));
            }
        }
    }

    @Override
    public String uri() {
        return location.uri();
    }

    @Override
    public ControlFiles control() {
        return control;
    }

    /// Begins a multipart upload below the prefix and aborts it, and creates a control file and deletes it: both buckets
    /// are there, they are the expected owner's, files can be written, and the store keeps one of two that are created
    /// under one name.
    @Override
    public void check() throws IOException {
        // Closing this client leaves the HTTP client open, which the next ones use.
        try (S3Client impatient = client(AwsClients.IMPATIENT)) {
            checkUpload(impatient);
            new ControlCheck(new S3ControlFiles(controlLocation, clients.settings(), () -> impatient)).run();
        }
    }

    /// Whether the bucket leaves uploads alone until they are completed.
    ///
    /// @return why that can't be told; empty when it does
    /// @throws EtlException when a rule of the bucket aborts uploads too early
    public Optional<String> checkRules() {
        try (S3Client impatient = client(AwsClients.IMPATIENT)) {
            return new LifecycleRules(location).check(impatient, clients.settings());
        }
    }

    private void checkUpload(S3Client impatient) {
        try {
            String key = location.key(CHECK_KEY);
            String uploadId = impatient
                    .createMultipartUpload(request ->
                            request.bucket(location.bucket()).key(key).expectedBucketOwner(expectedBucketOwner()))
                    .uploadId();
            abort(impatient, key, uploadId);
        } catch (SdkException e) {
            throw errors.explain("write to", e);
        }
    }

    @Override
    public PendingFile begin(FileKey key) {
        String uploadId = explained(
                "begin " + key.path() + " in",
                () -> client().createMultipartUpload(request -> request.bucket(location.bucket())
                                .key(location.key(key.path()))
                                .contentType(CONTENT_TYPE)
                                .checksumAlgorithm(clients.settings().checksums() ? ChecksumAlgorithm.CRC32 : null)
                                .expectedBucketOwner(expectedBucketOwner()))
                        .uploadId());
        return new S3PendingFile(this, key, uploadId);
    }

    /// Uploads a part and waits until S3 has it.
    ///
    /// @param number from 1
    /// @throws UploadGoneException when somebody has aborted the upload
    PartTag upload(FileKey key, String uploadId, int number, PartBytes part) throws UploadGoneException {
        String checksum = clients.settings().checksums() ? part.crc32() : null;
        try {
            String entityTag = client().uploadPart(
                            request -> request.bucket(location.bucket())
                                    .key(location.key(key.path()))
                                    .uploadId(uploadId)
                                    .partNumber(number)
                                    .checksumCRC32(checksum)
                                    .expectedBucketOwner(expectedBucketOwner()),
                            part.body())
                    .eTag();
            return new PartTag(entityTag, checksum);
        } catch (NoSuchUploadException gone) {
            throw new UploadGoneException(key, gone);
        } catch (SdkException e) {
            throw errors.explain("write " + key.path() + " to", e);
        }
    }

    /// Completes the upload. When S3's answer isn't a clear yes, whether the object is there decides: an earlier answer
    /// may have been lost, and a second completion of an upload finds no upload.
    @Override
    public boolean complete(PreparedFile file) {
        List<CompletedPart> parts = new ArrayList<>();
        for (String text : file.partTags()) {
            PartTag tag = PartTag.parse(text);
            parts.add(CompletedPart.builder()
                    .partNumber(parts.size() + 1)
                    .eTag(tag.entityTag())
                    .checksumCRC32(tag.crc32())
                    .build());
        }
        try {
            String entityTag = client().completeMultipartUpload(request -> request.bucket(location.bucket())
                            .key(location.key(file.key().path()))
                            .uploadId(file.uploadId())
                            .multipartUpload(upload -> upload.parts(parts))
                            .expectedBucketOwner(expectedBucketOwner()))
                    .eTag();
            if (entityTag == null) {
                throw SdkClientException.create("S3 answered without an entity tag");
            }
            return true;
        } catch (SdkException e) {
            if (isThere(file, e)) {
                return true;
            }
            if (e instanceof NoSuchUploadException) {
                return false;
            }
            throw errors.explain("publish " + file.key().path() + " in", e);
        }
    }

    private boolean isThere(PreparedFile file, SdkException reason) {
        try {
            return head(file).isPresent();
        } catch (SdkException unanswered) {
            reason.addSuppressed(unanswered);
            throw errors.explain("publish " + file.key().path() + " in", reason);
        }
    }

    @Override
    public boolean verify(PreparedFile file) throws IOException {
        Optional<HeadObjectResponse> there = explained("look at " + file.key().path() + " in", () -> head(file));
        if (there.isEmpty()) {
            return false;
        }
        new StoredObject(uri() + file.key().path(), there.get()).requireSame(file);
        return true;
    }

    /// What S3 says of the object; empty when there is none.
    private Optional<HeadObjectResponse> head(PreparedFile file) {
        try {
            return Optional.of(client().headObject(request -> request.bucket(location.bucket())
                    .key(location.key(file.key().path()))
                    .checksumMode(ChecksumMode.ENABLED)
                    .expectedBucketOwner(expectedBucketOwner())));
        } catch (NoSuchKeyException none) {
            return Optional.empty();
        }
    }

    @Override
    public void discard(FileKey key, String uploadId) {
        explained("discard " + key.path() + " in", () -> {
            abort(client(), location.key(key.path()), uploadId);
            return key;
        });
    }

    private void abort(S3Client by, String key, String uploadId) {
        try {
            by.abortMultipartUpload(request -> request.bucket(location.bucket())
                    .key(key)
                    .uploadId(uploadId)
                    .expectedBucketOwner(expectedBucketOwner()));
        } catch (NoSuchUploadException gone) {
            // Aborted or completed before: either way it occupies nothing.
        }
    }

    /// Uploads of other keys are somebody else's and left alone, but for those that a [#check] began and couldn't abort.
    @Override
    public List<UnfinishedUpload> unfinished() {
        List<UnfinishedUpload> found = new ArrayList<>();
        for (MultipartUpload upload : explained("list the uploads of", this::uploads)) {
            String path = location.path(upload.key());
            if (path.equals(CHECK_KEY)) {
                explained("write to", () -> {
                    abort(client(), upload.key(), upload.uploadId());
                    return path;
                });
            }
            FileKey.parse(path)
                    .ifPresent(key -> found.add(new UnfinishedUpload(key, upload.uploadId(), upload.initiated())));
        }
        return found;
    }

    private List<MultipartUpload> uploads() {
        List<MultipartUpload> found = new ArrayList<>();
        for (ListMultipartUploadsResponse page : client().listMultipartUploadsPaginator(
                        request -> request.bucket(location.bucket())
                                .prefix(location.prefix())
                                .expectedBucketOwner(expectedBucketOwner()))) {
            requireWhole(page.isTruncated());
            found.addAll(page.uploads());
        }
        return found;
    }

    /// An answer whose body was lost looks like an empty list.
    ///
    /// @param truncated what every list says: whether more follows
    static void requireWhole(@Nullable Boolean truncated) {
        if (truncated == null) {
            throw SdkClientException.create("S3 answered with an incomplete list");
        }
    }

    @Override
    public SeekableFile open(PublishedFile file) {
        return S3File.open(uri() + file.path(), clients);
    }

    @Override
    public void delete(PublishedFile file) {
        explained(
                "delete " + file.path() + " in",
                () -> client().deleteObject(request -> request.bucket(location.bucket())
                        .key(location.key(file.path()))
                        .expectedBucketOwner(expectedBucketOwner())));
    }

    @Override
    public List<RepeatedCalls> repeated() {
        return clients.repetitions().all();
    }

    @Override
    public long bufferBytes() {
        return S3PendingFile.BUFFER_BYTES;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
            client = null;
        }
        if (http != null) {
            http.close();
            http = null;
        }
    }

    private @Nullable String expectedBucketOwner() {
        return clients.settings().expectedBucketOwner();
    }

    private <T> T explained(String doing, Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw errors.explain(doing, e);
        }
    }

    private synchronized S3Client client() {
        if (client == null) {
            client = client(AwsClients.PATIENT);
        }
        return client;
    }

    private synchronized S3Client client(int attempts) {
        if (http == null) {
            http = AwsClients.http();
        }
        URI endpoint = clients.settings().s3Endpoint();
        S3ClientBuilder builder = S3Client.builder()
                .forcePathStyle(endpoint != null)
                // Parts are in memory and carry their own checksum: no need to frame them.
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(false));
        return clients.build(builder, http, endpoint, attempts);
    }
}
