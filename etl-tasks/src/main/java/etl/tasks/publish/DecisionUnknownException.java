package etl.tasks.publish;

import java.io.IOException;

/// It isn't known whether a run has decided: the log didn't answer. What the run prepared is left as it is; the next run
/// carries the decision on, or removes the files.
public final class DecisionUnknownException extends IOException {
    private static final long serialVersionUID = 1L;

    DecisionUnknownException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
