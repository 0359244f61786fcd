package etl.cli.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One setting: what it is called everywhere, what it holds, and what it does. [Settings] lists them all.
///
/// @param key its path in `etl.yaml`, such as `parquet.row-group`
/// @param aliases other paths in `etl.yaml` that mean the same
/// @param flag its flag, where a command takes it; empty: it has none
/// @param type what its values look like
/// @param defaultValue the value when nobody sets it; empty: none
/// @param doc what it does, one sentence without a full stop
public record Setting<T>(
        String key,
        List<String> aliases,
        Optional<String> flag,
        ValueType<T> type,
        Optional<T> defaultValue,
        String doc) {

    public Setting {
        aliases = List.copyOf(aliases);
    }

    /// A setting without a default and without a flag.
    public static <T> Setting<T> of(String key, ValueType<T> type, String doc) {
        return new Setting<>(key, List.of(), Optional.empty(), type, Optional.empty(), doc);
    }

    /// The same with a flag.
    public Setting<T> flag(String name) {
        return new Setting<>(key, aliases, Optional.of(name), type, defaultValue, doc);
    }

    /// The same with a default.
    public Setting<T> orElse(T value) {
        return new Setting<>(key, aliases, flag, type, Optional.of(value), doc);
    }

    /// The same with another path in `etl.yaml`.
    public Setting<T> alias(String otherKey) {
        return new Setting<>(key, List.of(otherKey), flag, type, defaultValue, doc);
    }

    /// The environment variable: `ETL_` and the key, `parquet.row-group` is `ETL_PARQUET_ROW_GROUP`.
    public String variable() {
        return "ETL_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /// The default as a user would write it, or an empty text.
    public String defaultText() {
        return defaultValue.map(type::print).orElse("");
    }

    /// Settings are compared as the constants they are.
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return key;
    }
}
