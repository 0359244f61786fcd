package etl.tasks.run;

import etl.parquet.SourceColumn;
import etl.schemas.Table;
import etl.schemas.Table.FromFile;
import etl.schemas.Table.FromQuery;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Increment;
import etl.tasks.Increment.Mode;
import etl.tasks.Task;
import etl.tasks.publish.CommittedTable.Window;
import etl.tasks.publish.PartitionName;
import etl.tasks.schema.Descriptions;
import etl.tasks.schema.Descriptions.Nulls;
import etl.tasks.source.Locker;
import etl.tasks.source.OpenTransactions;
import etl.tasks.source.OpenTransactions.Standby;
import etl.tasks.source.SplitPlanner;
import etl.tasks.source.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the tasks that read only what is new read in this run: from where the last commit ended up to a value below
/// which nobody writes any more. It is found out under the run's locks and before its snapshot.
final class Increments {
    /// A prepared transaction tells when it was prepared, and began so long before at most.
    private static final Duration LONGEST_PREPARATION = Duration.ofDays(1);

    private static final int ALL_DIGITS = 6;
    private static final String UNDEFINED_COLUMN = "42703";
    private static final String START_OVER =
            "Run it once with --full, which reads everything again and replaces what is published.";

    private final RunSettings settings;
    private final Locker locker;
    private final Drift.Known log;
    private final Set<String> warnings = new LinkedHashSet<>();
    private @Nullable OpenTransactions open;

    Increments(RunSettings settings, Locker locker, Drift.Known log) {
        this.settings = settings;
        this.locker = locker;
        this.log = log;
    }

    /// What of a task is read.
    ///
    /// @param window what the commit will say
    /// @param condition the same in SQL
    record Read(Mode mode, Window window, String condition) {}

    /// What is worth a word to whoever runs it.
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// The rows that are new; empty when the run fills a range of days, whatever of it is new.
    ///
    /// @param rows where the task's rows come from
    /// @param conditions what its rows must meet besides
    /// @throws EtlException when this run can't go on from what is published
    Optional<Read> read(Task task, Increment increment, Table.Rows rows, List<String> conditions) throws SQLException {
        requireAllRows(task);
        if (settings.reach() instanceof Reach.Days) {
            requireReplaced(task, increment);
            return Optional.empty();
        }
        SourceColumn column = column(task, increment, rows, conditions);
        WindowType type = WindowType.of(column.type())
                .orElseThrow(() -> refused(
                        task, """
                        the column %s is of the type %s, which can't tell what is new. Known are %s.\
                        """.formatted(increment.column(), column.type().label(), WindowType.known())));
        IncrementLog log = IncrementLog.of(this.log.entries(), task.name());
        Optional<Window> repeated = settings.publishing().full() ? Optional.empty() : repeated(task, increment, log);
        if (repeated.isPresent()) {
            return Optional.of(read(increment, rows, repeated.get(), type));
        }
        Optional<Window> last = settings.publishing().full() ? Optional.empty() : last(task, increment, log);
        Optional<String> after =
                last.flatMap(window -> startsAgain(task, increment, log) ? window.after() : Optional.of(window.upTo()));
        String latest = latest(task, increment, rows, conditions, column, type);
        String upTo = last.map(Window::upTo)
                .map(watermark -> later(task, type, watermark, latest))
                .orElse(latest);
        return Optional.of(read(increment, rows, new Window(increment.column(), after, upTo), type));
    }

    private static Read read(Increment increment, Table.Rows rows, Window window, WindowType type) {
        String column = SplitPlanner.column(rows, window.column());
        String upTo = "%s OPERATOR(pg_catalog.<=) %s".formatted(column, literal(window.upTo(), type));
        return new Read(
                increment.mode(),
                window,
                window.after()
                        .map(after ->
                                "%s OPERATOR(pg_catalog.>) %s AND %s".formatted(column, literal(after, type), upTo))
                        .orElse(upTo));
    }

    private static String literal(String text, WindowType type) {
        return Sql.literal(text).strip() + "::pg_catalog." + type.sqlName();
    }

    /// Under the run's date the rows of a range would be there a second time.
    private void requireReplaced(Task task, Increment increment) {
        if (increment.mode() == Mode.APPEND) {
            throw refused(
                    task,
                    "--from and --to replace partitions by what rows hold, and the mode append publishes rows by the date of the run. Leave them away, or use the mode upsert-partitions.");
        }
        if (settings.publishing().full()) {
            throw refused(task, "--full reads everything, and --from and --to a range. Keep one.");
        }
    }

    /// A row that is left out now would never be read.
    private void requireAllRows(Task task) {
        if (settings.where().isPresent()) {
            throw refused(
                    task,
                    "--where would leave rows out for good, since the next run goes on after this one. Leave it away, or declare where in the task.");
        }
    }

    /// The column that tells what is new, as the database describes it.
    SourceColumn column(Task task, Increment increment, Table.Rows rows, List<String> conditions) throws SQLException {
        String sql = SplitPlanner.wholeSql(rows, List.of(SplitPlanner.column(rows, increment.column())), conditions);
        try {
            locker.lock(sql);
            return Descriptions.describe(locker.session(), sql, Nulls.FROM_CATALOG)
                    .getFirst();
        } catch (SQLException error) {
            if (!UNDEFINED_COLUMN.equals(error.getSQLState())) {
                throw error;
            }
            String where = switch (rows) {
                case FromRelation relation -> relation.schema() + "." + relation.relation();
                case FromQuery query -> "the query's result";
                case FromFile file -> throw SplitPlanner.noStatement(file);
            };
            throw new EtlException(
                    ExitCode.USAGE,
                    message(
                            task,
                            "the column %s isn't in %s. Name one that is, exactly as it is written there."
                                    .formatted(increment.column(), where)),
                    error);
        }
    }

    /// The window of an earlier date, which is read as it was.
    private Optional<Window> repeated(Task task, Increment increment, IncrementLog log) {
        if (increment.mode() != Mode.APPEND || log.dates().isEmpty()) {
            return Optional.empty();
        }
        String date = directory(task);
        String newest = log.dates().lastKey();
        if (date.compareTo(newest) >= 0) {
            return Optional.empty();
        }
        Window window = log.dates().get(date);
        if (window == null) {
            throw refused(
                    task,
                    "%s is published already, and nothing was under %s. What is new belongs to a date that isn't before it."
                            .formatted(newest, date));
        }
        requireSame(task, increment, log);
        return Optional.of(window);
    }

    /// The increment that this one goes on from, or does again.
    private Optional<Window> last(Task task, Increment increment, IncrementLog log) {
        requireSame(task, increment, log);
        return increment.mode() == Mode.APPEND
                ? Optional.ofNullable(log.dates().lastEntry()).map(java.util.Map.Entry::getValue)
                : log.newest();
    }

    /// Whether the run's date is the newest one that is published: its partition is replaced as a whole, so its rows are
    /// read again too.
    private boolean startsAgain(Task task, Increment increment, IncrementLog log) {
        return increment.mode() == Mode.APPEND && log.dates().containsKey(directory(task));
    }

    private String directory(Task task) {
        return PartitionName.ofDate(task.name(), settings.date().toString()).partition();
    }

    private static void requireSame(Task task, Increment increment, IncrementLog log) {
        if (increment.mode() == Mode.APPEND && !log.whole().isEmpty()) {
            throw refused(
                    task,
                    "%s holds all rows of its date, and what is new beside it would count twice. %s"
                            .formatted(log.whole().getLast(), START_OVER));
        }
        log.mode().filter(mode -> mode != increment.mode()).ifPresent(mode -> {
            throw refused(
                    task,
                    "it was published by the mode %s, and is declared %s. %s"
                            .formatted(mode, increment.mode(), START_OVER));
        });
        log.newest()
                .map(Window::column)
                .filter(column -> !column.equals(increment.column()))
                .ifPresent(column -> {
                    throw refused(
                            task,
                            "it was published by the column %s, and is declared by %s. %s"
                                    .formatted(column, increment.column(), START_OVER));
                });
    }

    /// The watermark never goes back.
    private static String later(Task task, WindowType type, String watermark, String latest) {
        try {
            return type.later(watermark, latest);
        } catch (IllegalArgumentException other) {
            throw new EtlException(
                    ExitCode.USAGE,
                    message(
                            task,
                            "its last commit ends at %s, which is no %s: the column's type has changed. %s"
                                    .formatted(watermark, type.sqlName(), START_OVER)),
                    other);
        }
    }

    /// The last value below which nobody writes any more.
    private String latest(
            Task task,
            Increment increment,
            Table.Rows rows,
            List<String> conditions,
            SourceColumn column,
            WindowType type)
            throws SQLException {
        if (type.ofCounter()) {
            String highest = SplitPlanner.wholeSql(
                    rows,
                    List.of("pg_catalog.max(" + SplitPlanner.column(rows, increment.column()) + ")::pg_catalog.text"),
                    conditions);
            @Nullable String found = locker.rows(highest).getFirst().getFirst();
            return found == null ? type.lowest() : found;
        }
        if (type == WindowType.XID8) {
            return WindowType.idBefore(open().firstUnfinished());
        }
        ZoneId zone = type.isLocal()
                ? increment
                        .zone()
                        .orElseThrow(() -> refused(
                                task,
                                "%s is of the type %s, which doesn't say by which clock. Add to incremental the zone in which it is written, such as time-zone: UTC."
                                        .formatted(increment.column(), type.sqlName())))
                : ZoneOffset.UTC;
        int digits = column.type().modifier() < 0 ? ALL_DIGITS : column.type().modifier();
        return type.before(settled(task, increment), type == WindowType.DATE ? ALL_DIGITS : digits, zone);
    }

    /// The time from which on transactions write that the snapshot may not see.
    private Instant settled(Task task, Increment increment) throws SQLException {
        OpenTransactions now = open();
        warn(now);
        Instant settled = now.now();
        if (now.standby().isPresent()) {
            Standby standby = now.standby().get();
            Instant replayed = standby.replayed()
                    .orElseThrow(
                            () -> new EtlException(
                                    ExitCode.SOURCE_UNAVAILABLE,
                                    message(
                                            task,
                                            "the database is a standby that has replayed nothing since its start and receives nothing: up to which time it is complete can't be told. Nothing was published; run it again when it has caught up.")));
            settled = earlier(settled, replayed);
        }
        settled = settled.minus(increment.lag());
        if (now.oldest().isPresent()) {
            settled = earlier(settled, now.oldest().get());
        }
        if (now.prepared().isPresent()) {
            settled = earlier(settled, now.prepared().get().minus(LONGEST_PREPARATION));
        }
        return settled;
    }

    private OpenTransactions open() throws SQLException {
        OpenTransactions known = open;
        if (known == null) {
            known = OpenTransactions.of(locker.session());
            open = known;
        }
        return known;
    }

    private void warn(OpenTransactions known) {
        if (known.standby().isPresent()) {
            warnings.add(
                    "The database is a standby, where the primary's transactions can't be seen: a transaction that takes longer than a task's lag (incremental) may write rows that no run reads.");
        } else if (known.unseen() > 0) {
            warnings.add(
                    "%d sessions of other roles can't be seen: a transaction of theirs that takes longer than a task's lag (incremental) may write rows that no run reads. Grant the role pg_read_all_stats."
                            .formatted(known.unseen()));
        }
        known.prepared()
                .ifPresent(prepared -> warnings.add(
                        "A transaction is prepared since %s and not ended (pg_prepared_xacts), and nobody knows when it began: what is newer than the day before that is read by later runs."
                                .formatted(prepared)));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static EtlException refused(Task task, String what) {
        return EtlException.usage(message(task, what));
    }

    private static String message(Task task, String what) {
        return task.name() + " (incremental): " + what;
    }
}
