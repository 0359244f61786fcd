package etl.bench;

import etl.schemas.Table;
import etl.tasks.Task;
import etl.tasks.TaskProvider;
import java.util.List;

/// The task `lineitem`, typed. It reaches the packaged program as anybody's own tasks do: in a jar that `ETL_CLASSPATH`
/// names.
public final class LineitemTasks implements TaskProvider {
    @Override
    public List<Task> tasks() {
        return List.of(new Task.Extract<>(Table.of(Lineitem.class, "public", "lineitem")));
    }

    @Override
    public boolean sample() {
        return true;
    }
}
