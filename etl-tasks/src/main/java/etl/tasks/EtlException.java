package etl.tasks;

import java.util.Objects;

/// An error whose message is meant for the user: where, what is declared, what came, what to do. It ends the program
/// with its exit code and without a stack trace, unless one is asked for.
public final class EtlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public EtlException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public EtlException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /// The message; there always is one.
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /// A mistake in what was asked for: flags, configuration, names, permissions.
    public static EtlException usage(String message) {
        return new EtlException(ExitCode.USAGE, message);
    }
}
