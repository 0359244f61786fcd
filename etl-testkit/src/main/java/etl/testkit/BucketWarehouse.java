package etl.testkit;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

record BucketWarehouse(TestBucket bucket, String prefix) implements Warehouse {
    private static final String CONTROL = "_etl/";

    @Override
    public String uri() {
        return bucket.uri(prefix);
    }

    @Override
    public List<String> files(String below) {
        return relative(bucket.keys(prefix + below), prefix);
    }

    @Override
    public Optional<byte[]> read(String path) {
        return object(prefix + path);
    }

    @Override
    public List<String> control() {
        return relative(bucket.keys(CONTROL + prefix), CONTROL + prefix);
    }

    @Override
    public Optional<byte[]> readControl(String path) {
        return object(CONTROL + prefix + path);
    }

    @Override
    public List<String> pending() {
        return bucket.pendingUploads();
    }

    @Override
    public void lose(String pending) {
        bucket.abortUploads(pending);
    }

    private Optional<byte[]> object(String key) {
        try {
            return Optional.of(bucket.bytes(key));
        } catch (NoSuchKeyException none) {
            return Optional.empty();
        }
    }

    private static List<String> relative(List<String> keys, String prefix) {
        return keys.stream().map(key -> key.substring(prefix.length())).toList();
    }
}
