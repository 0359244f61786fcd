package etl.cli.config;

import etl.tasks.EtlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where the password comes from. It is read anew for every connection, so that a rotated one is found.
public sealed interface PasswordSource {

    /// No password: the server trusts the role, or asks and refuses.
    record None() implements PasswordSource {}

    /// An environment variable of this name.
    record Variable(String name, Map<String, String> environment) implements PasswordSource {}

    /// The first line of a file.
    record File(Path path) implements PasswordSource {}

    /// The URL of an environment variable.
    record Given(Secret password) implements PasswordSource {}

    /// libpq's password file.
    record PasswordFileEntry(PasswordFile file, String host, int port, String database, String user)
            implements PasswordSource {}

    /// Gives the password, or null when there is none.
    ///
    /// The supplier throws [EtlException] when the password should be there and isn't.
    default Supplier<@Nullable String> supplier() {
        return () -> read().orElse(null);
    }

    private Optional<String> read() {
        return switch (this) {
            case None none -> Optional.empty();
            case Variable variable -> Optional.of(readVariable(variable));
            case File file -> Optional.of(readFile(file.path()));
            case Given given -> Optional.of(given.password().reveal());
            case PasswordFileEntry entry ->
                entry.file().find(entry.host(), entry.port(), entry.database(), entry.user());
        };
    }

    private static String readVariable(Variable variable) {
        String value = variable.environment().get(variable.name());
        if (value == null) {
            throw EtlException.usage("The password should be in the environment variable " + variable.name()
                    + ", which is not set. Set it, or name another one as source.password-env.");
        }
        return value;
    }

    private static String readFile(Path path) {
        try {
            String text = Files.readString(path);
            // Editors and Kubernetes' secrets differ in whether the last line ends.
            return text.replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw new EtlException(
                    etl.tasks.ExitCode.USAGE,
                    "The password's file " + path + " can't be read ("
                            + e.getClass().getSimpleName()
                            + "). Check source.password-file and the file's permissions.",
                    e);
        }
    }
}
