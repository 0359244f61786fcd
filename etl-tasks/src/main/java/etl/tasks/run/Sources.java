package etl.tasks.run;

import etl.schemas.Table.FromFile;
import etl.tasks.EtlException;
import etl.tasks.Lookup;
import etl.tasks.Nearest;
import etl.tasks.Task;
import etl.tasks.file.DataFile;
import etl.tasks.source.Database;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the tasks of a run may read, by the names that tasks and lookups give.
///
/// @param databases the databases, that of tasks which name none under [#DEFAULT]
/// @param files the files that lookups name
public record Sources(Map<String, Database> databases, Map<String, DataFile> files) {
    /// The name of the database of tasks that name none.
    public static final String DEFAULT = "default";

    public Sources {
        databases = Map.copyOf(databases);
        files = Map.copyOf(files);
    }

    /// Databases alone.
    public Sources(Map<String, Database> databases) {
        this(databases, Map.of());
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

    /// The names of the databases of some tasks and their lookups, the first task's first.
    public static Set<String> names(Iterable<Task> tasks) {
        Set<String> names = new LinkedHashSet<>();
        tasks.forEach(task -> names.add(name(task)));
        for (Task task : tasks) {
            if (task instanceof Task.Transform<?, ?> transform) {
                transform.lookups().stream()
                        .filter(lookup -> !(lookup.table().rows() instanceof FromFile))
                        .forEach(lookup -> names.add(name(task, lookup)));
            }
        }
        return names;
    }

    /// The database of a task.
    ///
    /// @throws EtlException when it names one that isn't there
    public Database of(Task task) {
        return database(name(task));
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

    /// The file of that name.
    ///
    /// @throws EtlException when there is none
    DataFile file(FromFile named) {
        @Nullable DataFile file = files.get(named.file());
        if (file == null) {
            throw EtlException.usage("There is no file '%s'.%s %s Name it in etl.yaml: files: {%s: {path: …}}."
                    .formatted(
                            named.file(),
                            Nearest.question(named.file(), files.keySet()),
                            files.isEmpty()
                                    ? "No files are named."
                                    : "Known are " + String.join(", ", new TreeSet<>(files.keySet())) + ".",
                            named.file()));
        }
        return file;
    }

    /// The databases of some tasks and their lookups, the first task's first.
    ///
    /// @throws EtlException when a task names one that isn't there
    Map<String, Database> usedBy(Iterable<Task> tasks) {
        Map<String, Database> used = new LinkedHashMap<>();
        names(tasks).forEach(name -> used.put(name, database(name)));
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
