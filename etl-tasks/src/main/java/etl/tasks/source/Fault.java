package etl.tasks.source;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.sql.SQLException;

/// What an error of the database means for a run, by its SQLSTATE: the one table of docs/exit-codes.md. An exact code
/// comes before its class.
public enum Fault {
    /// A connection dropped; the snapshot may still be held.
    CONNECTION(Reaction.SPLIT_AGAIN, ExitCode.SOURCE_UNAVAILABLE),
    /// The snapshot is lost, or the server gave the transaction up: a standby's conflict, a deadlock, a cancelled
    /// statement, memory, a time limit.
    TRANSACTION(Reaction.RUN_AGAIN, ExitCode.SOURCE_UNAVAILABLE),
    /// A password, a name, a privilege, an attempt to write, a statement that isn't supported.
    REFUSED(Reaction.STOP, ExitCode.USAGE),
    /// A lock was not granted in time.
    LOCK(Reaction.LOCK_AGAIN, ExitCode.LOCK_TIMEOUT),
    /// A worker waits behind somebody who waits for this run's locks: only giving these up helps.
    OVERTAKEN(Reaction.RUN_AGAIN, ExitCode.LOCK_TIMEOUT),
    /// A value that can't be represented.
    VALUE(Reaction.STOP, ExitCode.VALUE_NOT_REPRESENTABLE),
    /// A corrupt page, or the server's disk is full.
    CORRUPT(Reaction.STOP, ExitCode.SOURCE_CORRUPT),
    /// Whatever isn't listed, such as a dropped database (57P04).
    OTHER(Reaction.STOP, ExitCode.SOURCE_UNAVAILABLE);

    /// What the program does about it.
    public enum Reaction {
        /// Reads the split again over a new connection, under the same snapshot.
        SPLIT_AGAIN,
        /// Does the whole run again under a new snapshot.
        RUN_AGAIN,
        /// Asks for the lock again.
        LOCK_AGAIN,
        /// Ends the run.
        STOP
    }

    /// The server, the database or the role has no connection left.
    public static final String TOO_MANY_CONNECTIONS = "53300";

    /// The class of codes of a server that isn't reached, or no longer.
    public static final String UNREACHED = "08";

    /// The class of codes of a login that is refused.
    public static final String LOGIN = "28";

    private static final int CLASS_LENGTH = 2;

    private final Reaction reaction;
    private final ExitCode exitCode;

    Fault(Reaction reaction, ExitCode exitCode) {
        this.reaction = reaction;
        this.exitCode = exitCode;
    }

    /// @param state an SQLSTATE; empty when there is none
    public static Fault of(String state) {
        return switch (state) {
            case "57P01", "57P02", "57P03", TOO_MANY_CONNECTIONS -> CONNECTION;
            case "40001", "40P01", "57014", "53200", "25P03", "25P04" -> TRANSACTION;
            // 08004 is the driver's word for a login without the password or the encryption that the server asks for.
            case "3D000", "25006", "08004" -> REFUSED;
            case "55P03" -> LOCK;
            case "53100" -> CORRUPT;
            default ->
                switch (state.substring(0, Math.min(CLASS_LENGTH, state.length()))) {
                    case UNREACHED -> CONNECTION;
                    case LOGIN, "42", "0A" -> REFUSED;
                    case "22" -> VALUE;
                    case "XX" -> CORRUPT;
                    default -> OTHER;
                };
        };
    }

    /// The fault of an error; some are one whatever code they have.
    public static Fault of(SQLException error) {
        return switch (error) {
            case SnapshotLostException lost -> TRANSACTION;
            case OvertakenException overtaken -> OVERTAKEN;
            default -> of(state(error));
        };
    }

    /// The fault behind a message for the user: that of the error that it was made of. One that says more than the
    /// error's own exit code (a login that is refused for want of encryption), or is made of no error, ends the run.
    public static Fault of(EtlException told) {
        Fault fault = told.getCause() instanceof SQLException error ? of(error) : OTHER;
        return fault.exitCode == told.exitCode() ? fault : OTHER;
    }

    /// The SQLSTATE, empty when the error has none.
    public static String state(SQLException error) {
        String state = error.getSQLState();
        return state == null ? "" : state;
    }

    public Reaction reaction() {
        return reaction;
    }

    /// The exit code when no other try is made or helped.
    public ExitCode exitCode() {
        return exitCode;
    }
}
