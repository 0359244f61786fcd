package etl.cli.config;

/// libpq's `sslmode`. Its `allow` is left out: it tries without encryption first.
public enum SslMode {
    DISABLE,
    PREFER,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL;

    public static final ValueType<SslMode> TYPE = ValueType.choice(SslMode.class);

    /// The name that libpq and pgjdbc know.
    public String libpqName() {
        return TYPE.print(this);
    }
}
