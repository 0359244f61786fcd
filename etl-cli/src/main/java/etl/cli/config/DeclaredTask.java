package etl.cli.config;

import etl.schemas.Table;
import etl.tasks.Task;
import etl.tasks.TaskOptions;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A task that `etl.yaml` declares: a table or a query, without any Java.
///
/// @param task what to run
/// @param origin where it is declared
public record DeclaredTask(Task.Relation task, Origin origin) {

    /// Takes the keys of a task in any order.
    static final class Builder {
        private final String name;
        private final Origin origin;
        private @Nullable String table;
        private @Nullable String query;
        private @Nullable String where;
        private List<String> columns = List.of();
        private TaskChoices choices = TaskChoices.NONE;

        Builder(String name, Origin origin) {
            this.name = name;
            this.origin = origin;
        }

        void table(String text) {
            table = text;
        }

        void query(String text) {
            query = text;
        }

        void where(String text) {
            where = text;
        }

        void columns(List<String> names) {
            columns = names;
        }

        void choices(TaskChoices chosen) {
            choices = chosen;
        }

        /// What is chosen for a task that is declared elsewhere, or nothing when this one says what it reads.
        Optional<ChosenTask> chosen() {
            boolean elsewhere = table == null && query == null && where == null && columns.isEmpty();
            return elsewhere && !choices.isEmpty()
                    ? Optional.of(new ChosenTask(name, choices, origin))
                    : Optional.empty();
        }

        /// The task, or nothing when something is wrong with it.
        Optional<DeclaredTask> build(Consumer<String> problems) {
            String path = ConfigFile.TASKS + "." + name;
            Table.Rows rows = null;
            if (!TableName.isTaskName(name)) {
                problems.accept(
                        path + ": a task's name is made of a-z, 0-9 and _. Try '" + TableName.folded(name) + "'.");
            } else if (table != null && query != null) {
                problems.accept(path + " has a table and a query. Keep one of the two.");
            } else if (query != null && !columns.isEmpty()) {
                problems.accept(path + ": a query selects its own columns. Remove 'columns'.");
            } else if (query != null) {
                rows = new Table.FromQuery(query, Optional.empty());
            } else if (table == null) {
                problems.accept(
                        path + " has neither a table nor a query. Add one, such as 'table: public." + name + "'.");
            } else {
                try {
                    rows = TableName.parse(table).relation();
                } catch (IllegalArgumentException e) {
                    problems.accept(path + ".table: " + e.getMessage());
                }
            }
            TaskOptions options = choices.over(
                    TaskOptions.DEFAULT, TaskOptions.DEFAULT.partitioning().zone());
            options.problems().forEach(problem -> problems.accept(path + ": " + problem));
            return Optional.ofNullable(rows)
                    .map(found -> new DeclaredTask(
                            new Task.Relation(name, found, columns, Optional.ofNullable(where), options), origin));
        }
    }
}
