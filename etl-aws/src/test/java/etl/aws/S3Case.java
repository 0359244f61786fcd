package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.DestinationContract;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.PreparedFile;
import etl.testkit.FaultProxy;
import etl.testkit.TestBucket;
import etl.testkit.TestS3;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/// What tests of a destination behind a proxy share.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class S3Case {
    static final FileKey KEY =
            new FileKey("orders", "dt=2026-11-22", DestinationContract.RUN, 0, FileKey.Layout.RUN_IN_NAME);

    final TestBucket bucket = TestS3.bucket();
    final FaultProxy proxy = FaultProxy.before(TestS3.endpoint());
    final S3Destination destination = S3Destination.open(bucket.uri("p/"), Aws.at(proxy.endpoint()), Aws.CREDENTIALS);

    @AfterEach
    void close() {
        destination.close();
        proxy.close();
        bucket.close();
    }

    PreparedFile prepared(byte[] bytes) throws IOException {
        try (var file = destination.begin(KEY)) {
            file.stream().write(bytes);
            return file.prepare();
        }
    }

    static EtlException refused(ExitCode code, S3Destination destination) {
        try (destination) {
            var e = assertThrows(EtlException.class, destination::check);
            assertEquals(code, e.exitCode(), e.getMessage());
            return e;
        }
    }
}
