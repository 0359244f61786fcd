package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import etl.tasks.EtlException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AwsSettingsTest {
    @Test
    void empty_environment_leaves_everything_to_the_sdk() {
        assertEquals(AwsSettings.DEFAULT, AwsSettings.of(Map.of()));
    }

    @Test
    void particular_endpoint_comes_before_the_general_one() {
        var settings = AwsSettings.of(
                Map.of("AWS_ENDPOINT_URL", "http://localhost:4566", "AWS_ENDPOINT_URL_S3", "https://minio.internal"));
        assertEquals(URI.create("https://minio.internal"), settings.s3Endpoint());
        assertEquals(URI.create("http://localhost:4566"), settings.glueEndpoint());
    }

    @Test
    void configured_endpoints_can_be_ignored() {
        var settings = AwsSettings.of(
                Map.of("AWS_ENDPOINT_URL", "http://localhost:4566", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"));
        assertNull(settings.s3Endpoint());
    }

    @Test
    void endpoint_that_is_no_url_is_refused() {
        for (var odd : new String[] {"localhost:4566", "ftp://host", "http://", "http://a b"}) {
            var e = assertThrows(EtlException.class, () -> AwsSettings.of(Map.of("AWS_ENDPOINT_URL_S3", odd)));
            assertEquals(
                    "AWS_ENDPOINT_URL_S3: '" + odd
                            + "' is not a URL. Write it as http://host:port or https://host, or unset it.",
                    e.getMessage());
        }
    }

    @Test
    void region_profile_and_checksums_are_taken() {
        var settings = AwsSettings.of(Map.of(
                "AWS_DEFAULT_REGION", "eu-central-1",
                "AWS_PROFILE", "acme",
                "AWS_REQUEST_CHECKSUM_CALCULATION", "WHEN_REQUIRED"));
        assertEquals("eu-central-1", settings.region());
        assertEquals("acme", settings.profile());
        assertFalse(settings.checksums());
        assertEquals("eu-west-1", settings.withRegion("eu-west-1").region());
        assertEquals("eu-central-1", settings.withRegion(null).region());
    }
}
