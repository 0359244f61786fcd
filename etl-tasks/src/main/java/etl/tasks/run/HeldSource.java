package etl.tasks.run;

import etl.parquet.RecordBinder;
import etl.parquet.RowShape;
import etl.schemas.Table;
import etl.tasks.Task;
import etl.tasks.run.RunPlan.SnapshotInfo;
import etl.tasks.source.Database;
import etl.tasks.source.RowSource;
import etl.tasks.source.WireRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/// One database of a run, from the planning of what is read to the last row. First [#lock], then the [#planner] plans
/// everything, then [#takeSnapshot]; after that workers read.
interface HeldSource extends AutoCloseable {
    /// The name that tasks give.
    String name();

    Database database();

    /// How many workers may read from it at once.
    int most();

    /// Holds what is planned from here on.
    void lock() throws SQLException;

    /// Plans what is read from it.
    SourcePlanner planner(RunSettings settings) throws SQLException;

    /// Fixes what every worker sees. Everything is planned.
    void takeSnapshot() throws SQLException;

    /// What the database said of the snapshot.
    SnapshotInfo snapshot();

    /// A session for a worker.
    ///
    /// @throws etl.tasks.EtlException when the database can't be reached, or the run is being stopped
    Connection connect();

    /// Puts a session under the snapshot.
    void enter(Connection session) throws SQLException;

    /// Locks in a session what statements read, as far as that is to be done for each session.
    void share(Connection session, Collection<String> statements) throws SQLException;

    /// The rows of a statement, as they go into files without records.
    ///
    /// @param shape its columns
    WireRows rows(Connection session, String sql, RowShape shape) throws SQLException;

    /// The rows of a statement as records.
    ///
    /// @param shape its columns
    <R extends Record> RowSource<R> records(Connection session, RecordBinder<R> binder, RowShape shape, String sql)
            throws SQLException;

    /// The statement that reads a whole table.
    ///
    /// @param shape its columns
    record Whole(String sql, RowShape shape) {}

    /// How all rows of a lookup's table are read, whatever the run asks of other rows.
    Whole whole(Connection session, Task task, Table<?> table) throws SQLException;

    /// The number of a statement's rows, as the database counts them.
    long count(Connection session, String sql) throws SQLException;

    /// Gives a session back whose work is done.
    void release(Connection session);

    /// Gives up a session on which something failed.
    void discard(Connection session);

    /// Keeps what is held alive.
    ///
    /// @throws SQLException when it is lost, and what was read since then may be wrong
    void ping() throws SQLException;

    /// Asks whether everything is held.
    ///
    /// @throws SQLException when it isn't, and what was read may be wrong
    void requireHeld() throws SQLException;

    /// Stops everything that goes on over its sessions. Every use fails from now on.
    void stop();

    @Override
    void close();
}
