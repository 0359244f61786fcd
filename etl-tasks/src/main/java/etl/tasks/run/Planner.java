package etl.tasks.run;

import etl.parquet.Column;
import etl.parquet.RowShape;
import etl.parquet.SourceColumn;
import etl.parquet.TypeChoices;
import etl.schemas.Table;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Increment;
import etl.tasks.Increment.Mode;
import etl.tasks.Partitioning;
import etl.tasks.Task;
import etl.tasks.publish.CommittedTable.Window;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.schema.Descriptions;
import etl.tasks.schema.Descriptions.Nulls;
import etl.tasks.schema.RecordCheck;
import etl.tasks.source.Locker;
import etl.tasks.source.PartitionColumn;
import etl.tasks.source.RelationInfo;
import etl.tasks.source.SelectList;
import etl.tasks.source.SourceErrors;
import etl.tasks.source.Split;
import etl.tasks.source.SplitPlanner;
import etl.tasks.source.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Plans what is read from a Postgres database under the locks of a run: locks it, compares its shape with the
/// database's, and cuts it into splits.
final class Planner implements SourcePlanner {
    private final RunSettings settings;
    private final Locker locker;
    private final SplitPlanner splits;
    private final Map<FromRelation, RelationInfo> relations = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final Drift.Known drift;
    private final Increments increments;

    Planner(RunSettings settings, Locker locker) {
        this.settings = settings;
        this.locker = locker;
        this.splits = new SplitPlanner(settings.workers());
        this.drift = new Drift.Known(settings);
        this.increments = new Increments(settings, locker, drift);
    }

    @Override
    public List<String> warnings() {
        return Stream.concat(warnings.stream(), increments.warnings().stream()).toList();
    }

    @Override
    public TaskPlan planTyped(
            Task task, Table<?> table, Class<? extends Record> outputRow, Map<Table<?>, List<SourceColumn>> described)
            throws SQLException {
        TypeChoices types = settings.types().task(task.name());
        RowShape input = RowShape.ofRecord(table.row(), types);
        List<String> names = identifiers(input.columns().stream().map(Column::sourceName));
        List<String> conditions = conditions(task, table.where());
        String sql = SplitPlanner.wholeSql(table.rows(), names, conditions);
        requireOneStatement(task, table.rows(), sql);
        Nulls nulls = nullsOfRelation(table.rows()) == Nulls.FROM_CATALOG ? Nulls.FROM_CATALOG : Nulls.LEFT_TO_RECORD;
        requireWholeConditions(task, table.rows(), conditions);
        RecordCheck.Agreed agreed =
                new RecordCheck(locker, types).compare(task.name(), table, input, conditions, nulls);
        described.put(table, agreed.columns());
        boolean lookup = task instanceof Task.Transform<?, ?> transform && !table.equals(transform.input());
        List<PartitionColumn> keys = lookup ? List.of() : PartitionPlanner.keys(task, table.rows(), locker.session());
        RowShape output = outputRow == table.row() ? withoutKeys(input, keys) : RowShape.ofRecord(outputRow, types);
        if (!lookup) {
            requireColumns(task, output.columns().size());
            requireNoPartitionKey(task, output);
        }
        Selection selection =
                lookup ? new Selection(conditions, Optional.empty()) : selection(task, table.rows(), conditions);
        return plan(task, table.rows(), agreed.shape(), output, keys, selection, agreed.estimatedRows());
    }

    @Override
    public TaskPlan planRelation(Task.Relation task, List<EtlException> problems) throws SQLException {
        List<String> conditions = conditions(task, task.where());
        String sql = SplitPlanner.wholeSql(task.rows(), identifiers(task.columns().stream()), conditions);
        requireOneStatement(task, task.rows(), sql);
        Nulls nulls = nullsOfRelation(task.rows());
        requireWholeConditions(task, task.rows(), conditions);
        long estimatedRows = locker.lock(sql);
        List<SourceColumn> described = Descriptions.describe(locker.session(), sql, nulls);
        if (described.isEmpty()) {
            throw EtlException.usage(
                    task.name() + " has no columns: there is nothing to export. Leave it out (--exclude).");
        }
        requireChoices(task, RowShape.namesOfSource(described), problems);
        List<PartitionColumn> keys = PartitionPlanner.keys(task, task.rows(), locker.session());
        Set<String> directories = directories(keys);
        List<SourceColumn> left = described.stream()
                .filter(column -> !directories.contains(column.name()))
                .toList();
        requireColumns(task, left.size());
        RowShape written = RowShape.ofSource(left, settings.types().task(task.name()));
        requireNoPartitionKey(task, written);
        Drift.Decision decision = drift.decide(task.name(), written);
        warnings.addAll(decision.warnings());
        RowShape shape = decision.shape();
        return plan(task, task.rows(), shape, shape, keys, selection(task, task.rows(), conditions), estimatedRows);
    }

    /// Which rows are read.
    ///
    /// @param conditions what rows must meet
    /// @param increment what is new; empty when everything is read
    private record Selection(List<String> conditions, Optional<Increments.Read> increment) {
        /// The conditions on the rows that are read. Partitions are read whole, whatever of them is new.
        List<String> ofRows() {
            return Stream.concat(
                            conditions.stream(),
                            increment
                                    .filter(read -> read.mode() == Mode.APPEND)
                                    .map(Increments.Read::condition)
                                    .stream())
                    .toList();
        }

        /// The conditions on the rows that are new.
        List<String> ofNew() {
            return Stream.concat(conditions.stream(), increment.map(Increments.Read::condition).stream())
                    .toList();
        }

        Optional<Window> window() {
            return increment.map(Increments.Read::window);
        }

        boolean goesOn() {
            return window().flatMap(Window::after).isPresent();
        }
    }

    private Selection selection(Task task, Table.Rows rows, List<String> conditions) throws SQLException {
        Optional<Increment> declared = task.options().increment();
        return new Selection(
                conditions,
                declared.isPresent() ? increments.read(task, declared.get(), rows, conditions) : Optional.empty());
    }

    /// The partitions that rows lie in which are new.
    private Reach reach(Selection selection, Table.Rows rows, List<PartitionColumn> keys) throws SQLException {
        boolean changed = selection.goesOn()
                && selection
                        .increment()
                        .filter(read -> read.mode() == Mode.UPSERT_PARTITIONS)
                        .isPresent();
        return changed
                ? new Reach.Listed(locker.rows(SplitPlanner.wholeSql(
                        rows,
                        List.of("DISTINCT "
                                + keys.stream().map(PartitionColumn::value).collect(Collectors.joining(", "))),
                        selection.ofNew())))
                : settings.reach();
    }

    /// @param keys the keys of the partitions that come of the rows; none: they are all in one
    private TaskPlan plan(
            Task task,
            Table.Rows rows,
            RowShape source,
            RowShape output,
            List<PartitionColumn> keys,
            Selection selection,
            long estimatedRows)
            throws SQLException {
        List<String> conditions = selection.ofRows();
        List<String> columns = SelectList.of(source, locker.session());
        if (keys.isEmpty()) {
            return new TaskPlan(
                    task,
                    SplitPlanner.wholeSql(rows, columns, conditions),
                    source,
                    output,
                    key(rows, source),
                    split(task, rows, columns, selection),
                    estimatedRows,
                    Optional.empty(),
                    selection.window());
        }
        RowPartitions partitions = new RowPartitions(settings.partition(task), keys, reach(selection, rows, keys));
        PartitionPlanner.Planned planned = new PartitionPlanner(settings.workers(), SplitPlanner.SMALL_TABLE_BYTES)
                .plan(
                        new PartitionPlanner.Rows(task.name(), rows, columns, conditions, relationOf(rows)),
                        keys,
                        partitions.reach(),
                        locker.session());
        long rowsInReach = locker.lock(planned.sql());
        for (Split split : planned.splits()) {
            locker.lock(split.sql());
        }
        return new TaskPlan(
                task,
                planned.sql(),
                source.besides(keys.size()),
                output,
                key(rows, source),
                planned.splits(),
                rowsInReach,
                Optional.of(partitions),
                selection.window());
    }

    private Optional<RelationInfo> relationOf(Table.Rows rows) throws SQLException {
        return rows instanceof FromRelation from ? Optional.of(relation(from)) : Optional.empty();
    }

    /// A column whose values are directories isn't in the files too.
    private static RowShape withoutKeys(RowShape shape, List<PartitionColumn> keys) {
        Set<String> directories = directories(keys);
        return new RowShape(shape.columns().stream()
                .filter(column -> !directories.contains(column.sourceName()))
                .toList());
    }

    /// The columns whose values are directories.
    private static Set<String> directories(List<PartitionColumn> keys) {
        return keys.stream()
                .map(PartitionColumn::key)
                .filter(key -> key.unit() == Partitioning.Unit.VALUE)
                .map(Partitioning.Key::column)
                .collect(Collectors.toSet());
    }

    @Override
    public List<String> unseen(Task task) throws SQLException {
        Table.Rows rows = switch (task) {
            case Task.Extract<?> extract -> extract.table().rows();
            case Task.Transform<?, ?> transform -> transform.input().rows();
            case Task.Relation relation -> relation.rows();
        };
        Optional<Increment> declared = task.options().increment();
        return declared.isPresent()
                ? new UnseenChanges(locker)
                        .of(task, declared.get(), rows, increments.column(task, declared.get(), rows, List.of()))
                : List.of();
    }

    @Override
    public List<SourceColumn> columns(FromRelation relation) throws SQLException {
        String sql = SplitPlanner.wholeSql(relation, List.of(), List.of());
        locker.lock(sql);
        return Descriptions.describe(locker.session(), sql, Nulls.POSSIBLE);
    }

    /// The problems of the task's columns that the user's choices of types name.
    private void requireChoices(Task task, Map<String, Boolean> names, List<EtlException> problems) {
        settings.types().problems(task.name(), names).forEach(line -> problems.add(EtlException.usage(line)));
    }

    private static List<String> identifiers(Stream<String> names) {
        return names.map(Sql::identifier).toList();
    }

    private static void requireColumns(Task task, int columns) {
        if (columns == 0) {
            throw EtlException.usage(
                    "%s: its columns are all keys of its partitions (partition-by %s), and nothing is left for the files. Leave one out of partition-by."
                            .formatted(task.name(), task.options().partitioning()));
        }
    }

    /// Athena can't read a table whose key of partitions is a column of its files too.
    static void requireNoPartitionKey(Task task, RowShape output) {
        for (String name : task.options().partitioning().keyNames()) {
            if (output.column(name).isPresent()) {
                throw EtlException.usage(
                        task instanceof Task.Transform
                                ? "%1$s.%2$s: %2$s is the name of a key of its partitions, and Athena takes one column of a name. Take the component out of the record that the transform writes, or give it another name."
                                        .formatted(task.name(), name)
                                : "%1$s.%2$s: %2$s is the name of a key of its partitions, and Athena takes one column of a name. Select it under another name in a query: select \"%2$s\" as …"
                                        .formatted(task.name(), name));
            }
        }
    }

    /// Comes before anything of the user's is sent: a second statement could end the transaction that only reads. The
    /// query is looked at alone and in its place, because a parenthesis too many in it closes one of ours.
    private static void requireOneStatement(Task task, Table.Rows rows, String sql) {
        if (rows instanceof Table.FromQuery query) {
            Sql.requireOneStatement("The query of " + task.name(), query.sql());
            Sql.requireOneStatement("The query of " + task.name(), sql);
        }
    }

    private List<String> conditions(Task task, Optional<String> declared) {
        List<String> conditions = new ArrayList<>();
        declared.ifPresent(conditions::add);
        settings.where().ifPresent(conditions::add);
        for (String condition : conditions) {
            Sql.requireOneStatement(
                    "The condition of " + task.name() + " (" + condition + ")", "SELECT 1 WHERE (" + condition + "\n)");
        }
        return conditions;
    }

    /// Each condition must be a condition by itself, not only between our parentheses.
    private void requireWholeConditions(Task task, Table.Rows rows, List<String> conditions) throws SQLException {
        if (rows instanceof Table.FromQuery && !conditions.isEmpty()) {
            // A mistake in the query is told as the query's.
            locker.lock(SplitPlanner.wholeSql(rows, List.of(), List.of()));
        }
        for (String condition : conditions) {
            String where = "%s, the condition (%s)".formatted(task.name(), condition);
            String alone = SplitPlanner.conditionAlone(rows, condition);
            Sql.requireOneStatement(where, alone);
            try {
                locker.lock(alone);
            } catch (SQLException error) {
                EtlException told = SourceErrors.of(where, error);
                throw new EtlException(
                        told.exitCode(),
                        told.getMessage() + " Correct --where, or where in the task's declaration.",
                        error);
            }
        }
    }

    private List<Split> split(Task task, Table.Rows rows, List<String> columns, Selection selection)
            throws SQLException {
        List<String> conditions = selection.ofRows();
        if (selection.goesOn()) {
            // What is new is little, and an index that finds it would be searched by every split.
            String sql = SplitPlanner.wholeSql(rows, columns, conditions);
            locker.lock(sql);
            return List.of(new Split(
                    task.name(), 0, sql, selection.window().orElseThrow().toString()));
        }
        if (rows instanceof Table.FromQuery query) {
            if (query.splitBy().isPresent()) {
                relation(query.splitBy().get().relation());
            }
        }
        List<Split> planned = splits.plan(
                task.name(), rows, columns, conditions, from -> Objects.requireNonNull(relations.get(from)));
        if (planned.size() > 1) {
            // Leaves of a partitioned table that the whole query's plan has pruned are locked by their own splits.
            for (Split split : planned) {
                locker.lock(split.sql());
            }
        }
        return planned;
    }

    /// The catalog's word on a relation, asked once.
    private RelationInfo relation(FromRelation from) throws SQLException {
        @Nullable RelationInfo known = relations.get(from);
        if (known == null) {
            known = locker.relation(from);
            relations.put(from, known);
        }
        return known;
    }

    /// Fails when a partition was attached or detached between planning and the snapshot: splits by leaf would miss its
    /// rows.
    @Override
    public void requireUnchanged() throws SQLException {
        for (Map.Entry<FromRelation, RelationInfo> planned : relations.entrySet()) {
            List<FromRelation> leaves = leaves(planned.getValue());
            if (!leaves.isEmpty() && !leaves.equals(leaves(locker.relation(planned.getKey())))) {
                throw new EtlException(
                        ExitCode.SCHEMA_DRIFT,
                        "The partitions of %s.%s changed while the run was being planned. Run it again."
                                .formatted(
                                        planned.getKey().schema(),
                                        planned.getKey().relation()));
            }
        }
    }

    private static List<FromRelation> leaves(RelationInfo info) {
        return info.leaves().stream().map(RelationInfo::relation).toList();
    }

    private Nulls nullsOfRelation(Table.Rows rows) throws SQLException {
        return rows instanceof FromRelation from && relation(from).vouchesForNulls()
                ? Nulls.FROM_CATALOG
                : Nulls.POSSIBLE;
    }

    /// Where the primary key's columns lie among the source's, for messages that name a row; empty when they aren't all
    /// there.
    private List<Integer> key(Table.Rows rows, RowShape source) {
        if (!(rows instanceof FromRelation from) || !relations.containsKey(from)) {
            return List.of();
        }
        List<String> names = source.columns().stream().map(Column::sourceName).toList();
        List<Integer> places =
                relations.get(from).keyColumns().stream().map(names::indexOf).toList();
        return places.contains(-1) ? List.of() : places;
    }
}
