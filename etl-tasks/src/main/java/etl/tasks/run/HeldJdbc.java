package etl.tasks.run;

import etl.parquet.RecordBinder;
import etl.parquet.RowShape;
import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Task;
import etl.tasks.jdbc.JdbcSession;
import etl.tasks.run.RunPlan.SnapshotInfo;
import etl.tasks.source.CopySource;
import etl.tasks.source.JdbcSettings;
import etl.tasks.source.RowSource;
import etl.tasks.source.SnapshotLostException;
import etl.tasks.source.WireRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;

/// A database of a run that isn't Postgres: one session in one transaction, from the first description to the last row.
/// Nothing of it can be shared, so one worker reads it, and when the session is lost so is what it saw.
final class HeldJdbc implements HeldSource {
    private final String name;
    private final JdbcSettings settings;
    private final RunSettings run;
    private final JdbcSession session;
    private volatile boolean lost;
    private volatile boolean stopped;

    /// Connects and begins the transaction.
    ///
    /// @throws EtlException when no driver takes the URL, or the database can't be reached
    HeldJdbc(String name, JdbcSettings settings, RunSettings run) {
        this.run = run;
        this.name = name;
        this.settings = settings;
        this.session = JdbcSession.open(settings);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public JdbcSettings database() {
        return settings;
    }

    @Override
    public int most() {
        return 1;
    }

    /// What is described in the transaction is what is read.
    @Override
    public void lock() {}

    @Override
    public SourcePlanner planner(RunSettings settings) {
        return new JdbcPlanner(settings, session);
    }

    /// It was taken before the first description.
    @Override
    public void takeSnapshot() {}

    @Override
    public SnapshotInfo snapshot() {
        return new SnapshotInfo(
                session.promise().isolation(), "", session.takenAt().toString(), session.server(), Optional.empty());
    }

    @Override
    public Connection connect() {
        if (stopped) {
            throw new EtlException(ExitCode.SOURCE_UNAVAILABLE, "The run is being stopped. Nothing was published.");
        }
        if (lost) {
            throw new EtlException(
                    ExitCode.SOURCE_UNAVAILABLE,
                    "The connection to %s is lost, and with it the transaction that all is read in. Nothing was published."
                            .formatted(settings.display()),
                    new SnapshotLostException(session.promise().isolation(), new SQLException("connection lost")));
        }
        return session.connection();
    }

    @Override
    public void enter(Connection unused) {}

    @Override
    public void share(Connection unused, Collection<String> statements) {}

    @Override
    public WireRows rows(Connection unused, String sql, RowShape shape) throws SQLException {
        return session.rows(sql, shape, true);
    }

    @Override
    public <R extends Record> RowSource<R> records(
            Connection unused, RecordBinder<R> binder, RowShape shape, String sql) throws SQLException {
        return new CopySource<>(session.rows(sql, shape, false), binder.wireReader(shape));
    }

    @Override
    public Whole whole(Connection unused, Task task, Table<?> table) {
        return new JdbcPlanner(run, session).whole(task, table);
    }

    @Override
    public long count(Connection unused, String sql) throws SQLException {
        return session.count(sql);
    }

    @Override
    public void release(Connection unused) {}

    @Override
    public void discard(Connection unused) {
        lost = true;
    }

    @Override
    public void ping() {}

    @Override
    public void requireHeld() {}

    @Override
    public void stop() {
        stopped = true;
        session.stop();
    }

    @Override
    public void close() {
        session.close();
    }
}
