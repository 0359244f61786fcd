package etl.tasks.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why a server isn't trusted, and what to do: its certificate's authority, name and time.
final class Trust {
    /// The driver has no code for a certificate of another name. Its messages aren't translated: the program's locale is
    /// the root's.
    private static final String OTHER_NAME = "could not be verified by hostnameverifier";

    private Trust() {}

    /// A sentence with advice; empty when the error is about something else.
    static Optional<String> problem(SourceSettings settings, SQLException error) {
        Throwable cause = error.getCause();
        String mode = "(now " + settings.sslMode() + ")";
        if (String.valueOf(error.getMessage()).contains(OTHER_NAME)) {
            return Optional.of(
                    "its certificate is for another name than %s. Use the name that the certificate has (source.url), or sslmode verify-ca %s."
                            .formatted(settings.host(), mode));
        }
        if (cause instanceof FileNotFoundException missing) {
            return Optional.of("there is no file %s. Correct source.sslrootcert."
                    .formatted(String.valueOf(missing.getMessage()).replaceFirst(" \\(.*", "")));
        }
        if (cause instanceof GeneralSecurityException unreadable) {
            return Optional.of(
                    "the authorities (source.sslrootcert: %s) can't be read: %s. It must hold certificates as PEM."
                            .formatted(
                                    settings.properties().getOrDefault("sslrootcert", "default"),
                                    unreadable.getMessage()));
        }
        if (!(cause instanceof SSLException untrusted) || untrusted.getCause() instanceof IOException) {
            // A connection that ended while it was being encrypted says nothing of trust.
            return Optional.empty();
        }
        Throwable time = time(untrusted);
        if (time instanceof CertificateExpiredException) {
            return Optional.of("its certificate has expired (%s). Have the server's certificate renewed."
                    .formatted(time.getMessage()));
        }
        if (time != null) {
            return Optional.of(
                    "its certificate isn't valid yet (%s). Check this machine's clock.".formatted(time.getMessage()));
        }
        return Optional.of(
                "%s Name the authority that signed its certificate (--sslrootcert, source.sslrootcert), or choose another sslmode %s."
                        .formatted(SourceErrors.sentence(String.valueOf(untrusted.getMessage())), mode));
    }

    private static @Nullable Throwable time(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return cause;
            }
        }
        return null;
    }
}
