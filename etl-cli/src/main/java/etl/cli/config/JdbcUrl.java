package etl.cli.config;

import java.util.Locale;
import java.util.regex.Pattern;

/// The URL of a database other than Postgres, which its driver reads.
///
/// @param text the URL, without a password
public record JdbcUrl(String text) implements DatabaseUrl {
    private static final Pattern PASSWORD = Pattern.compile("[?&;](?:password|pwd)=|//[^/?;@]*:[^/?;@]*@");

    /// Whether a text is meant for a driver other than Postgres'.
    static boolean isOne(String text) {
        return text.startsWith("jdbc:") && !text.startsWith("jdbc:postgresql:");
    }

    /// The text isn't repeated in a refusal: a password may be in it.
    static JdbcUrl parse(String text) {
        if (PASSWORD.matcher(text.toLowerCase(Locale.ROOT)).find()) {
            throw new IllegalArgumentException(
                    "a password doesn't belong in a jdbc: URL. Take it out and name it with password-env, password-file or password-secret; and change it, as it has been seen.");
        }
        return new JdbcUrl(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
