package etl.tasks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/// Every task by its name. A duplicate name is an error at start.
public final class TaskRegistry {
    private final Map<String, Task> tasks = new LinkedHashMap<>();

    public TaskRegistry(List<Task> tasks) {
        for (Task task : tasks) {
            if (this.tasks.putIfAbsent(task.name(), task) != null) {
                throw EtlException.usage("Two tasks are named '" + task.name() + "'. Rename one of them.");
            }
        }
    }

    /// The tasks of every [TaskProvider] on the class path, and more.
    ///
    /// @param samples whether the sample tasks are among them
    /// @param more tasks of the configuration
    public static TaskRegistry load(boolean samples, List<Task> more) {
        List<Task> all = new java.util.ArrayList<>();
        for (TaskProvider provider : ServiceLoader.load(TaskProvider.class)) {
            if (samples || !provider.sample()) {
                all.addAll(provider.tasks());
            }
        }
        all.addAll(more);
        return new TaskRegistry(all);
    }

    /// Whether there are tasks on the class path that aren't samples.
    public static boolean hasOwnTasks() {
        return ServiceLoader.load(TaskProvider.class).stream()
                .anyMatch(provider -> !provider.get().sample());
    }

    /// All tasks, in the order in which they were registered.
    public List<Task> all() {
        return List.copyOf(tasks.values());
    }
}
