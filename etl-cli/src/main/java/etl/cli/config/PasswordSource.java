package etl.cli.config;

import etl.aws.AwsSettings;
import etl.aws.RdsTokens;
import etl.aws.SecretPassword;
import etl.tasks.EtlException;
import etl.tasks.source.Passwords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

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

    /// A secret of AWS Secrets Manager.
    ///
    /// @param secret its name or ARN
    record OfSecret(String secret, AwsSettings aws) implements PasswordSource {}

    /// A token of RDS' IAM authentication, made for each connection.
    record RdsIam(AwsSettings aws, String host, int port, String user) implements PasswordSource {}

    /// What gives the password, or null when there is none.
    default Passwords passwords() {
        return switch (this) {
            case None none -> () -> null;
            case Variable variable -> () -> readVariable(variable);
            case File file -> () -> readFile(file.path());
            case Given given -> () -> given.password().reveal();
            case PasswordFileEntry entry ->
                () -> entry.file()
                        .find(entry.host(), entry.port(), entry.database(), entry.user())
                        .orElse(null);
            case OfSecret named -> SecretPassword.of(named.secret(), named.aws());
            case RdsIam iam -> RdsTokens.of(iam.aws(), iam.host(), iam.port(), iam.user());
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
