package etl.cli.output;

/// How a result is printed.
public enum OutputFormat {
    TEXT,
    JSON;

    /// The name that `--output` takes.
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
