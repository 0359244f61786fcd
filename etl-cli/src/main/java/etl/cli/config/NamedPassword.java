package etl.cli.config;

import etl.tasks.EtlException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The password that a source's settings name.
final class NamedPassword {
    private NamedPassword() {}

    /// Where the password comes from; empty when no setting says.
    ///
    /// @param directory what relative paths are below
    /// @param token gives RDS' token, when that is asked for
    /// @throws EtlException when several settings do
    static Optional<Value<PasswordSource>> of(
            SettingValues values, Map<String, String> environment, Path directory, Supplier<PasswordSource> token) {
        Map<Setting<?>, PasswordSource> named = new LinkedHashMap<>();
        values.find(Settings.SOURCE_PASSWORD_ENV)
                .ifPresent(name ->
                        named.put(Settings.SOURCE_PASSWORD_ENV, new PasswordSource.Variable(name, environment)));
        values.find(Settings.SOURCE_PASSWORD_FILE)
                .ifPresent(path ->
                        named.put(Settings.SOURCE_PASSWORD_FILE, new PasswordSource.File(directory.resolve(path))));
        values.find(Settings.SOURCE_PASSWORD_SECRET)
                .ifPresent(secret -> named.put(
                        Settings.SOURCE_PASSWORD_SECRET,
                        new PasswordSource.OfSecret(secret, Configuration.aws(values, environment))));
        if (values.get(Settings.SOURCE_RDS_IAM)) {
            named.put(Settings.SOURCE_RDS_IAM, token.get());
        }
        if (named.size() > 1) {
            throw EtlException.usage("More than one password is named: %s. Keep one."
                    .formatted(named.keySet().stream()
                            .map(setting -> setting + " (" + values.origin(setting) + ")")
                            .collect(Collectors.joining(" and "))));
        }
        return named.entrySet().stream()
                .findFirst()
                .map(one -> new Value<>(one.getValue(), values.origin(one.getKey())));
    }
}
