package etl.cli.config;

/// A text that must not be shown. Only [#reveal] gives it.
public final class Secret {
    /// What stands in a secret's place wherever something is printed.
    public static final String MASK = "****";

    private final String text;

    public Secret(String text) {
        this.text = text;
    }

    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return MASK;
    }
}
