package etl.cli;

import etl.schemas.Table;
import etl.tasks.Task;
import etl.tasks.TaskProvider;
import java.util.List;

/// A task of a jar of the user's, whose record has a column that the table doesn't have.
public final class MisspeltTask implements TaskProvider {
    static final String NAME = "misspelt";

    /// A row of the table `public.fruit` of the tests.
    ///
    /// @param colr a typing mistake: the column is `color`
    public record Fruit(int id, String colr) {}

    /// As any other it would put an end to the sample shop, which the tests need.
    @Override
    public boolean sample() {
        return true;
    }

    @Override
    public List<Task> tasks() {
        return List.of(
                new Task.Extract<>(Table.of(Fruit.class, "public", "fruit").named(NAME)));
    }
}
