package etl.cli.config;

import etl.tasks.Nearest;
import etl.tasks.source.SourceSettings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The parts of a `postgresql://` URL; what it leaves out comes from libpq's variables.
///
/// @param parameters what stands after the `?`: `sslmode`, `sslrootcert` and the allowed properties of the driver
public record SourceUrl(
        Optional<String> host,
        Optional<Integer> port,
        Optional<String> database,
        Optional<String> user,
        Optional<Secret> password,
        Map<String, String> parameters)
        implements DatabaseUrl {

    public static final ValueType<SourceUrl> TYPE =
            new ValueType<>("postgresql://USER@HOST:PORT/DATABASE", "URL", SourceUrl::parse, SourceUrl::toString);

    static final String SSL_MODE = "sslmode";
    static final String SSL_ROOT_CERT = "sslrootcert";

    private static final List<String> SCHEMES = List.of("jdbc:postgresql://", "postgresql://", "postgres://");
    private static final Pattern PARTS = Pattern.compile("(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?"
            + "(?<host>\\[[0-9a-fA-F:.]+]|[^:@/?#\\[\\],]*)(?::(?<port>\\d*))?"
            + "(?:/(?<database>[^/?#]*))?(?:\\?(?<query>[^#]*))?");

    public SourceUrl {
        parameters = Map.copyOf(parameters);
    }

    private static SourceUrl parse(String text) {
        String scheme = SCHEMES.stream().filter(text::startsWith).findFirst().orElse(null);
        if (scheme == null) {
            throw refused("It must begin with postgresql://, or jdbc: for a driver of your own.");
        }
        Matcher parts = PARTS.matcher(text.substring(scheme.length()));
        if (!parts.matches()) {
            throw refused(
                    text.contains(",")
                            ? "Only one server can be named: a snapshot belongs to one."
                            : "Special characters in a name or password are written as %XX, such as %40 for '@'.");
        }
        return new SourceUrl(
                part(parts, "host").map(host -> host.replaceAll("[\\[\\]]", "")),
                part(parts, "port").map(SourceUrl::parsePort),
                part(parts, "database"),
                part(parts, "user"),
                part(parts, "password").map(Secret::new),
                part(parts, "query", false).map(SourceUrl::parseParameters).orElse(Map.of()));
    }

    private static Integer parsePort(String text) {
        return ValueType.number(1, 65_535).parse(text);
    }

    private static Map<String, String> parseParameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (name.equals("password")) {
                throw refused("Give the password before the '@' of DATABASE_URL, in PGPASSWORD or in a file.");
            }
            List<String> known = Stream.concat(Stream.of(SSL_MODE, SSL_ROOT_CERT), DriverProperties.ALLOWED.stream())
                    .toList();
            if (!known.contains(name)) {
                throw refused("The parameter '" + name + "' is not allowed." + Nearest.question(name, known)
                        + " Allowed: " + known.stream().sorted().collect(Collectors.joining(", ")) + ".");
            }
            parameters.put(name, value);
        }
        return parameters;
    }

    private static Optional<String> part(Matcher parts, String name) {
        return part(parts, name, true);
    }

    private static Optional<String> part(Matcher parts, String name, boolean decoded) {
        return Optional.ofNullable(parts.group(name))
                .map(text -> decoded ? decode(text) : text)
                .filter(text -> !text.isEmpty());
    }

    private static String decode(String text) {
        try {
            // A plus sign is itself here, unlike in a web form.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused("A '%' must be followed by two hexadecimal digits; '%' itself is %25.");
        }
    }

    /// The text itself isn't repeated: a password may be in it.
    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("this is not a URL such as " + TYPE.words() + ". " + why);
    }

    /// The URL with the password masked.
    @Override
    public String toString() {
        StringBuilder url = new StringBuilder("postgresql://");
        user.ifPresent(url::append);
        password.ifPresent(secret -> url.append(':').append(secret));
        if (user.isPresent() || password.isPresent()) {
            url.append('@');
        }
        host.map(name -> name.contains(":") ? "[" + name + "]" : name).ifPresent(url::append);
        port.filter(number -> number != SourceSettings.DEFAULT_PORT)
                .ifPresent(number -> url.append(':').append(number));
        database.ifPresent(name -> url.append('/').append(name));
        String query = Arrays.stream(parameters.keySet().toArray(String[]::new))
                .sorted()
                .map(name -> name + "=" + parameters.get(name))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? url.toString() : url + "?" + query;
    }
}
