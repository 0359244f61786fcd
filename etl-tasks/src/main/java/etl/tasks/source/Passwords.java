package etl.tasks.source;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Gives the password for each new connection, so that one that expires or is rotated is fetched anew; null when there
/// is none. Several threads may ask at once. Throws [etl.tasks.EtlException] when there should be one and isn't.
@FunctionalInterface
public interface Passwords extends Supplier<@Nullable String> {

    /// The server has refused a password.
    ///
    /// @param password what was refused; null when none was given
    /// @return whether another one can be had now
    default boolean refused(@Nullable String password) {
        return false;
    }

    /// What to look at when the login is refused, as sentences.
    ///
    /// @param state the SQLSTATE of the refusal, such as `28P01`
    default String advice(String state) {
        return "Check the role and its password (PGPASSWORD, or source.password-env or source.password-file in the configuration).";
    }
}
