package etl.tasks.run;

import etl.tasks.EtlException;
import etl.tasks.source.Retry;
import java.util.Optional;

/// The reading failed for a reason that passes: the snapshot is lost, or the server gave the transaction up. What was
/// prepared is discarded. The whole run may be tried again, under a new id, because file keys are never used twice.
final class RunAgainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final EtlException failure;

    /// @param failure what the user is told when there is no other try; its cause is the database's error
    RunAgainException(EtlException failure) {
        super(failure);
        this.failure = failure;
    }

    /// What the user is told.
    ///
    /// @param attempts how many there were
    EtlException told(int attempts) {
        return attempts == 1
                ? failure
                : new EtlException(
                        failure.exitCode(),
                        "%s The run was tried %d times.".formatted(failure.getMessage(), attempts),
                        failure);
    }

    Retry retry(int attempt) {
        return Retry.of(Retry.Scope.RUN, Optional.empty(), Optional.empty(), attempt, failure);
    }
}
