package etl.cli.config;

import etl.aws.AwsSettings;
import etl.tasks.EtlException;
import etl.tasks.source.SourceSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A Postgres database to read: the URL's parts, and where each of them came from. What the URL of the default one leaves
/// out comes from `DATABASE_URL` when no URL was given, and then from libpq's variables.
public record SourceConfig(
        Value<String> host,
        Value<Integer> port,
        Value<String> database,
        Value<String> user,
        Value<SslMode> sslMode,
        Optional<Value<Authorities>> authorities,
        Map<String, String> properties,
        Value<PasswordSource> password,
        SourceTimeouts timeouts) {

    /// See [SourceSettings].
    public record SourceTimeouts(
            java.time.Duration connect,
            java.time.Duration lock,
            java.time.Duration query,
            java.time.Duration silence,
            java.time.Duration retryPause) {}

    /// Where libpq and the driver look for authorities when none are named, below the user's home.
    private static final String DEFAULT_AUTHORITIES = ".postgresql/root.crt";

    public SourceConfig {
        properties = Map.copyOf(properties);
    }

    /// @param directory what relative paths are below
    /// @param home the user's home directory
    /// @throws EtlException when no database is named, or something about it is wrong
    static SourceConfig resolve(SettingValues values, Map<String, String> environment, Path directory, Path home) {
        return new Resolver(values, environment, directory, home, true).resolve();
    }

    /// The same for one of `sources`, which is no matter of the variables that name the default one.
    static SourceConfig resolveNamed(SettingValues values, Map<String, String> environment, Path directory, Path home) {
        return new Resolver(values, environment, directory, home, false).resolve();
    }

    /// What the run needs.
    // javac writes no `@Nullable` on the type arguments of a compact constructor's parameters into the class file.
    @SuppressWarnings("NullAway")
    public SourceSettings settings() {
        Map<String, String> all = new HashMap<>(properties);
        authorities.ifPresent(signers -> all.putAll(signers.value().properties()));
        return new SourceSettings(
                host.value(),
                port.value(),
                database.value(),
                user.value(),
                password.value().passwords(),
                sslMode.value().libpqName(),
                all,
                timeouts.connect(),
                timeouts.lock(),
                timeouts.query(),
                timeouts.silence(),
                timeouts.retryPause());
    }

    private static final class Resolver {
        private final SettingValues values;
        private final Map<String, String> environment;
        private final Path directory;
        private final Path home;
        private final boolean isDefault;
        private final Optional<Value<SourceUrl>> url;

        Resolver(SettingValues values, Map<String, String> environment, Path directory, Path home, boolean isDefault) {
            this.isDefault = isDefault;
            this.values = values;
            this.environment = environment;
            this.directory = directory;
            this.home = home;
            this.url = values.find(Settings.SOURCE_URL)
                    .map(given -> new Value<>(postgres(given), values.origin(Settings.SOURCE_URL)))
                    .or(() -> variable("DATABASE_URL").map(text -> parse(SourceUrl.TYPE, text)));
        }

        private static SourceUrl postgres(DatabaseUrl given) {
            return switch (given) {
                case SourceUrl postgres -> postgres;
                case JdbcUrl other ->
                    throw EtlException.usage(
                            "%s is read by run, describe, check and list; this command is for Postgres alone. Name a Postgres database (--source)."
                                    .formatted(other.text()));
            };
        }

        SourceConfig resolve() {
            if (url.isEmpty()
                    && variable("PGHOST").isEmpty()
                    && variable("PGDATABASE").isEmpty()) {
                throw EtlException.usage(
                        "No database is named. Set source.url in etl.yaml, --source postgresql://USER@HOST/DATABASE, "
                                + "DATABASE_URL, or PGHOST and PGDATABASE.");
            }
            Value<String> user = ofUrl(SourceUrl::user)
                    .or(() -> setting(Settings.SOURCE_USER))
                    .or(() -> variable("PGUSER"))
                    .orElseGet(() -> new Value<>(System.getProperty("user.name"), Origin.DEFAULT));
            Value<String> host = ofUrl(SourceUrl::host)
                    .or(() -> variable("PGHOST"))
                    .orElseGet(() -> new Value<>("localhost", Origin.DEFAULT));
            if (host.value().startsWith("/") || host.value().contains(",")) {
                throw EtlException.usage(host.origin() + ": '" + host.value()
                        + "' is no host. Name one server by its name or address; sockets and lists are not supported.");
            }
            Value<Integer> port = ofUrl(SourceUrl::port)
                    .or(() -> variable("PGPORT").map(text -> parse(ValueType.number(1, 65_535), text)))
                    .orElseGet(() -> new Value<>(SourceSettings.DEFAULT_PORT, Origin.DEFAULT));
            Value<String> database = ofUrl(SourceUrl::database)
                    .or(() -> variable("PGDATABASE"))
                    // As libpq does.
                    .orElseGet(() -> new Value<>(user.value(), Origin.DEFAULT));
            Value<SslMode> sslMode = sslMode(host.value());
            requireEncryption(sslMode);
            return new SourceConfig(
                    host,
                    port,
                    database,
                    user,
                    sslMode,
                    authorities(),
                    properties(),
                    password(host.value(), port.value(), database.value(), user.value()),
                    new SourceTimeouts(
                            values.get(Settings.SOURCE_CONNECT_TIMEOUT),
                            values.get(Settings.SOURCE_LOCK_TIMEOUT),
                            values.get(Settings.SOURCE_QUERY_TIMEOUT),
                            values.get(Settings.SOURCE_SILENCE_TIMEOUT),
                            values.get(Settings.SOURCE_RETRY_PAUSE)));
        }

        private Value<SslMode> sslMode(String host) {
            return setting(Settings.SOURCE_SSLMODE)
                    .or(() -> parameter(SourceUrl.SSL_MODE).map(text -> parse(SslMode.TYPE, text)))
                    .or(() -> variable("PGSSLMODE").map(text -> parse(SslMode.TYPE, text)))
                    .orElseGet(() -> new Value<>(
                            parse(
                                            SslMode.TYPE,
                                            new Value<>(
                                                    SourceSettings.of(host, 1, "", "", () -> null)
                                                            .sslMode(),
                                                    Origin.DEFAULT))
                                    .value(),
                            Origin.DEFAULT));
        }

        private Optional<Value<Authorities>> authorities() {
            Optional<Value<Authorities>> named = setting(Settings.SOURCE_SSLROOTCERT)
                    .or(() -> parameter(SourceUrl.SSL_ROOT_CERT).map(text -> parse(ValueType.PATH, text)))
                    .or(() -> variable("PGSSLROOTCERT").map(text -> parse(ValueType.PATH, text)))
                    .map(path -> new Value<>(authorities(path.value()), path.origin()));
            return named.or(() -> Optional.of(home.resolve(DEFAULT_AUTHORITIES))
                    .filter(Files::notExists)
                    .map(unused -> new Value<>(new Authorities.OfJava(), Origin.DEFAULT)));
        }

        private Authorities authorities(Path path) {
            return path.toString().equals(Authorities.SYSTEM)
                    ? new Authorities.OfJava()
                    : new Authorities.OfFile(directory.resolve(path));
        }

        private Map<String, String> properties() {
            Map<String, String> properties = new HashMap<>();
            url.ifPresent(given -> properties.putAll(given.value().parameters()));
            properties.remove(SourceUrl.SSL_MODE);
            properties.remove(SourceUrl.SSL_ROOT_CERT);
            values.find(Settings.SOURCE_PROPERTIES).ifPresent(given -> {
                try {
                    given.requireAllowed();
                } catch (IllegalArgumentException refused) {
                    throw EtlException.usage(
                            values.origin(Settings.SOURCE_PROPERTIES) + ": source.properties: " + refused.getMessage());
                }
                properties.putAll(given.values());
            });
            return properties;
        }

        private Value<PasswordSource> password(String host, int port, String database, String user) {
            return NamedPassword.of(
                            values, environment, directory, () -> new PasswordSource.RdsIam(aws(), host, port, user))
                    .or(() -> ofUrl(SourceUrl::password)
                            .map(secret -> new Value<PasswordSource>(
                                    new PasswordSource.Given(secret.value()), secret.origin())))
                    .or(() -> variable("PGPASSWORD")
                            .map(text -> new Value<PasswordSource>(
                                    new PasswordSource.Variable("PGPASSWORD", environment), text.origin())))
                    .orElseGet(() -> passwordFile(host, port, database, user));
        }

        /// A token is as good as a password for 15 minutes: it doesn't go over an open line.
        private void requireEncryption(Value<SslMode> mode) {
            if (values.get(Settings.SOURCE_RDS_IAM) && mode.value().compareTo(SslMode.REQUIRE) < 0) {
                throw EtlException.usage(
                        "%s: source.rds-iam needs an encrypted connection, and sslmode is %s (%s). Set source.sslmode to verify-full, with RDS' bundle as source.ca."
                                .formatted(
                                        values.origin(Settings.SOURCE_RDS_IAM),
                                        mode.value().libpqName(),
                                        mode.origin()));
            }
        }

        private AwsSettings aws() {
            return Configuration.aws(values, environment);
        }

        private Value<PasswordSource> passwordFile(String host, int port, String database, String user) {
            Path path = variable("PGPASSFILE")
                    .map(text -> directory.resolve(text.value()))
                    .orElseGet(() -> home.resolve(".pgpass"));
            PasswordFile file = new PasswordFile(path);
            if (file.find(host, port, database, user).isEmpty()) {
                return new Value<>(new PasswordSource.None(), Origin.DEFAULT);
            }
            return new Value<>(
                    new PasswordSource.PasswordFileEntry(file, host, port, database, user),
                    Origin.ambient(path.toString()));
        }

        private <T> Optional<Value<T>> setting(Setting<T> setting) {
            return values.find(setting).map(value -> new Value<>(value, values.origin(setting)));
        }

        private <T> Optional<Value<T>> ofUrl(java.util.function.Function<SourceUrl, Optional<T>> part) {
            return url.flatMap(given -> part.apply(given.value()).map(value -> new Value<>(value, given.origin())));
        }

        private Optional<Value<String>> parameter(String name) {
            return url.flatMap(
                    given -> Optional.ofNullable(given.value().parameters().get(name))
                            .map(value -> new Value<>(value, given.origin())));
        }

        private Optional<Value<String>> variable(String name) {
            return Optional.ofNullable(environment.get(name))
                    .filter(text -> isDefault && !text.isEmpty())
                    .map(text -> new Value<>(text, Origin.ambient(name)));
        }

        private static <T> Value<T> parse(ValueType<T> type, Value<String> text) {
            try {
                return new Value<>(type.parse(text.value()), text.origin());
            } catch (IllegalArgumentException e) {
                throw EtlException.usage(text.origin() + ": " + e.getMessage());
            }
        }
    }
}
