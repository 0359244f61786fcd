package etl.aws;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What S3's failures mean to the user.
///
/// @param location the destination
/// @param settings how it is reached
record S3Errors(S3Location location, AwsSettings settings) {
    private static final int MOVED_PERMANENTLY = 301;
    private static final int FORBIDDEN = 403;

    /// A failure's meaning.
    ///
    /// @param doing what failed, without its object: `write to`
    EtlException explain(String doing, SdkException e) {
        var cannot = "Cannot " + doing + " " + location.uri() + ": ";
        if (e instanceof S3Exception answered) {
            switch (name(answered)) {
                case "NoSuchBucket" -> {
                    return usage(
                            cannot + "there is no bucket " + location.bucket()
                                    + ". Create it, or correct the destination.",
                            e);
                }
                case "AccessDenied", "AllAccessDisabled", "AccountProblem" -> {
                    return usage(
                            cannot + "access denied" + owner()
                                    + ". The role needs s3:PutObject, s3:AbortMultipartUpload, s3:GetObject and s3:DeleteObject on "
                                    + location.uri()
                                    + "*, and s3:ListBucket and s3:ListBucketMultipartUploads on the bucket.",
                            e);
                }
                case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" -> {
                    return usage(cannot + "the bucket is in " + otherRegion(answered), e);
                }
                default -> {
                    // The same in every service.
                }
            }
        }
        return AwsErrors.explain(doing + " " + location.uri(), "S3", settings.s3Endpoint(), e);
    }

    /// The failure's name. Answers to HEAD have no body to name it.
    private static String name(S3Exception answered) {
        return switch (answered.statusCode()) {
            case MOVED_PERMANENTLY -> "PermanentRedirect";
            case FORBIDDEN -> AwsErrors.code(answered).isEmpty() ? "AccessDenied" : AwsErrors.code(answered);
            default -> AwsErrors.code(answered);
        };
    }

    private String owner() {
        return settings.expectedBucketOwner() == null
                ? ""
                : ", or the bucket isn't account " + settings.expectedBucketOwner() + "'s";
    }

    private static String otherRegion(S3Exception answered) {
        return answered.awsErrorDetails()
                .sdkHttpResponse()
                .firstMatchingHeader("x-amz-bucket-region")
                .map(region -> "region " + region + ". Set AWS_REGION=" + region + ".")
                .orElse("another region. Set AWS_REGION to the bucket's.");
    }

    private static EtlException usage(String message, SdkException e) {
        return new EtlException(ExitCode.USAGE, message, e);
    }
}
