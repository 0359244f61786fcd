package etl.cli.config;

import java.util.Map;

/// What `etl.yaml` names for tasks and lookups to read, beside the one database of `source`.
///
/// @param sources the databases of `sources`
/// @param files the files of `files`
public record DeclaredInputs(Map<String, NamedSource> sources, Map<String, DeclaredFile> files) {
    static final DeclaredInputs NONE = new DeclaredInputs(Map.of(), Map.of());

    public DeclaredInputs {
        sources = Map.copyOf(sources);
        files = Map.copyOf(files);
    }
}
