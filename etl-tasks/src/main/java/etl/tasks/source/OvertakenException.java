package etl.tasks.source;

import java.sql.SQLException;

/// A worker can't lock what it is about to read, because somebody who waits for an exclusive lock on it comes before the
/// worker. That one in turn waits for the locks of this run: only giving these up ends it, and the server doesn't see
/// that the one has to do with the other.
public final class OvertakenException extends SQLException {
    private static final long serialVersionUID = 1L;

    OvertakenException(SQLException cause) {
        super(
                "Another session waits for an exclusive lock, and this run's workers wait behind it: "
                        + (cause instanceof LockedException ? cause.getMessage() : SourceErrors.said(cause)),
                cause.getSQLState(),
                cause);
    }

    /// The error of a worker's session, as this one when it is about a lock.
    public static SQLException of(SQLException error) {
        return Fault.of(error) == Fault.LOCK ? new OvertakenException(error) : error;
    }
}
