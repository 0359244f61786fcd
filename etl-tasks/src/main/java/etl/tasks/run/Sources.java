package etl.tasks.run;

import etl.tasks.EtlException;
import etl.tasks.Lookup;
import etl.tasks.Nearest;
import etl.tasks.Task;
import etl.tasks.source.Database;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the tasks of a run may read, by the names that tasks and lookups give.
///
/// @param databases the databases, that of tasks which name none under [#DEFAULT]
public record Sources(Map<String, Database> databases) {
    /// The name of the database of tasks that name none.
    public static final String DEFAULT = "default";

    public Sources {
        databases = Map.copyOf(databases);
    }

    /// One database for all tasks.
    public static Sources of(Database database) {
        return new Sources(Map.of(DEFAULT, database));
    }

    /// The name of a task's database.
    public static String name(Task task) {
        return task.options().source().orElse(DEFAULT);
    }

    /// The name of the database of one of a task's lookups.
    static String name(Task task, Lookup<?, ?> lookup) {
        return lookup.source().orElseGet(() -> name(task));
    }

    /// The database of that name.
    ///
    /// @throws EtlException when there is none
    Database database(String name) {
        @Nullable Database database = databases.get(name);
        if (database == null) {
            throw unknown(name);
        }
        return database;
    }

    private EtlException unknown(String name) {
        return EtlException.usage("There is no source '%s'.%s Known are %s."
                .formatted(
                        name,
                        Nearest.question(name, databases.keySet()),
                        String.join(", ", new TreeSet<>(databases.keySet()))));
    }

    /// The databases of some tasks and their lookups, the first task's first.
    ///
    /// @throws EtlException when a task names one that isn't there
    Map<String, Database> usedBy(Iterable<Task> tasks) {
        Map<String, Database> used = new LinkedHashMap<>();
        for (Task task : tasks) {
            used.computeIfAbsent(name(task), this::database);
        }
        for (Task task : tasks) {
            if (task instanceof Task.Transform<?, ?> transform) {
                transform.lookups().forEach(lookup -> used.computeIfAbsent(name(task, lookup), this::database));
            }
        }
        return used;
    }

    /// The database that messages of the whole run name: that of tasks that name none, or one that there is.
    public Database main() {
        @Nullable Database byDefault = databases.get(DEFAULT);
        return byDefault != null
                ? byDefault
                : Objects.requireNonNull(databases.get(new TreeSet<>(databases.keySet()).first()));
    }
}
