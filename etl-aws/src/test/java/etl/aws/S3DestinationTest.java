package etl.aws;

import etl.tasks.publish.Destination;
import etl.tasks.publish.DestinationContract;
import etl.testkit.TestBucket;
import etl.testkit.TestS3;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class S3DestinationTest implements DestinationContract {
    private final TestBucket bucket = TestS3.bucket();
    private final S3Destination destination = S3Destination.open(bucket.uri("a/b"), Aws.settings(), Aws.CREDENTIALS);

    @AfterEach
    void close() {
        destination.close();
        bucket.close();
    }

    @Override
    public Destination destination() {
        return destination;
    }

    @Override
    public List<String> visible() {
        return bucket.keys().stream().map(key -> key.substring("a/b/".length())).toList();
    }

    @Override
    public List<String> leftovers() {
        return bucket.pendingUploads();
    }

    @Override
    public byte[] bytes(String path) {
        return bucket.bytes("a/b/" + path);
    }
}
