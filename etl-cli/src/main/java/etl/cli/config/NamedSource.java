package etl.cli.config;

import java.util.Map;

/// One of `sources:` as written.
///
/// @param values the text of each setting, by the setting of the same name in the section `source`
/// @param origin where it is declared
public record NamedSource(Map<Setting<?>, Value<String>> values, Origin origin) {
    public NamedSource {
        values = Map.copyOf(values);
    }
}
