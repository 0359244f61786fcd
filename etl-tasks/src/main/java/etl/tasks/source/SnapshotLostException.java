package etl.tasks.source;

import java.sql.SQLException;

/// A snapshot can't be imported any more, whatever code the server gives that.
public final class SnapshotLostException extends SQLException {
    private static final long serialVersionUID = 1L;

    public SnapshotLostException(String id, SQLException cause) {
        super("The snapshot %s is lost: %s".formatted(id, SourceErrors.said(cause)), cause.getSQLState(), cause);
    }
}
