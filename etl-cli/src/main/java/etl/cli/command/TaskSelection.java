package etl.cli.command;

import etl.cli.config.Configuration;
import etl.cli.config.TableName;
import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.Nearest;
import etl.tasks.Task;
import etl.tasks.TaskRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which tasks a command is about.
final class TaskSelection {
    @Option(
            names = "--task",
            paramLabel = "NAME",
            description = "A task to run; may be given again. '*' stands for anything, '?' for one character.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "All tasks.")
    private boolean all;

    @Option(
            names = "--all-tables",
            description =
                    "Every table, view and foreign table that the role may read, as it is; a partitioned table as one.")
    private boolean allTables;

    @Option(
            names = "--exclude",
            paramLabel = "NAME",
            description =
                    "A task to leave out of these, or of --all-tables a SCHEMA.TABLE; may be given again, with '*' and '?'.")
    private List<String> excluded = new ArrayList<>();

    @Option(
            names = "--table",
            paramLabel = "SCHEMA.TABLE",
            description = "A table to run as it is, without a task; may be given again. Quote names as in SQL.")
    private List<String> tables = new ArrayList<>();

    @Option(names = "--query", paramLabel = "SQL", description = "A query to run, without a task. It needs --name.")
    private @Nullable String query;

    @Option(names = "--name", paramLabel = "NAME", description = "The destination table of the one --table or --query.")
    private @Nullable String name;

    /// The tasks that were asked for, each name once, in the order of the flags.
    ///
    /// @param configuration knows every task that has a name, and the database that `--all-tables` asks
    /// @throws EtlException when they aren't clear
    List<Task> select(Configuration configuration) {
        if (all && !names.isEmpty()) {
            throw EtlException.usage(
                    "--all and --task were both given. Keep one of the two; --exclude leaves tasks out of --all.");
        }
        boolean several = all || allTables || !names.isEmpty();
        if (!excluded.isEmpty() && !several) {
            throw EtlException.usage(
                    "--exclude leaves tasks out of --all, --all-tables or --task, and none of these was given.");
        }
        TaskRegistry registry = configuration.registry();
        Map<String, Task> selected = new LinkedHashMap<>();
        if (all) {
            registry.all().forEach(task -> selected.put(task.name(), task));
        }
        for (String pattern : names) {
            matching(pattern, registry).forEach(task -> selected.put(task.name(), task));
        }
        List<Task.Relation> named = withoutRegistry();
        AllTables tables = exclude(
                allTables ? AllTables.of(configuration.source().settings()) : new AllTables(List.of()),
                selected,
                registry);
        if (selected.isEmpty() && tables.tables().isEmpty() && several) {
            throw EtlException.usage(
                    excluded.isEmpty()
                            ? "There is no task at all. Declare one in etl.yaml, or name a table with --table SCHEMA.TABLE."
                            : "--exclude leaves no task. 'etl list' shows them all.");
        }
        for (Task.Relation task : named) {
            add(selected, task);
        }
        tables.tasks(selected.values()).forEach(task -> add(selected, task));
        if (selected.isEmpty()) {
            throw EtlException.usage(
                    "No task is named. Use --task NAME, --all, --all-tables, --table SCHEMA.TABLE or --query SQL --name NAME;"
                            + " 'etl list' shows the tasks.");
        }
        return List.copyOf(selected.values());
    }

    /// Whether nothing was named at all.
    boolean isEmpty() {
        return !all && !allTables && names.isEmpty() && tables.isEmpty() && query == null;
    }

    /// As if `--all` had been given.
    void addAll() {
        all = true;
    }

    private static void add(Map<String, Task> selected, Task.Relation task) {
        Task other = selected.putIfAbsent(task.name(), task);
        if (other != null && !other.equals(task)) {
            throw EtlException.usage(
                    "Two tasks are named '" + task.name() + "'. Give one of them another name with --name.");
        }
    }

    /// Takes out what `--exclude` names: of the tasks in place, of the tables as what is left.
    private AllTables exclude(AllTables tables, Map<String, Task> selected, TaskRegistry registry) {
        List<String> known = all || !names.isEmpty()
                ? registry.all().stream().map(Task::name).toList()
                : List.of();
        AllTables left = tables;
        for (String text : excluded) {
            Pattern pattern = glob(text);
            boolean matches =
                    known.stream().anyMatch(name -> pattern.matcher(name).matches())
                            || !tables.without(pattern).equals(tables);
            if (!matches) {
                throw EtlException.usage("--exclude: nothing matches '" + text + "'."
                        + Nearest.question(
                                text,
                                Stream.concat(known.stream(), tables.names().stream())
                                        .toList())
                        + " 'etl list' shows the tasks.");
            }
            selected.keySet().removeIf(name -> pattern.matcher(name).matches());
            left = left.without(pattern);
        }
        return left;
    }

    /// Adds one more name, which a command takes as its argument.
    void add(String argument) {
        names.add(argument);
    }

    private List<Task.Relation> withoutRegistry() {
        List<Task.Relation> tasks = new ArrayList<>();
        if (name != null && !TableName.isTaskName(name)) {
            throw EtlException.usage("--name: '" + name + "' is no name: a task's name is made of a-z, 0-9 and _.");
        }
        if (name != null && tables.size() + (query == null ? 0 : 1) != 1) {
            throw EtlException.usage(
                    "--name names one --table or --query; here are " + (tables.size() + (query == null ? 0 : 1)) + ".");
        }
        for (String text : tables) {
            tasks.add(table(text));
        }
        if (query != null) {
            if (name == null) {
                throw EtlException.usage("--query needs --name NAME: the name of its table at the destination.");
            }
            tasks.add(query(query, name));
        }
        return tasks;
    }

    private Task.Relation table(String text) {
        try {
            TableName table = TableName.parse(text);
            return new Task.Relation(
                    name == null ? table.taskName() : name, table.relation(), List.of(), Optional.empty());
        } catch (IllegalArgumentException e) {
            throw EtlException.usage("--table: " + e.getMessage());
        }
    }

    private static Task.Relation query(String sql, String name) {
        // A semicolon at the end is a habit; any other is refused when the run is planned.
        String statement = sql.strip().replaceFirst("\\s*;$", "");
        if (statement.isEmpty() || statement.contains(Table.SPLIT_MARK)) {
            throw EtlException.usage("--query: expected one SELECT, without " + Table.SPLIT_MARK + ".");
        }
        return new Task.Relation(name, new Table.FromQuery(statement, Optional.empty()), List.of(), Optional.empty());
    }

    /// A name in which '*' stands for anything and '?' for one character.
    static Pattern glob(String pattern) {
        String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    private static List<Task> matching(String pattern, TaskRegistry registry) {
        Pattern regex = glob(pattern);
        List<Task> matching = registry.all().stream()
                .filter(task -> regex.matcher(task.name()).matches())
                .toList();
        if (!matching.isEmpty()) {
            return matching;
        }
        List<String> known = registry.all().stream().map(Task::name).toList();
        String question = Nearest.question(pattern, known);
        if (question.isEmpty() && pattern.contains(".")) {
            question = " A table without a task is named by --table " + pattern + ".";
        }
        throw EtlException.usage("--task: no task " + (pattern.matches(".*[*?].*") ? "matches" : "is named") + " '"
                + pattern + "'." + question + " 'etl list' shows them all.");
    }
}
