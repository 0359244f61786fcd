package etl.tasks.source;

import java.io.Serializable;

/// A part of a task's rows, as plain data: another process that imports the snapshot could read it.
///
/// @param task the task's name
/// @param number the split's number within the task, from 0
/// @param sql the `SELECT` that gives its rows
/// @param description the part in people's words, such as `pages 0 to 131071 of public.orders`
public record Split(String task, int number, String sql, String description) implements Serializable {}
