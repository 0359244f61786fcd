package etl.tasks.run;

import etl.parquet.RecordBinder;
import etl.parquet.RowShape;
import etl.parquet.TypeChoices;
import etl.schemas.Table;
import etl.tasks.Task;
import etl.tasks.run.RunPlan.SnapshotInfo;
import etl.tasks.schema.Descriptions;
import etl.tasks.schema.Descriptions.Nulls;
import etl.tasks.source.Connections;
import etl.tasks.source.CopyReader;
import etl.tasks.source.CopySource;
import etl.tasks.source.CursorSource;
import etl.tasks.source.Locker;
import etl.tasks.source.Retry;
import etl.tasks.source.RowSource;
import etl.tasks.source.SelectList;
import etl.tasks.source.SessionTimeouts;
import etl.tasks.source.Snapshot;
import etl.tasks.source.SourceSettings;
import etl.tasks.source.SplitPlanner;
import etl.tasks.source.Sql;
import etl.tasks.source.WireRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Postgres database of a run: a session that locks, one that exports the snapshot, and one for each worker.
final class HeldPostgres implements HeldSource {
    private static final Logger LOG = LoggerFactory.getLogger(HeldPostgres.class);

    /// The session that locks, the one that exports the snapshot, and the one that asks who holds a lock.
    private static final int OWN_CONNECTIONS = 3;

    private final String name;
    private final SourceSettings settings;
    private final RunSettings.Reader reader;
    private final TypeSettings types;
    private final int workers;
    private final Connections connections;
    private final Consumer<Retry> retries;
    private @Nullable Locker locker;
    private @Nullable Snapshot snapshot;
    private boolean exporterLost;

    /// Connects.
    ///
    /// @param run how its rows are read, and by how many workers
    /// @param application the name that `pg_stat_activity` shows
    /// @param retries is told when a lock is asked for again
    /// @throws etl.tasks.EtlException when the database can't be reached or refuses the role
    HeldPostgres(String name, SourceSettings settings, RunSettings run, String application, Consumer<Retry> retries) {
        this.name = name;
        this.settings = settings;
        this.reader = run.reader();
        this.types = run.types();
        this.workers = run.workers();
        this.retries = retries;
        this.connections = Connections.open(settings, workers + OWN_CONNECTIONS, application);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SourceSettings database() {
        return settings;
    }

    @Override
    public int most() {
        return workers;
    }

    @Override
    public void lock() throws SQLException {
        locker = Locker.open(connections, retries);
    }

    @Override
    public SourcePlanner planner(RunSettings run) {
        return new Planner(run, locker());
    }

    @Override
    public void takeSnapshot() throws SQLException {
        snapshot = Snapshot.export(connections, locker());
    }

    private Locker locker() {
        return Objects.requireNonNull(locker, "nothing is locked yet");
    }

    private Snapshot taken() {
        return Objects.requireNonNull(snapshot, "there is no snapshot yet");
    }

    @Override
    public SnapshotInfo snapshot() {
        Snapshot taken = taken();
        return new SnapshotInfo(taken.id(), taken.lsn(), taken.takenAt(), taken.server(), taken.replayLag());
    }

    /// Whether the server is a standby.
    boolean standby() {
        return taken().standby();
    }

    @Override
    public Connection connect() {
        return connections.connect();
    }

    @Override
    public void enter(Connection session) throws SQLException {
        Connection unused = taken().importInto(session);
    }

    @Override
    public void share(Connection session, Collection<String> statements) throws SQLException {
        locker().share(session, statements);
    }

    @Override
    public WireRows rows(Connection session, String sql, RowShape shape) throws SQLException {
        return new CopyReader(session, new SessionTimeouts(session, settings), sql, shape.fields());
    }

    @Override
    public <R extends Record> RowSource<R> records(
            Connection session, RecordBinder<R> binder, RowShape shape, String sql) throws SQLException {
        return switch (reader) {
            case COPY -> new CopySource<>(rows(session, sql, shape), binder.wireReader(shape));
            case CURSOR ->
                new CursorSource<>(
                        session, new SessionTimeouts(session, settings), sql, shape.fields(), binder.wireReader(shape));
        };
    }

    @Override
    public Whole whole(Connection session, Task task, Table<?> table) throws SQLException {
        TypeChoices choices = types.task(task.name());
        RowShape record = RowShape.ofRecord(table.row(), choices);
        List<String> names = record.columns().stream()
                .map(column -> Sql.identifier(column.sourceName()))
                .toList();
        List<String> conditions = table.where().stream().toList();
        RowShape shape = RowShape.ofSource(
                Descriptions.describe(
                        session, SplitPlanner.wholeSql(table.rows(), names, conditions), Nulls.LEFT_TO_RECORD),
                choices,
                record);
        return new Whole(SplitPlanner.wholeSql(table.rows(), SelectList.of(shape, session), conditions), shape);
    }

    @Override
    public long count(Connection session, String sql) throws SQLException {
        SessionTimeouts unused = new SessionTimeouts(session, settings);
        try (Statement statement = session.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet row = statement.executeQuery("SELECT pg_catalog.count(*) FROM (" + sql + "\n) AS \"q\"")) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public void release(Connection session) {
        connections.release(session);
    }

    @Override
    public void discard(Connection session) {
        connections.discard(session);
    }

    /// Workers that have imported the snapshot go on without the session that exported it.
    @Override
    public void ping() throws SQLException {
        if (!exporterLost) {
            try {
                taken().ping();
            } catch (SQLException lost) {
                exporterLost = true;
                LOG.warn("The session that holds the snapshot {} is lost: {}", taken().id(), lost.getMessage());
            }
        }
        requireHeld();
    }

    /// Had the locks been lost, somebody could have emptied a table before it was read.
    @Override
    public void requireHeld() throws SQLException {
        locker().requireHeld();
    }

    @Override
    public void stop() {
        connections.stop();
    }

    @Override
    public void close() {
        if (snapshot != null) {
            snapshot.close();
        }
        if (locker != null) {
            locker.close();
        }
        connections.close();
    }
}
