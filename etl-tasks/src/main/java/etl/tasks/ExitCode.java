package etl.tasks;

/// The program's exit codes. They are an interface: Kubernetes' `podFailurePolicy` reads them.
public enum ExitCode {
    DONE(0),
    USAGE(2),
    SOURCE_UNAVAILABLE(10),
    DESTINATION_UNAVAILABLE(11),
    CATALOG_PENDING(12),
    CATALOG_WRONG(13),
    UNDONE(14),
    SCHEMA_DRIFT(20),
    LOCK_TIMEOUT(21),
    VALUE_NOT_REPRESENTABLE(22),
    SOURCE_CORRUPT(23),
    ROW_DROP_GUARD(24),
    SUPERSEDED(75),
    TERMINATED(143);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
