package etl.cli.config;

import etl.tasks.EtlException;
import etl.tasks.source.JdbcSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A database that a driver of the user's reads: its parts, and where each of them came from.
///
/// @param user the role; empty: what the driver takes then
public record JdbcConfig(
        Value<JdbcUrl> url, Optional<Value<String>> user, Value<PasswordSource> password, JdbcSettings settings) {

    /// Settings of Postgres' driver alone; the others have properties for these.
    private static final List<Setting<?>> OF_POSTGRES =
            List.of(Settings.SOURCE_SSLMODE, Settings.SOURCE_SSLROOTCERT, Settings.SOURCE_RDS_IAM);

    /// @param directory what relative paths are below
    /// @throws EtlException when something about it is wrong
    static JdbcConfig resolve(JdbcUrl url, SettingValues values, Map<String, String> environment, Path directory) {
        for (Setting<?> setting : OF_POSTGRES) {
            if (values.isSet(setting)) {
                throw EtlException.usage(
                        "%s: %s is for Postgres. %s is reached by its own driver: set what that knows as properties."
                                .formatted(
                                        values.origin(setting),
                                        setting.key().substring(setting.key().indexOf('.') + 1),
                                        url.text()));
            }
        }
        Optional<Value<String>> user =
                values.find(Settings.SOURCE_USER).map(name -> new Value<>(name, values.origin(Settings.SOURCE_USER)));
        Value<PasswordSource> password = NamedPassword.of(values, environment, directory, PasswordSource.None::new)
                .orElseGet(() -> new Value<>(new PasswordSource.None(), Origin.DEFAULT));
        Map<String, String> properties = values.find(Settings.SOURCE_PROPERTIES)
                .map(DriverProperties::values)
                .orElse(Map.of());
        for (String name : properties.keySet()) {
            if (name.equalsIgnoreCase("user") || name.equalsIgnoreCase("password")) {
                throw EtlException.usage(
                        "%s: properties: '%s' is set by user, password-env, password-file or password-secret."
                                .formatted(values.origin(Settings.SOURCE_PROPERTIES), name));
            }
        }
        JdbcSettings settings = new JdbcSettings(
                url.text(),
                user.map(Value::value),
                password.value().passwords(),
                properties,
                values.get(Settings.SOURCE_CONNECT_TIMEOUT),
                values.get(Settings.SOURCE_QUERY_TIMEOUT),
                values.get(Settings.SOURCE_RETRY_PAUSE));
        return new JdbcConfig(new Value<>(url, values.origin(Settings.SOURCE_URL)), user, password, settings);
    }
}
