package etl.tasks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;

/// Every task by its name. A duplicate name is an error at start.
public final class TaskRegistry {
    private static final String SERVICE = "META-INF/services/" + TaskProvider.class.getName();

    private final Map<String, Task> tasks = new LinkedHashMap<>();

    public TaskRegistry(List<Task> tasks) {
        for (Task task : tasks) {
            if (this.tasks.putIfAbsent(task.name(), task) != null) {
                throw EtlException.usage("Two tasks are named '" + task.name() + "'. Rename one of them.");
            }
        }
        List<String> problems = tasks.stream()
                .flatMap(task -> task.options().problems().stream().map(problem -> task.name() + ": " + problem))
                .toList();
        if (!problems.isEmpty()) {
            throw EtlException.usage(String.join("\n", problems));
        }
    }

    /// The tasks of every [TaskProvider] on the class path, and more.
    ///
    /// @param samples whether the sample tasks are among them
    /// @param chosen gives a task of the class path what the configuration chooses for it
    /// @param more tasks of the configuration
    /// @throws EtlException when a provider on the class path is missing or broken, two tasks have one name, or what is
    ///     chosen for a task doesn't go together
    public static TaskRegistry load(boolean samples, UnaryOperator<Task> chosen, List<Task> more) {
        List<Task> all = new ArrayList<>();
        try {
            for (TaskProvider provider : ServiceLoader.load(TaskProvider.class)) {
                if (samples || !provider.sample()) {
                    provider.tasks().stream().map(chosen).forEach(all::add);
                }
            }
        } catch (ServiceConfigurationError | LinkageError broken) {
            throw unusable(broken);
        }
        all.addAll(more);
        return new TaskRegistry(all);
    }

    /// Whether there are tasks on the class path that aren't samples.
    public static boolean hasOwnTasks() {
        try {
            return ServiceLoader.load(TaskProvider.class).stream()
                    .anyMatch(provider -> !provider.get().sample());
        } catch (ServiceConfigurationError | LinkageError broken) {
            throw unusable(broken);
        }
    }

    /// What is on the class path is the user's: a provider whose class is missing, or needs one that is, or was built
    /// for another Java.
    private static EtlException unusable(Error broken) {
        String what = String.valueOf(broken.getMessage()).replace(TaskProvider.class.getName() + ": ", "");
        if (broken.getCause() != null) {
            what += " (" + broken.getCause() + ")";
        } else if (broken instanceof LinkageError) {
            what = broken.getClass().getSimpleName() + ": " + what;
        }
        List<String> files = naming(what);
        return new EtlException(
                ExitCode.USAGE,
                "ETL_CLASSPATH: a provider of tasks can't be used: %s.%s Put the jar that has the class, and those that it needs, on ETL_CLASSPATH, built for this version of the program, or take its line out of %s."
                        .formatted(
                                what,
                                files.isEmpty() ? "" : " It is named in " + String.join(", ", files) + ".",
                                files.isEmpty() ? SERVICE : "that file"),
                broken);
    }

    /// The files on the class path that name a class of which a message speaks.
    private static List<String> naming(String message) {
        String dotted = message.replace('/', '.');
        List<String> files = new ArrayList<>();
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            for (URL file :
                    Collections.list(loader == null ? Collections.emptyEnumeration() : loader.getResources(SERVICE))) {
                try (InputStream content = file.openStream()) {
                    if (new String(content.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.replaceFirst("#.*", "").strip())
                            .anyMatch(name -> !name.isEmpty() && dotted.contains(name))) {
                        files.add(file.toString());
                    }
                }
            }
        } catch (IOException unreadable) {
            // The message says which class it is, without the file too.
            return List.of();
        }
        return files;
    }

    /// All tasks, in the order in which they were registered.
    public List<Task> all() {
        return List.copyOf(tasks.values());
    }
}
