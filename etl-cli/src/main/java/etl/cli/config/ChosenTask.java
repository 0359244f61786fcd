package etl.cli.config;

/// What `etl.yaml` chooses for a task that a jar brings, or for a sample task.
///
/// @param task the task's name
/// @param origin where it stands
public record ChosenTask(String task, TaskChoices choices, Origin origin) {}
