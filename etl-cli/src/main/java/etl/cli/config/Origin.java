package etl.cli.config;

/// Where a value came from, as people would look for it.
///
/// @param level how strongly it binds; an earlier level wins over a later one
/// @param text such as `--workers`, `ETL_WORKERS`, `etl.yaml:4`, `PGHOST`, `default`
public record Origin(Level level, String text) {

    /// The levels, the strongest first.
    public enum Level {
        FLAG,
        ENVIRONMENT,
        FILE,
        /// A variable or file that other programs read too: libpq's and `DATABASE_URL`.
        AMBIENT,
        DEFAULT
    }

    public static final Origin DEFAULT = new Origin(Level.DEFAULT, "default");

    public static Origin flag(String name) {
        return new Origin(Level.FLAG, name);
    }

    public static Origin environment(String variable) {
        return new Origin(Level.ENVIRONMENT, variable);
    }

    public static Origin file(String name, int line) {
        return new Origin(Level.FILE, name + ":" + line);
    }

    public static Origin ambient(String name) {
        return new Origin(Level.AMBIENT, name);
    }

    @Override
    public String toString() {
        return text;
    }
}
