package etl.aws;

import etl.parquet.inspect.SeekableFile;
import etl.tasks.publish.Destination;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.PendingFile;
import etl.tasks.publish.PreparedFile;
import etl.tasks.publish.PublishedFile;
import etl.tasks.publish.PublishedPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
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
    private final AwsClients clients;
    private final S3Errors errors;
    private @Nullable SdkHttpClient http;
    private @Nullable S3Client client;

    private S3Destination(S3Location location, AwsSettings settings, @Nullable AwsCredentialsProvider credentials) {
        this.location = location;
        this.clients = new AwsClients(settings, credentials);
        this.errors = new S3Errors(location, settings);
    }

    /// A destination. Nothing is asked of S3 yet.
    ///
    /// @param uri `s3://bucket/prefix/`
    /// @throws EtlException if the URI is anything else
    public static S3Destination open(String uri, AwsSettings settings) {
        return new S3Destination(S3Location.parse(uri), settings, null);
    }

    static S3Destination open(String uri, AwsSettings settings, AwsCredentialsProvider credentials) {
        return new S3Destination(S3Location.parse(uri), settings, credentials);
    }

    @Override
    public String uri() {
        return location.uri();
    }

    /// Begins a multipart upload below the prefix and aborts it: the bucket is there, it is the expected owner's, and
    /// files can be written.
    @Override
    public void check() {
        // Closing this client leaves the HTTP client open, which the next ones use.
        try (var impatient = client(AwsClients.IMPATIENT)) {
            var key = location.key(CHECK_KEY);
            var upload = impatient.createMultipartUpload(
                    request -> request.bucket(location.bucket()).key(key).expectedBucketOwner(expectedBucketOwner()));
            impatient.abortMultipartUpload(request -> request.bucket(location.bucket())
                    .key(key)
                    .uploadId(upload.uploadId())
                    .expectedBucketOwner(expectedBucketOwner()));
        } catch (SdkException e) {
            throw errors.explain("write to", e);
        }
    }

    @Override
    public PendingFile begin(FileKey key) {
        var upload = explained(
                "begin " + key.path() + " in",
                () -> client().createMultipartUpload(request -> request.bucket(location.bucket())
                        .key(location.key(key.path()))
                        .contentType(CONTENT_TYPE)
                        .checksumAlgorithm(clients.settings().checksums() ? ChecksumAlgorithm.CRC32 : null)
                        .expectedBucketOwner(expectedBucketOwner())));
        return new S3PendingFile(this, key, upload.uploadId());
    }

    /// Uploads a part and waits until S3 has it.
    ///
    /// @param number from 1
    PartTag upload(FileKey key, String uploadId, int number, PartBytes part) {
        var checksum = clients.settings().checksums() ? part.crc32() : null;
        var response = explained(
                "write " + key.path() + " to",
                () -> client().uploadPart(
                                request -> request.bucket(location.bucket())
                                        .key(location.key(key.path()))
                                        .uploadId(uploadId)
                                        .partNumber(number)
                                        .checksumCRC32(checksum)
                                        .expectedBucketOwner(expectedBucketOwner()),
                                part.body()));
        return new PartTag(response.eTag(), checksum);
    }

    /// Completes the upload. When S3's answer isn't a clear yes, whether the object is there with the right size
    /// decides: an earlier answer may have been lost, and a second completion of an upload finds no upload.
    @Override
    public PublishedFile complete(PreparedFile file) {
        var published = new PublishedFile(file.key().path(), file.bytes());
        var parts = new ArrayList<CompletedPart>();
        for (var i = 0; i < file.partTags().size(); i++) {
            var number = i + 1;
            var tag = PartTag.parse(file.partTags().get(i));
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(tag.entityTag())
                    .checksumCRC32(tag.crc32())
                    .build());
        }
        try {
            client().completeMultipartUpload(request -> request.bucket(location.bucket())
                    .key(location.key(file.key().path()))
                    .uploadId(file.uploadId())
                    .multipartUpload(upload -> upload.parts(parts))
                    .expectedBucketOwner(expectedBucketOwner()));
            return published;
        } catch (SdkException e) {
            if (Objects.equals(size(file.key(), e), file.bytes())) {
                return published;
            }
            throw errors.explain("publish " + file.key().path() + " in", e);
        }
    }

    /// The size of the object, or null when there is none or S3 doesn't say.
    private @Nullable Long size(FileKey key, SdkException reason) {
        try {
            return client().headObject(request -> request.bucket(location.bucket())
                            .key(location.key(key.path()))
                            .expectedBucketOwner(expectedBucketOwner()))
                    .contentLength();
        } catch (NoSuchKeyException e) {
            return null;
        } catch (SdkException e) {
            reason.addSuppressed(e);
            return null;
        }
    }

    @Override
    public void discard(PreparedFile file) {
        abort(file.key(), file.uploadId());
    }

    void abort(FileKey key, String uploadId) {
        try {
            client().abortMultipartUpload(request -> request.bucket(location.bucket())
                    .key(location.key(key.path()))
                    .uploadId(uploadId)
                    .expectedBucketOwner(expectedBucketOwner()));
        } catch (NoSuchUploadException e) {
            // Aborted or completed before: either way it occupies nothing.
        } catch (SdkException e) {
            throw errors.explain("discard " + key.path() + " in", e);
        }
    }

    @Override
    public List<PublishedFile> list(String table, String partition) {
        var folder = table + "/" + partition + "/";
        return explained(
                "list",
                () -> client()
                        .listObjectsV2Paginator(request -> request.bucket(location.bucket())
                                .prefix(location.key(folder))
                                .expectedBucketOwner(expectedBucketOwner()))
                        .contents()
                        .stream()
                        .map(object -> new PublishedFile(location.path(object.key()), object.size()))
                        // Not what else people leave there: markers, folders, stand-ins for folders.
                        .filter(file -> isData(file.path().substring(folder.length())))
                        .sorted(Comparator.comparing(PublishedFile::path))
                        .toList());
    }

    @Override
    public Optional<PublishedFile> newest(String table) {
        var folder = location.key(table + "/");
        var partitions = explained(
                "list",
                () -> client()
                        .listObjectsV2Paginator(request -> request.bucket(location.bucket())
                                .prefix(folder + PublishedPartition.DATE_PREFIX)
                                .delimiter("/")
                                .expectedBucketOwner(expectedBucketOwner()))
                        .commonPrefixes()
                        .stream()
                        .map(found -> found.prefix()
                                .substring(folder.length(), found.prefix().length() - 1))
                        .sorted(Comparator.reverseOrder())
                        .toList());
        for (var partition : partitions) {
            var files = list(table, partition);
            if (!files.isEmpty()) {
                return Optional.of(files.getLast());
            }
        }
        return Optional.empty();
    }

    @Override
    public SeekableFile open(PublishedFile file) {
        return S3File.open(uri() + file.path(), clients);
    }

    private static boolean isData(String name) {
        return name.endsWith(".parquet") && !name.contains("/");
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
        var endpoint = clients.settings().s3Endpoint();
        S3ClientBuilder builder = S3Client.builder()
                .forcePathStyle(endpoint != null)
                // Parts are in memory and carry their own checksum: no need to frame them.
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(false));
        return clients.build(builder, http, endpoint, attempts);
    }
}
