package etl.tasks.run;

import etl.parquet.Column;
import etl.parquet.RowShape;
import etl.parquet.SourceColumn;
import etl.parquet.TypeChoices;
import etl.parquet.column.PostgresType;
import etl.parquet.column.PostgresType.Kind;
import etl.parquet.column.TypeNames;
import etl.schemas.Table;
import etl.schemas.Table.FromQuery;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Nearest;
import etl.tasks.Task;
import etl.tasks.jdbc.JdbcColumn;
import etl.tasks.jdbc.JdbcSession;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.schema.Comparison;
import etl.tasks.source.Fault;
import etl.tasks.source.Split;
import etl.tasks.source.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Plans what is read from a database that isn't Postgres: describes it by the driver's metadata, in the transaction
/// that it is read in, and reads it whole.
final class JdbcPlanner implements SourcePlanner {
    private static final long UNKNOWN_ROWS = -1;

    private final RunSettings settings;
    private final JdbcSession session;
    private final Drift.Known drift;
    private final List<String> warnings = new ArrayList<>();

    JdbcPlanner(RunSettings settings, JdbcSession session) {
        this.settings = settings;
        this.session = session;
        this.drift = new Drift.Known(settings);
    }

    /// Rows that were found.
    ///
    /// @param rows where they come from, by the names that the database has
    /// @param columns all of their columns
    /// @param key the primary key's columns
    private record Found(Table.Rows rows, List<JdbcColumn> columns, boolean isTable, List<String> key) {
        Optional<JdbcColumn> column(String name) {
            return columns.stream()
                    .filter(column -> column.name().equals(name))
                    .findFirst()
                    .or(() -> columns.stream()
                            .filter(column -> column.name().equalsIgnoreCase(name))
                            .findFirst());
        }

        List<String> names() {
            return columns.stream().map(JdbcColumn::name).toList();
        }

        /// A question for the column that a name may be meant for; empty when none is near.
        String nearest(String name) {
            return Nearest.question(
                    name.toLowerCase(Locale.ROOT),
                    columns.stream()
                            .map(column -> column.name().toLowerCase(Locale.ROOT))
                            .toList());
        }
    }

    private Found find(Task task, Table.Rows rows, List<String> conditions) {
        requireReadable(task);
        try {
            Table.Rows there = rows;
            boolean isTable = false;
            List<String> key = List.of();
            if (rows instanceof FromRelation relation) {
                JdbcSession.Found found = session.find(relation);
                there = found.relation();
                isTable = found.isTable();
                key = found.key();
            } else if (rows instanceof FromQuery query) {
                Sql.requireOneStatement("The query of " + task.name(), query.sql());
            }
            List<JdbcColumn> columns = session.describe(session.sql().select(there, List.of(), List.of()));
            for (String condition : conditions) {
                requireWhole(task, there, condition);
            }
            return new Found(there, columns, isTable, key);
        } catch (SQLException error) {
            throw refused(task.name(), error);
        }
    }

    /// Each condition must be a condition by itself, not only between our parentheses.
    private void requireWhole(Task task, Table.Rows rows, String condition) {
        String where = "%s, the condition (%s)".formatted(task.name(), condition);
        Sql.requireOneStatement(where, "SELECT 1 WHERE (" + condition + "\n)");
        try {
            session.check(rows, condition);
        } catch (SQLException error) {
            EtlException told = refused(where, error);
            throw new EtlException(
                    told.exitCode(),
                    told.getMessage() + " Correct --where, or where in the task's declaration.",
                    error);
        }
    }

    private static void requireReadable(Task task) {
        if (task.options().partitioning().ofRows()) {
            throw EtlException.usage(
                    "%s: partition-by: %s is for Postgres; of another database the rows of a run lie in one partition. Partition it by dt, or not at all (none)."
                            .formatted(task.name(), task.options().partitioning()));
        }
        if (task.options().increment().isPresent()) {
            throw EtlException.usage(
                    "%s: incremental is for Postgres; another database is read whole. Take it out, or use where."
                            .formatted(task.name()));
        }
    }

    /// A statement that the database doesn't take is the user's to mend, whatever its driver's code; but for a lost
    /// connection.
    private static EtlException refused(String where, SQLException error) {
        String text = String.valueOf(error.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
        boolean gone = Fault.of(error) == Fault.CONNECTION;
        return new EtlException(
                gone ? ExitCode.SOURCE_UNAVAILABLE : ExitCode.USAGE,
                "%s: %s%s".formatted(where, text, text.endsWith(".") ? "" : "."),
                error);
    }

    private List<String> conditions(Optional<String> declared) {
        List<String> conditions = new ArrayList<>();
        declared.ifPresent(conditions::add);
        settings.where().ifPresent(conditions::add);
        return conditions;
    }

    @Override
    public TaskPlan planTyped(
            Task task, Table<?> table, Class<? extends Record> outputRow, Map<Table<?>, List<SourceColumn>> described) {
        List<String> conditions = conditions(table.where());
        Agreed agreed = agree(task, table, conditions);
        described.put(table, agreed.columns);
        TypeChoices types = settings.types().task(task.name());
        RowShape output = outputRow == table.row() ? agreed.record : RowShape.ofRecord(outputRow, types);
        Planner.requireNoPartitionKey(task, output);
        return plan(task, agreed.found, agreed.shape, output, conditions);
    }

    /// How all rows of a table are read.
    HeldSource.Whole whole(Task task, Table<?> table) {
        List<String> conditions = table.where().stream().toList();
        Agreed agreed = agree(task, table, conditions);
        return new HeldSource.Whole(sql(agreed.found, agreed.shape, conditions), agreed.shape);
    }

    /// A record and the columns that fill it.
    private record Agreed(Found found, RowShape record, List<SourceColumn> columns, RowShape shape) {}

    private Agreed agree(Task task, Table<?> table, List<String> conditions) {
        TypeChoices types = settings.types().task(task.name());
        RowShape record = RowShape.ofRecord(table.row(), types);
        Found found = find(task, table.rows(), conditions);
        List<SourceColumn> columns = new ArrayList<>();
        for (Column wanted : record.columns()) {
            found.column(wanted.sourceName())
                    .map(column -> new SourceColumn(
                            column.name(),
                            decided(column, wanted),
                            // What a query gives, or a view, the record vouches for.
                            found.isTable && !column.isRequired()))
                    .ifPresent(columns::add);
        }
        Comparison comparison = Comparison.of(record, columns, types);
        if (!comparison.lines().isEmpty()) {
            String where = task.name() + " (record " + table.row().getName() + "): ";
            throw new EtlException(
                    ExitCode.SCHEMA_DRIFT,
                    comparison.lines().stream()
                            .map(line -> where + line + hint(line, found))
                            .collect(Collectors.joining("\n")));
        }
        return new Agreed(found, record, columns, comparison.shape());
    }

    /// The nearest column to one that isn't there.
    private static String hint(String line, Found found) {
        String name = line.substring(0, Math.max(0, line.indexOf(':')));
        return found.column(name).isPresent() ? "" : found.nearest(name);
    }

    /// A column without a type of its own has the one that the record declares.
    private static PostgresType decided(JdbcColumn column, Column wanted) {
        return column.type().kind() == Kind.PSEUDO
                ? TypeNames.parse(wanted.type().postgresName()).orElse(column.type())
                : column.type();
    }

    @Override
    public TaskPlan planRelation(Task.Relation task, List<EtlException> problems) {
        List<String> conditions = conditions(task.where());
        Found found = find(task, task.rows(), conditions);
        List<SourceColumn> columns = new ArrayList<>();
        for (String name : task.columns().isEmpty() ? found.names() : task.columns()) {
            JdbcColumn column = found.column(name)
                    .orElseThrow(() -> EtlException.usage(
                            "%s: there is no column '%s'.%s".formatted(task.name(), name, found.nearest(name))));
            columns.add(new SourceColumn(column.name(), column.type(), !(found.isTable && column.isRequired())));
        }
        settings.types()
                .problems(task.name(), RowShape.namesOfSource(columns))
                .forEach(line -> problems.add(EtlException.usage(line)));
        RowShape whole = RowShape.ofSource(columns, settings.types().task(task.name()));
        Planner.requireNoPartitionKey(task, whole);
        Drift.Decision decision = drift.decide(task.name(), whole);
        warnings.addAll(decision.warnings());
        return plan(task, found, decision.shape(), decision.shape(), conditions);
    }

    private TaskPlan plan(Task task, Found found, RowShape source, RowShape output, List<String> conditions) {
        if (task.options().partitioning().ofRows()) {
            throw EtlException.usage(
                    "%s: partition-by %s: partitions that come of columns are read from Postgres only. Write dt or none."
                            .formatted(task.name(), task.options().partitioning()));
        }
        List<String> names = source.columns().stream().map(Column::sourceName).toList();
        String sql = sql(found, source, conditions);
        List<Integer> key = found.key.stream().map(names::indexOf).toList();
        String what = found.rows instanceof FromRelation relation
                ? "all of " + (relation.schema().isEmpty() ? "" : relation.schema() + ".") + relation.relation()
                : "the whole query";
        return new TaskPlan(
                task,
                sql,
                source,
                output,
                key.contains(-1) ? List.of() : key,
                List.of(new Split(task.name(), 0, sql, what + ", by one connection" + unsteady())),
                UNKNOWN_ROWS);
    }

    private String sql(Found found, RowShape shape, List<String> conditions) {
        return session.sql()
                .select(
                        found.rows,
                        shape.columns().stream().map(Column::sourceName).toList(),
                        conditions);
    }

    private String unsteady() {
        return session.promise().isSnapshot() ? "" : ", without a snapshot";
    }

    @Override
    public List<SourceColumn> columns(FromRelation relation) throws SQLException {
        JdbcSession.Found found = session.find(relation);
        return session.describe(session.sql().select(found.relation(), List.of(), List.of())).stream()
                .map(column -> new SourceColumn(column.name(), column.type(), true))
                .toList();
    }

    @Override
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// It was described in the transaction that it is read in.
    @Override
    public void requireUnchanged() {}
}
