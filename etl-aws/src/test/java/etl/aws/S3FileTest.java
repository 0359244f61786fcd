package etl.aws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.testkit.TestBucket;
import etl.testkit.TestS3;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class S3FileTest {
    private final TestBucket bucket = TestS3.bucket();

    @AfterEach
    void close() {
        bucket.close();
    }

    @Test
    void any_range_of_an_object_is_read() throws IOException {
        byte[] bytes = new byte[1000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        bucket.put("folder/file.parquet", bytes);

        try (S3File file = open(bucket.uri("") + "folder/file.parquet")) {
            assertEquals(1000, file.size());
            byte[] into = new byte[20];
            file.read(990, into, 5, 10);
            assertArrayEquals(Arrays.copyOfRange(bytes, 990, 1000), Arrays.copyOfRange(into, 5, 15));
        }
    }

    @Test
    void an_object_that_is_not_there_is_the_users_mistake() {
        try (S3File file = open(bucket.uri("") + "nothing.parquet")) {
            EtlException e = assertThrows(EtlException.class, file::size);
            assertEquals(ExitCode.USAGE, e.exitCode());
            assertTrue(e.getMessage().contains("nothing.parquet"), e.getMessage());
        }
    }

    @Test
    void a_folder_is_no_object() {
        for (String uri : new String[] {"s3://bucket", "s3://bucket/", "s3://bucket/folder/"}) {
            EtlException e = assertThrows(EtlException.class, () -> open(uri).close());
            assertTrue(e.getMessage().contains("s3://BUCKET/KEY"), e.getMessage());
        }
    }

    private static S3File open(String uri) {
        return S3File.open(uri, Aws.settings(), Aws.CREDENTIALS);
    }
}
