package etl.tasks.run;

/// Is told what happens in a run. Called by several threads; must return soon and not throw.
@FunctionalInterface
public interface RunListener {
    void on(RunEvent event);
}
