package etl.aws;

import etl.parquet.inspect.SeekableFile;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.io.EOFException;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// An object of S3 that is read by ranges.
public final class S3File implements SeekableFile {
    private final S3Location bucket;
    private final String key;
    private final @Nullable String expectedBucketOwner;
    private final S3Errors errors;
    private final SdkHttpClient http;
    private final S3Client client;
    private @Nullable Long size;

    private S3File(String uri, AwsClients clients) {
        var slash = uri.indexOf('/', "s3://".length());
        this.bucket = S3Location.parse(slash < 0 ? uri : uri.substring(0, slash));
        this.key = slash < 0 ? "" : uri.substring(slash + 1);
        if (key.isEmpty() || key.endsWith("/")) {
            throw EtlException.usage("'" + uri + "' names no object. Write s3://BUCKET/KEY.");
        }
        this.expectedBucketOwner = clients.settings().expectedBucketOwner();
        this.errors = new S3Errors(bucket, clients.settings());
        this.http = AwsClients.http();
        var endpoint = clients.settings().s3Endpoint();
        S3ClientBuilder builder = S3Client.builder().forcePathStyle(endpoint != null);
        this.client = clients.build(builder, http, endpoint, AwsClients.IMPATIENT);
    }

    /// An object. Nothing is asked of S3 yet.
    ///
    /// @param uri `s3://bucket/key`
    /// @throws EtlException if the URI is anything else
    public static S3File open(String uri, AwsSettings settings) {
        return open(uri, new AwsClients(settings, null));
    }

    static S3File open(String uri, AwsClients clients) {
        return new S3File(uri, clients);
    }

    static S3File open(String uri, AwsSettings settings, AwsCredentialsProvider credentials) {
        return open(uri, new AwsClients(settings, credentials));
    }

    @Override
    public String name() {
        return bucket.uri() + key;
    }

    @Override
    public long size() {
        if (size == null) {
            size = explained(() -> client.headObject(request ->
                            request.bucket(bucket.bucket()).key(key).expectedBucketOwner(expectedBucketOwner))
                    .contentLength());
        }
        return size;
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        var range = "bytes=%d-%d".formatted(position, position + length - 1);
        var bytes = explained(() -> client.getObjectAsBytes(request ->
                        request.bucket(bucket.bucket()).key(key).range(range).expectedBucketOwner(expectedBucketOwner))
                .asByteArrayUnsafe());
        if (bytes.length != length) {
            throw new EOFException(name() + " ends at byte " + (position + bytes.length));
        }
        System.arraycopy(bytes, 0, into, offset, length);
    }

    private <T> T explained(Supplier<T> request) {
        try {
            return request.get();
        } catch (NoSuchKeyException e) {
            throw new EtlException(ExitCode.USAGE, "There is no object " + name() + ". Check bucket and key.", e);
        } catch (SdkException e) {
            throw errors.explain("read " + key + " in", e);
        }
    }

    @Override
    public void close() {
        client.close();
        http.close();
    }
}
