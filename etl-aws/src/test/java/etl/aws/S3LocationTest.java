package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3LocationTest {
    @ParameterizedTest
    @CsvSource({
        "s3://acme-warehouse/shop/, acme-warehouse, shop/",
        "s3://acme-warehouse/shop, acme-warehouse, shop/",
        "s3://acme.warehouse, acme.warehouse, ''",
        "s3://acme-warehouse/, acme-warehouse, ''",
        "s3://acme-warehouse/a/env=prod/b_c, acme-warehouse, a/env=prod/b_c/"
    })
    void bucket_and_prefix_are_read(String uri, String bucket, String prefix) {
        assertEquals(new S3Location(bucket, prefix), S3Location.parse(uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3a://bucket/p/",
                "S3://bucket/p/",
                "s3:/bucket/p/",
                "s3:///p/",
                "s3://",
                "s3://ab",
                "s3://Bucket/p/",
                "s3://bucket_1/p/",
                "s3://user@bucket/p/",
                "s3://bucket:9000/p/",
                "s3://a..b/p/",
                "s3://bucket//p/",
                "s3://bucket/p//",
                "s3://bucket/../p/",
                "s3://bucket/p?x=y",
                "s3://bucket/p#f",
                "s3://bucket/p%20q/",
                "s3://bucket/p q/",
                "s3://bucket/p\nq/",
                "s3://bucket/*/",
                "https://bucket.s3.amazonaws.com/p/",
                ""
            })
    void odd_uri_is_refused(String uri) {
        var e = assertThrows(EtlException.class, () -> S3Location.parse(uri));
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(e.getMessage().contains("Write s3://bucket/prefix/"), e.getMessage());
    }
}
