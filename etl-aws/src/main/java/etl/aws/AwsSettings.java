package etl.aws;

import etl.tasks.EtlException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How AWS is reached. What is null is left to the SDK: region and credentials by its default chains (environment,
/// profile, container, instance).
///
/// @param s3Endpoint another S3 than Amazon's; path-style addresses are used with it
/// @param glueEndpoint another Glue than Amazon's
/// @param secretsEndpoint another Secrets Manager than Amazon's
/// @param region such as `eu-central-1`; needed for Amazon's own endpoints, by this or by the SDK's chain
/// @param profile a profile of the shared configuration files
/// @param expectedBucketOwner the account that must own the bucket: a bucket of that name in any other account is
///     refused
/// @param checksums whether uploads carry CRC32 checksums that S3 checks and keeps. Amazon's S3 and most others have
///     them; a store that doesn't needs `AWS_REQUEST_CHECKSUM_CALCULATION=when_required`
public record AwsSettings(
        @Nullable URI s3Endpoint,
        @Nullable URI glueEndpoint,
        @Nullable URI secretsEndpoint,
        @Nullable String region,
        @Nullable String profile,
        @Nullable String expectedBucketOwner,
        boolean checksums) {

    /// Amazon's endpoints, everything else by the SDK's chains.
    public static final AwsSettings DEFAULT = new AwsSettings(null, null, null, null, null, null, true);

    /// The settings that AWS' own environment variables make: `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_S3`,
    /// `AWS_ENDPOINT_URL_GLUE` and `AWS_ENDPOINT_URL_SECRETS_MANAGER` (the particular before the general),
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`, `AWS_REGION`, `AWS_DEFAULT_REGION`, `AWS_PROFILE`, `AWS_REQUEST_CHECKSUM_CALCULATION`.
    ///
    /// @throws EtlException if an endpoint isn't an http or https URL
    public static AwsSettings of(Map<String, String> environment) {
        var ignored = "true".equalsIgnoreCase(environment.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"));
        return new AwsSettings(
                ignored ? null : endpoint(environment, "AWS_ENDPOINT_URL_S3"),
                ignored ? null : endpoint(environment, "AWS_ENDPOINT_URL_GLUE"),
                ignored ? null : endpoint(environment, "AWS_ENDPOINT_URL_SECRETS_MANAGER"),
                first(environment, "AWS_REGION", "AWS_DEFAULT_REGION"),
                first(environment, "AWS_PROFILE"),
                null,
                !"when_required".equalsIgnoreCase(environment.get("AWS_REQUEST_CHECKSUM_CALCULATION")));
    }

    /// These settings with the account that must own the bucket.
    public AwsSettings withExpectedBucketOwner(@Nullable String account) {
        return new AwsSettings(s3Endpoint, glueEndpoint, secretsEndpoint, region, profile, account, checksums);
    }

    /// These settings with a region, unless that is null.
    public AwsSettings withRegion(@Nullable String other) {
        return new AwsSettings(
                s3Endpoint,
                glueEndpoint,
                secretsEndpoint,
                other == null ? region : other,
                profile,
                expectedBucketOwner,
                checksums);
    }

    private static @Nullable URI endpoint(Map<String, String> environment, String variable) {
        for (var name : new String[] {variable, "AWS_ENDPOINT_URL"}) {
            var value = first(environment, name);
            if (value != null) {
                return url(name, value);
            }
        }
        return null;
    }

    private static URI url(String variable, String value) {
        try {
            var url = new URI(value);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Told below, like every other value that is no URL.
        }
        throw EtlException.usage("%s: '%s' is not a URL. Write it as http://host:port or https://host, or unset it."
                .formatted(variable, value));
    }

    private static @Nullable String first(Map<String, String> environment, String... names) {
        for (var name : names) {
            var value = environment.get(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }
}
