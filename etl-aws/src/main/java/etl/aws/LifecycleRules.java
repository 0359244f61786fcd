package etl.aws;

import etl.tasks.EtlException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/// The lifecycle rules of a bucket, as far as they can take from a run what it has uploaded and not completed yet.
///
/// @param location the destination
record LifecycleRules(S3Location location) {
    /// A decided run whose process died is carried on by the next one, which may come after a weekend.
    static final int LEAST_DAYS = 7;

    private static final String NONE = "NoSuchLifecycleConfiguration";

    /// @return why the rules couldn't be looked at; empty when they are as they should be
    /// @throws EtlException when one aborts uploads of the destination too early
    Optional<String> check(S3Client client, AwsSettings settings) {
        List<LifecycleRule> rules;
        try {
            rules = client.getBucketLifecycleConfiguration(request ->
                            request.bucket(location.bucket()).expectedBucketOwner(settings.expectedBucketOwner()))
                    .rules();
        } catch (SdkException e) {
            return AwsErrors.code(e).equals(NONE)
                    ? Optional.empty()
                    : Optional.of(
                            "The bucket's lifecycle rules can't be looked at (%s; it takes s3:GetLifecycleConfiguration): one that aborts incomplete uploads must leave them %d days."
                                    .formatted(AwsErrors.detail(e), LEAST_DAYS));
        }
        for (LifecycleRule rule : rules) {
            if (abortsTooEarly(rule) && concerns(prefix(rule))) {
                throw EtlException.usage(
                        "The lifecycle rule '%s' of the bucket %s aborts incomplete uploads after %d days: a run that has decided and not finished would lose its files. Set it to %d days or more."
                                .formatted(
                                        rule.id(),
                                        location.bucket(),
                                        rule.abortIncompleteMultipartUpload().daysAfterInitiation(),
                                        LEAST_DAYS));
            }
        }
        return Optional.empty();
    }

    private static boolean abortsTooEarly(LifecycleRule rule) {
        return rule.status() == ExpirationStatus.ENABLED
                && rule.abortIncompleteMultipartUpload() != null
                && rule.abortIncompleteMultipartUpload().daysAfterInitiation() < LEAST_DAYS;
    }

    @SuppressWarnings("deprecation") // Older rules have their prefix there.
    private static String prefix(LifecycleRule rule) {
        if (rule.filter() != null && rule.filter().prefix() != null) {
            return rule.filter().prefix();
        }
        if (rule.filter() != null
                && rule.filter().and() != null
                && rule.filter().and().prefix() != null) {
            return rule.filter().and().prefix();
        }
        return rule.prefix() == null ? "" : rule.prefix();
    }

    private boolean concerns(String prefix) {
        return location.prefix().startsWith(prefix) || prefix.startsWith(location.prefix());
    }
}
