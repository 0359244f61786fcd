package etl.tasks.source;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What an error of the database means for the run: its exit code, and one message that says what to do.
public final class SourceErrors {
    /// The SQLSTATE of a database that isn't there.
    public static final String NO_DATABASE = "3D000";

    private static final String NO_PRIVILEGE = "42501";

    private SourceErrors() {}

    /// An error while connecting.
    static EtlException connecting(SourceSettings settings, SQLException error) {
        String state = Fault.state(error);
        String where = settings.display();
        if (state.startsWith(Fault.LOGIN)) {
            return new EtlException(
                    ExitCode.USAGE,
                    "%s refuses the login: %s %s"
                            .formatted(
                                    where,
                                    sentence(said(error)),
                                    settings.password().advice(state)),
                    error);
        }
        if (state.equals("08004")) {
            return new EtlException(
                    ExitCode.USAGE,
                    "%s refuses the connection: %s Give the role's password (PGPASSWORD, or source.password-env or source.password-file in the configuration), and check sslmode (now %s)."
                            .formatted(where, sentence(said(error)), settings.sslMode()),
                    error);
        }
        Optional<String> untrusted = Trust.problem(settings, error);
        if (untrusted.isPresent()) {
            return new EtlException(ExitCode.USAGE, "%s can't be trusted: %s".formatted(where, untrusted.get()), error);
        }
        if (state.equals(NO_DATABASE)) {
            return new EtlException(
                    ExitCode.USAGE,
                    "%s: %s. Name a database that exists (source.url, PGDATABASE).".formatted(where, said(error)),
                    error);
        }
        if (state.equals(NO_PRIVILEGE)) {
            return new EtlException(
                    ExitCode.USAGE,
                    "%s can't be used by the role: %s GRANT CONNECT ON DATABASE %s TO %s."
                            .formatted(where, sentence(said(error)), settings.database(), settings.user()),
                    error);
        }
        if (state.equals("53300")) {
            return new EtlException(
                    ExitCode.SOURCE_UNAVAILABLE,
                    "%s has no connection left: %s. Lower --workers, or free connections on the server."
                            .formatted(where, said(error)),
                    error);
        }
        if (state.startsWith("08") || state.startsWith("57P") || state.isEmpty()) {
            return new EtlException(
                    ExitCode.SOURCE_UNAVAILABLE,
                    "%s can't be reached: %s Check the host, the port, the network and sslmode (now %s)."
                            .formatted(where, sentence(reason(error)), settings.sslMode()),
                    error);
        }
        return of(where, error);
    }

    /// An error while connecting once more: what was there when the run began is no mistake of the user's.
    static EtlException reconnecting(SourceSettings settings, SQLException error) {
        return Fault.state(error).equals(NO_DATABASE) ? dropped(settings, error) : connecting(settings, error);
    }

    /// The database was there when the run began, and is no longer.
    public static EtlException dropped(Database settings, SQLException error) {
        return new EtlException(
                ExitCode.SOURCE_UNAVAILABLE,
                "%s was dropped while the run read it: %s Nothing was published."
                        .formatted(settings.display(), sentence(said(error))),
                error);
    }

    /// An error of a statement.
    ///
    /// @param where what was being done, such as `orders` or `planning orders`: the message begins with it
    public static EtlException of(String where, SQLException error) {
        String state = Fault.state(error);
        ExitCode code = Fault.of(error).exitCode();
        String advice = switch (code) {
            case LOCK_TIMEOUT -> lockAdvice(error) + " Nothing was published.";
            case SOURCE_UNAVAILABLE -> " Nothing was published; run it again.";
            case SOURCE_CORRUPT ->
                " The server can't read its own data; have it repaired first. Nothing was published.";
            case VALUE_NOT_REPRESENTABLE -> " Nothing was published.";
            default -> state.equals(NO_PRIVILEGE) ? rowSecurityOrGrant(error) : "";
        };
        return new EtlException(
                code,
                where + ": " + sentence(said(error))
                        + hint(error).map(hint -> " " + hint).orElse("") + advice,
                error);
    }

    private static String lockAdvice(SQLException error) {
        return switch (error) {
            case OvertakenException overtaken -> " Run it again when that session has done its work.";
            case LockedException locked ->
                (locked.holders().isEmpty()
                                ? " Another session holds a lock on it: find it in pg_locks"
                                : " Wait until that session has ended, end it (pg_terminate_backend)")
                        + ", or raise source.lock-timeout.";
            default -> " Another session holds a lock: find it in pg_locks, or raise source.lock-timeout.";
        };
    }

    private static String rowSecurityOrGrant(SQLException error) {
        return said(error).contains("row-level security")
                ? " Rows would be left out silently: give the role BYPASSRLS, or read a view made for it."
                : " Grant the role SELECT on it (and USAGE on its schema).";
    }

    /// The server's own sentence, without the driver's decoration; the driver's when the server said nothing.
    static String said(SQLException error) {
        ServerErrorMessage server = server(error);
        String message = server == null ? null : server.getMessage();
        return message != null ? message : String.valueOf(error.getMessage()).strip();
    }

    /// The server's own hint, as a sentence, when it gave one.
    public static Optional<String> hint(SQLException error) {
        ServerErrorMessage server = server(error);
        String hint = server == null ? null : server.getHint();
        return Optional.ofNullable(hint).map(SourceErrors::sentence);
    }

    /// The deepest reason of a failed connection, such as `Connection refused` or an unknown host.
    private static String reason(SQLException error) {
        Throwable cause = error.getCause();
        if (cause instanceof java.net.UnknownHostException unknown) {
            return "the host name " + unknown.getMessage() + " is not known";
        }
        if (cause != null && cause.getMessage() != null && !(cause instanceof SQLException)) {
            return cause.getMessage();
        }
        return said(error);
    }

    private static @Nullable ServerErrorMessage server(SQLException error) {
        return error instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    }

    /// The text with a full stop, where it has no end of its own.
    static String sentence(String text) {
        return text.isEmpty() || ".!?".indexOf(text.charAt(text.length() - 1)) >= 0 ? text : text + ".";
    }
}
