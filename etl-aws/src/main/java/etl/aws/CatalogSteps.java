package etl.aws;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/// Changes of a catalog that others change too. A step reads what there is and changes what is missing; where somebody
/// else was faster, or the answer was lost, it is taken again and reads what has become of it.
///
/// @param endpoint the custom endpoint of Glue, null for Amazon's
/// @param deadline after which no step is taken again, by [System#nanoTime]
record CatalogSteps(@Nullable URI endpoint, long deadline) {
    private static final int ATTEMPTS = 10;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int INTERNAL_ERROR = 500;

    private static final Set<String> FASTER = Set.of(
            "AlreadyExistsException",
            "ConcurrentModificationException",
            "OperationTimeoutException",
            "VersionMismatchException");

    /// One step.
    interface Step {
        /// @return whether nothing is left to do
        boolean take() throws IOException;
    }

    /// Takes a step until nothing is left to do.
    ///
    /// @param doing what it is for, with its object
    /// @param permissions what the role needs for it
    /// @throws EtlException when it can't be done
    void take(String doing, String permissions, Step step) throws IOException {
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt == ATTEMPTS || System.nanoTime() > deadline;
            try {
                if (step.take()) {
                    return;
                }
                if (last) {
                    throw new EtlException(
                            ExitCode.CATALOG_PENDING,
                            "Cannot %s: others have changed it %d times meanwhile. The next run, or `etl publish recover`, does it."
                                    .formatted(doing, attempt));
                }
            } catch (SdkException e) {
                if (last || !passes(e)) {
                    throw GlueDatabase.explain(doing, permissions, endpoint, e);
                }
            }
            pause(attempt, doing);
        }
    }

    /// Whether a failure of that name says that somebody else was faster.
    static boolean isFaster(@Nullable String code) {
        return code != null && FASTER.contains(code);
    }

    private static boolean passes(SdkException e) {
        if (e instanceof SdkServiceException answered) {
            return isFaster(AwsErrors.code(e)) || answered.statusCode() >= INTERNAL_ERROR;
        }
        return e instanceof SdkClientException && !(e instanceof AbortedException);
    }

    private static void pause(int attempt, String doing) throws InterruptedIOException {
        try {
            Thread.sleep(PAUSE.multipliedBy(attempt));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted in trying to " + doing);
        }
    }
}
