package etl.tasks.source;

import java.sql.SQLException;

/// A lock was not granted in time.
final class LockedException extends SQLException {
    private static final long serialVersionUID = 1L;

    private final String holders;

    /// @param holders who holds it, in words; empty when that can't be told
    LockedException(String holders, SQLException cause) {
        super(SourceErrors.said(cause) + (holders.isEmpty() ? "" : ": " + holders), cause.getSQLState(), cause);
        this.holders = holders;
    }

    /// Who holds the lock, in words; empty when that can't be told.
    String holders() {
        return holders;
    }
}
