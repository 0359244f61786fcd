package etl.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A bucket of [TestS3], or of another store.
///
/// @param name the bucket's name
/// @param client a client of its store; whoever made it closes it
public record TestBucket(String name, S3Client client) implements AutoCloseable {
    private static final int CONFLICT = 409;

    /// The bucket's URI with a prefix: `s3://name/prefix/`.
    public String uri(String prefix) {
        return "s3://" + name + "/" + prefix;
    }

    /// The keys of all objects, in order.
    public List<String> keys() {
        return keys("");
    }

    /// The keys of the objects that begin with a prefix, in order.
    public List<String> keys(String prefix) {
        return client.listObjectsV2Paginator(request -> request.bucket(name).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .sorted()
                .toList();
    }

    /// The keys of the multipart uploads that are neither completed nor aborted, in order.
    public List<String> pendingUploads() {
        return uploads().stream().map(MultipartUpload::key).sorted().toList();
    }

    private List<MultipartUpload> uploads() {
        return client.listMultipartUploads(request -> request.bucket(name)).uploads();
    }

    /// An object's bytes.
    public byte[] bytes(String key) {
        return client.getObjectAsBytes(request -> request.bucket(name).key(key)).asByteArray();
    }

    /// Stores an object.
    public void put(String key, byte[] bytes) {
        client.putObject(request -> request.bucket(name).key(key), RequestBody.fromBytes(bytes));
    }

    /// Stores all objects below a prefix as files below a directory, for readers of local files.
    ///
    /// @return the directory
    public Path download(String prefix, Path directory) {
        try {
            for (var key : keys(prefix)) {
                var file = directory.resolve(key);
                Files.createDirectories(file.getParent());
                Files.write(file, bytes(key));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    /// Empties the bucket: objects and pending uploads.
    public void clear() {
        for (var key : keys()) {
            client.deleteObject(request -> request.bucket(name).key(key));
        }
        uploads().forEach(this::abort);
    }

    /// Aborts the multipart uploads of a key that aren't completed.
    public void abortUploads(String key) {
        uploads().stream().filter(upload -> upload.key().equals(key)).forEach(this::abort);
    }

    private void abort(MultipartUpload upload) {
        client.abortMultipartUpload(
                request -> request.bucket(name).key(upload.key()).uploadId(upload.uploadId()));
    }

    /// Empties the bucket and deletes it. s3proxy takes parts of uploads that were aborted, shows them nowhere, and keeps
    /// the bucket for their sake: so does this.
    @Override
    public void close() {
        clear();
        try {
            client.deleteBucket(request -> request.bucket(name));
        } catch (S3Exception e) {
            if (e.statusCode() != CONFLICT
                    || !keys().isEmpty()
                    || !pendingUploads().isEmpty()) {
                throw e;
            }
        }
    }
}
