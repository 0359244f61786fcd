package etl.tasks.run;

/// A run: plan → read → publish → catalog → report.
public final class Run {
    private final RunSettings settings;
    private final RunListener listener;

    public Run(RunSettings settings, RunListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /// Plans the run and ends it: locks, shapes, sizes and splits, without reading a row or writing a byte (`--dry-run`, `describe`).
    ///
    /// @throws etl.tasks.EtlException for everything that the user can mend
    public RunPlan plan() {
        throw new IllegalStateException("being built");
    }

    /// Does the whole run. When it throws, nothing is visible and nothing is left behind.
    ///
    /// @throws etl.tasks.EtlException for everything that the user can mend
    /// @throws InterruptedException when the thread was interrupted (SIGTERM) before the decision to publish
    public RunReport execute() throws InterruptedException {
        throw new IllegalStateException("being built " + settings + listener);
    }
}
