package etl.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationUriTest {
    @ParameterizedTest
    @CsvSource({
        "s3://bucket,             s3://bucket/",
        "s3://bucket/,            s3://bucket/",
        "s3://my.bucket-1/a/b,    s3://my.bucket-1/a/b/",
        "s3://bucket/env=prod/,   s3://bucket/env=prod/",
        "file:warehouse,          file:warehouse/",
        "file:./a/../warehouse/,  file:warehouse/",
        "file:/data/warehouse,    file:/data/warehouse/",
        "file:///data/warehouse,  file:/data/warehouse/",
    })
    void a_destination_has_one_spelling(String text, String uri) {
        assertEquals(uri, DestinationUri.TYPE.parse(text).uri());
    }

    @ParameterizedTest
    @CsvSource({
        "s3a://bucket/p,      Did you mean 's3://bucket/p'?",
        "S3://bucket/p,       Did you mean 's3://bucket/p'?",
        "s3:/bucket/p,        Did you mean 's3://bucket/p'?",
        "s3:bucket/p,         Did you mean 's3://bucket/p'?",
        "warehouse,           Did you mean 'file:warehouse' or 's3://warehouse'?",
        "/data/warehouse,     Did you mean 'file:/data/warehouse' or 's3://data/warehouse'?",
        "gs://bucket/p,       Only s3://BUCKET/PREFIX/ and file:FOLDER are supported.",
        "https://b.s3.amazonaws.com/, Only s3://BUCKET/PREFIX/ and file:FOLDER are supported.",
        "s3://,               is not a bucket's name",
        "s3:///prefix,        is not a bucket's name",
        "s3://Bucket/p,       is not a bucket's name",
        "s3://bucket//p,      two slashes follow each other",
        "s3://bucket/a/../b,  is not a plain folder name",
        "s3://bucket/p?x=1,   is not a plain folder name",
        "file:,               It names no folder.",
        "file://host/folder,  A file URL with a host is not supported.",
        "file:~/warehouse,    Write the whole path.",
        "file:,               It names no folder.",
    })
    void an_odd_one_is_refused_with_what_to_write(String text, String message) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> DestinationUri.TYPE.parse(text));

        assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
    }
}
