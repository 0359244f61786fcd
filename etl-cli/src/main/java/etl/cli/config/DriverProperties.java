package etl.cli.config;

import etl.tasks.Nearest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Properties of a driver. Of pgjdbc's those may be set that don't undo what the program pins (session settings, error
/// details, fetch sizes) and don't load classes by name.
///
/// Source: https://jdbc.postgresql.org/documentation/use/#connection-parameters
///
/// @param values the properties by the driver's own names
public record DriverProperties(Map<String, String> values) {
    public static final Set<String> ALLOWED = Set.of(
            "channelBinding",
            "gssEncMode",
            "receiveBufferSize",
            "sendBufferSize",
            "sslNegotiation",
            "sslcert",
            "sslkey");

    public static final DriverProperties NONE = new DriverProperties(Map.of());

    public static final ValueType<DriverProperties> TYPE = new ValueType<>(
            "pairs such as channelBinding=require, with commas between them",
            "NAME=VALUE,…",
            DriverProperties::parse,
            DriverProperties::toString);

    public DriverProperties {
        values = Map.copyOf(values);
    }

    /// Refuses what may not be set for Postgres.
    ///
    /// @throws IllegalArgumentException when a property may not be set
    void requireAllowed() {
        for (String name : new TreeSet<>(values.keySet())) {
            if (!ALLOWED.contains(name)) {
                throw new IllegalArgumentException("the driver's property '" + name + "' is not allowed."
                        + Nearest.question(name, ALLOWED) + " Allowed: "
                        + ALLOWED.stream().sorted().collect(Collectors.joining(", ")) + ".");
            }
        }
    }

    private static DriverProperties parse(String text) {
        Map<String, String> values = new TreeMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + pair + "' is not NAME=VALUE.");
            }
            values.put(
                    pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip());
        }
        return new DriverProperties(values);
    }

    @Override
    public String toString() {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }
}
