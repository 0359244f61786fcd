package etl.parquet.column;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The types that values from elsewhere than Postgres can have, by the names that SQL has for them.
public final class TypeNames {
    private static final Pattern NUMERIC =
            Pattern.compile("(?:numeric|decimal)\\s*\\(\\s*(\\d{1,4})\\s*(?:,\\s*(\\d{1,4})\\s*)?\\)");
    private static final Map<String, String> NAMES = new TreeMap<>(Map.ofEntries(
            Map.entry("bool", "bool"),
            Map.entry("boolean", "bool"),
            Map.entry("smallint", "int2"),
            Map.entry("int2", "int2"),
            Map.entry("int", "int4"),
            Map.entry("integer", "int4"),
            Map.entry("int4", "int4"),
            Map.entry("bigint", "int8"),
            Map.entry("int8", "int8"),
            Map.entry("real", "float4"),
            Map.entry("float4", "float4"),
            Map.entry("double precision", "float8"),
            Map.entry("float8", "float8"),
            Map.entry("numeric", "numeric"),
            Map.entry("decimal", "numeric"),
            Map.entry("text", "text"),
            Map.entry("varchar", "varchar"),
            Map.entry("bytea", "bytea"),
            Map.entry("date", "date"),
            Map.entry("time", "time"),
            Map.entry("timetz", "timetz"),
            Map.entry("timestamp", "timestamp"),
            Map.entry("timestamptz", "timestamptz"),
            Map.entry("time without time zone", "time"),
            Map.entry("time with time zone", "timetz"),
            Map.entry("timestamp without time zone", "timestamp"),
            Map.entry("timestamp with time zone", "timestamptz"),
            Map.entry("uuid", "uuid"),
            Map.entry("json", "json"),
            Map.entry("jsonb", "jsonb")));

    private TypeNames() {}

    /// The type of that name; empty when there is none, or its values come from Postgres alone.
    ///
    /// @param name such as `int4`, `timestamp with time zone` or `numeric(12,2)`
    public static Optional<PostgresType> parse(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        Matcher numeric = NUMERIC.matcher(lower);
        if (numeric.matches()) {
            int precision = Integer.parseInt(numeric.group(1));
            int scale = numeric.group(2) == null ? 0 : Integer.parseInt(numeric.group(2));
            return precision >= 1 && precision <= NumericColumn.MAX_PRECISION && scale <= precision
                    ? Optional.of(PostgresType.numeric(precision, scale))
                    : Optional.empty();
        }
        @Nullable String known = NAMES.get(lower);
        return Optional.ofNullable(known).map(PostgresType::of);
    }

    /// Every name, in the order of the alphabet.
    public static List<String> all() {
        return List.copyOf(NAMES.keySet());
    }
}
