package etl.tasks.run;

import etl.parquet.SourceColumn;
import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.Task;
import etl.tasks.run.RunPlan.TaskPlan;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// Plans what is read from one database, of whatever make.
interface SourcePlanner {
    /// Plans rows that are read as records.
    ///
    /// @param table where they come from: the task's own rows or one of its lookups
    /// @param outputRow the record that is written
    /// @param described is given the table's columns, when they fit its record
    /// @throws EtlException when they don't, with every problem
    TaskPlan planTyped(
            Task task, Table<?> table, Class<? extends Record> outputRow, Map<Table<?>, List<SourceColumn>> described)
            throws SQLException;

    /// Plans rows that are copied as they are.
    ///
    /// @param problems is given those that don't hinder the plan
    TaskPlan planRelation(Task.Relation task, List<EtlException> problems) throws SQLException;

    /// All columns of a relation, whether anything reads them or not.
    ///
    /// @throws SQLException when it isn't there, or they can't all be read
    List<SourceColumn> columns(FromRelation relation) throws SQLException;

    /// What is worth a word of the tasks that were planned.
    List<String> warnings();

    /// What a task doesn't see that reads only what is new: nothing of one that reads everything.
    default List<String> unseen(Task task) throws SQLException {
        return List.of();
    }

    /// Fails when what was planned has changed between the planning and the snapshot.
    void requireUnchanged() throws SQLException;
}
