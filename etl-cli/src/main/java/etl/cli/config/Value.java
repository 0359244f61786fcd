package etl.cli.config;

/// A value and where it came from.
public record Value<T>(T value, Origin origin) {}
