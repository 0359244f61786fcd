package etl.tasks;

import etl.schemas.Table;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// What can be run: something that reads rows and gives the rows of one table at the destination.
public sealed interface Task {

    /// The task's name, which is the destination table's name too: lower case, `[a-z0-9_]`.
    String name();

    /// What is chosen for it besides.
    TaskOptions options();

    /// The same with other choices.
    Task with(TaskOptions others);

    /// A table or query as it is, through its record type.
    record Extract<R extends Record>(Table<R> table, TaskOptions options) implements Task {
        public Extract(Table<R> table) {
            this(table, TaskOptions.DEFAULT);
        }

        @Override
        public Extract<R> with(TaskOptions others) {
            return new Extract<>(table, others);
        }

        @Override
        public String name() {
            return table.name();
        }
    }

    /// Typed rows in, typed rows out.
    ///
    /// @param name the task's name
    /// @param input where the rows come from
    /// @param output the record type of the rows that are written
    /// @param lookups the small tables that the function looks values up in; they are read before the first row, under
    ///     the same snapshot
    /// @param function gives the row to write, or null for none. It is called by several workers at once and must not
    ///     keep state
    record Transform<I extends Record, O extends Record>(
            String name,
            Table<I> input,
            Class<O> output,
            List<Lookup<?, ?>> lookups,
            BiFunction<I, Lookups, @Nullable O> function,
            TaskOptions options)
            implements Task {
        public Transform {
            lookups = List.copyOf(lookups);
        }

        public Transform(
                String name,
                Table<I> input,
                Class<O> output,
                List<Lookup<?, ?>> lookups,
                BiFunction<I, Lookups, @Nullable O> function) {
            this(name, input, output, lookups, function, TaskOptions.DEFAULT);
        }

        @Override
        public Transform<I, O> with(TaskOptions others) {
            return new Transform<>(name, input, output, lookups, function, others);
        }
    }

    /// A relation or a query named at run time or in the configuration; its shape is read from the database.
    ///
    /// @param name the task's name
    /// @param rows the relation, or a query (`--query`)
    /// @param columns the columns to read, by their exact names; empty: all of them. Of a query always empty
    /// @param where a condition in SQL; empty: all rows
    record Relation(String name, Table.Rows rows, List<String> columns, Optional<String> where, TaskOptions options)
            implements Task {
        public Relation {
            columns = List.copyOf(columns);
        }

        public Relation(String name, Table.Rows rows, List<String> columns, Optional<String> where) {
            this(name, rows, columns, where, TaskOptions.DEFAULT);
        }

        @Override
        public Relation with(TaskOptions others) {
            return new Relation(name, rows, columns, where, others);
        }
    }
}
