package etl.aws;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/// What the SDK's failures mean to the user, as far as that is the same for every service.
final class AwsErrors {
    private static final Set<String> WRONG_CREDENTIALS = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidToken",
            "IncompleteSignature",
            "MissingAuthenticationToken");
    private static final Set<String> EXPIRED_CREDENTIALS =
            Set.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired");
    private static final Set<String> WRONG_CLOCK = Set.of("RequestTimeTooSkewed", "RequestExpired");

    private AwsErrors() {}

    /// A failure's meaning.
    ///
    /// @param doing what failed, with its object: `write to s3://bucket/prefix/`
    /// @param service such as `S3`
    /// @param endpoint the custom endpoint, null for Amazon's
    static EtlException explain(String doing, String service, @Nullable URI endpoint, SdkException e) {
        var message = String.valueOf(e.getMessage());
        var where = endpoint == null ? "" : " at " + endpoint;
        var cannot = "Cannot " + doing + ": ";
        if (message.contains("Unable to load credentials")) {
            return PodCredentials.problem(cannot, e)
                    .orElseGet(() -> usage(
                            cannot
                                    + "no AWS credentials were found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE,"
                                    + " or run where a role is attached.",
                            e));
        }
        if (e instanceof AbortedException) {
            return new EtlException(ExitCode.TERMINATED, cannot + "interrupted", e);
        }
        var code = code(e);
        if (WRONG_CREDENTIALS.contains(code)) {
            return usage(
                    cannot + service + where + " doesn't accept the AWS credentials (" + code
                            + "). Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.",
                    e);
        }
        if (EXPIRED_CREDENTIALS.contains(code)) {
            return usage(cannot + "the AWS credentials have expired (" + code + "). Sign in again.", e);
        }
        if (WRONG_CLOCK.contains(code)) {
            return usage(cannot + "this machine's clock is wrong (" + code + "). Set it by a time server.", e);
        }
        if (code.startsWith("AccessDenied")) {
            return usage(cannot + detail(e) + " (" + code + "). Give the role that permission.", e);
        }
        var remedy = endpoint == null
                ? " Check the network and the region, and try again."
                : " Check its endpoint (AWS_ENDPOINT_URL_"
                        + service.toUpperCase(Locale.ROOT).replace(' ', '_')
                        + " or AWS_ENDPOINT_URL) and the network, and try again.";
        return new EtlException(ExitCode.DESTINATION_UNAVAILABLE, cannot + unavailable(service, where, e) + remedy, e);
    }

    private static EtlException usage(String message, SdkException e) {
        return new EtlException(ExitCode.USAGE, message, e);
    }

    private static String unavailable(String service, String where, SdkException e) {
        if (e instanceof SdkServiceException answered) {
            var code = code(e);
            return "%s%s answered %d%s."
                    .formatted(
                            service, where, answered.statusCode(), code.isEmpty() ? "" : " " + code + ", " + detail(e));
        }
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return service + where + " didn't answer in time.";
        }
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "there is no host " + cause.getMessage() + ".";
            }
            if (cause instanceof IOException) {
                return service + where + " can't be reached: " + cause.getMessage() + ".";
            }
        }
        return service + where + " can't be used: " + e.getMessage() + ".";
    }

    /// The service's name for the failure; empty when it gave none.
    static String code(SdkException e) {
        if (e instanceof AwsServiceException answered
                && answered.awsErrorDetails() != null
                && answered.awsErrorDetails().errorCode() != null) {
            return answered.awsErrorDetails().errorCode();
        }
        return "";
    }

    /// The service's own words, without the SDK's additions.
    static String detail(SdkException e) {
        if (e instanceof AwsServiceException answered
                && answered.awsErrorDetails() != null
                && answered.awsErrorDetails().errorMessage() != null) {
            return answered.awsErrorDetails().errorMessage();
        }
        return String.valueOf(e.getMessage());
    }
}
