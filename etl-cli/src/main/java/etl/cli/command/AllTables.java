package etl.cli.command;

import etl.cli.config.TableName;
import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.Task;
import etl.tasks.schema.Relations;
import etl.tasks.source.SourceSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What `--all-tables` stands for: each relation that the role may read as a task of its own, named as `--table` names
/// it.
///
/// @param tables the relations' names, in the order of schema and name
record AllTables(List<TableName> tables) {
    private static final Logger LOG = LoggerFactory.getLogger("etl.tables");
    private static final int NAMES_SHOWN = 10;

    /// Asks the database.
    ///
    /// @throws EtlException when there is nothing that the role may read
    static AllTables of(SourceSettings source) {
        Relations relations = Relations.of(source);
        List<String> unreadable = texts(relations.unreadable());
        if (relations.readable().isEmpty()) {
            throw EtlException.usage("--all-tables: %s has no table that the role may read.%s"
                    .formatted(
                            source.display(),
                            unreadable.isEmpty()
                                    ? " Name another database (source.url, PGDATABASE)."
                                    : " Grant it SELECT (and USAGE on the schema); there are " + some(unreadable)
                                            + "."));
        }
        if (!unreadable.isEmpty()) {
            LOG.warn("--all-tables leaves out what the role may not read: {}", some(unreadable));
        }
        return new AllTables(relations.readable().stream().map(TableName::new).toList());
    }

    private static List<String> texts(List<Table.FromRelation> relations) {
        return relations.stream().map(name -> new TableName(name).text()).toList();
    }

    private static String some(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
        return names.size() > NAMES_SHOWN ? shown + " and " + (names.size() - NAMES_SHOWN) + " more" : shown;
    }

    /// Every name by which `--exclude` finds one of them.
    List<String> names() {
        return tables.stream()
                .flatMap(table -> Set.of(table.taskName(), plain(table)).stream())
                .toList();
    }

    /// Those whose name the pattern doesn't match: neither the task's nor `SCHEMA.TABLE`, exactly as it is or quoted.
    AllTables without(Pattern pattern) {
        return new AllTables(tables.stream()
                .filter(table -> !pattern.matcher(table.taskName()).matches()
                        && !pattern.matcher(plain(table)).matches()
                        && !pattern.matcher(table.text()).matches())
                .toList());
    }

    private static String plain(TableName table) {
        return table.relation().schema() + "." + table.relation().relation();
    }

    /// The tasks of those that aren't named otherwise.
    ///
    /// @param others the tasks besides: one that reads a relation under the same name, or that `--table` names, stands
    ///     for it
    /// @throws EtlException when two would have one name
    List<Task.Relation> tasks(Collection<? extends Task> others) {
        Set<Table.Rows> named = others.stream()
                .filter(Task.Relation.class::isInstance)
                .map(task -> ((Task.Relation) task).rows())
                .collect(Collectors.toSet());
        Map<String, Task> otherNames = others.stream().collect(Collectors.toMap(Task::name, task -> task));
        Map<String, List<TableName>> byName = new LinkedHashMap<>();
        for (TableName table : tables) {
            if (!named.contains(table.relation()) && !reads(otherNames.get(table.taskName()), table)) {
                byName.computeIfAbsent(table.taskName(), name -> new ArrayList<>())
                        .add(table);
            }
        }
        List<String> clashes = new ArrayList<>();
        byName.forEach((name, same) -> {
            List<String> sources =
                    new ArrayList<>(same.stream().map(TableName::text).toList());
            if (otherNames.containsKey(name)) {
                sources.add("the task " + name);
            }
            if (sources.size() > 1) {
                clashes.add(
                        "--all-tables: %s would all be named '%s'. Leave out all but one (--exclude '%s'), or name one otherwise: --table '%s' --name %s_2."
                                .formatted(
                                        String.join(" and ", sources),
                                        name,
                                        same.getLast().text(),
                                        same.getLast().text(),
                                        name));
            }
        });
        if (!clashes.isEmpty()) {
            throw EtlException.usage(String.join(System.lineSeparator(), clashes));
        }
        return byName.values().stream()
                .map(List::getFirst)
                .map(table -> new Task.Relation(table.taskName(), table.relation(), List.of(), Optional.empty()))
                .toList();
    }

    private static boolean reads(@Nullable Task task, TableName table) {
        return task instanceof Task.Extract<?> extract && extract.table().rows().equals(table.relation());
    }
}
