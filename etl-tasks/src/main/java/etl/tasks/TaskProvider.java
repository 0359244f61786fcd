package etl.tasks;

import java.util.List;

/// Gives tasks to the registry; found by `ServiceLoader`, so a jar on the class path can bring its own.
public interface TaskProvider {
    /// The tasks, one line each.
    List<Task> tasks();

    /// Whether these are sample tasks, which are off as soon as there are others.
    default boolean sample() {
        return false;
    }
}
