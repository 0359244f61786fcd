package etl.cli;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;

/// How the program ends when something went wrong: its exit code, and what the user is told.
///
/// @param exitCode the exit code
/// @param message what is wrong and what to do
/// @param cause what was thrown
public record Failure(ExitCode exitCode, String message, Throwable cause) {

    static Failure of(Throwable cause) {
        return switch (cause) {
            case EtlException e -> new Failure(e.exitCode(), e.getMessage(), e);
            case InterruptedException e ->
                new Failure(ExitCode.TERMINATED, "Stopped. Nothing was published, and nothing is left behind.", e);
            case OutOfMemoryError e ->
                new Failure(
                        ExitCode.SOURCE_UNAVAILABLE,
                        "Out of memory. Nothing was published. Use fewer workers (--workers), smaller row groups (--row-group), "
                                + "or give Java a larger heap.",
                        e);
            default ->
                new Failure(
                        ExitCode.SOURCE_UNAVAILABLE,
                        "Unexpected error: " + describe(cause)
                                + ". This is a mistake in the program. Run the command again with -v and report what it prints.",
                        cause);
        };
    }

    /// What was thrown with its stack and its causes.
    static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        String name = cause.getClass().getSimpleName();
        return message == null ? name : name + ": " + message;
    }
}
