package etl.tasks.run;

import etl.parquet.Column;
import etl.parquet.RowShape;
import etl.parquet.ShapeException;
import etl.parquet.SourceColumn;
import etl.parquet.column.TypeOptions;
import etl.parquet.inspect.GlueColumn;
import etl.schemas.Table;
import etl.tasks.EtlException;
import etl.tasks.Task;
import etl.tasks.publish.NoDestination;
import etl.tasks.run.Planning.Look;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.schema.CommittedDescription;
import etl.tasks.schema.SchemaChange;
import etl.tasks.source.SourceErrors;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What the database, the records, the files published last and the Glue tables say differently of the same tasks.
public final class SchemaDiff {
    /// The two that are compared.
    public enum Between {
        DATABASE_AND_RECORD("the record"),
        FILE("the files published last"),
        GLUE("the Glue table");

        private final String text;

        Between(String text) {
            this.text = text;
        }

        /// What is compared with what a run would write now.
        public String text() {
            return text;
        }
    }

    /// What a difference means.
    public enum Judgement {
        /// Queries over older and newer files go on.
        SURVIVES,
        /// Athena can't read the older files and the newer ones as one table.
        BREAKS,
        /// A run refuses to begin.
        RUN_STOPS
    }

    /// One difference.
    ///
    /// @param what the column, and how it differs
    /// @param advice what it means, and what to do; may be empty
    public record Difference(Between between, String what, Judgement judgement, String advice) {}

    /// One task.
    ///
    /// @param compared what there was to compare with
    public record TaskDiff(String task, List<Between> compared, List<Difference> differences) {
        public TaskDiff {
            compared = List.copyOf(compared);
            differences = List.copyOf(differences);
        }
    }

    private final RunSettings settings;
    private final Function<String, Optional<List<GlueColumn>>> glue;

    /// @param settings the tasks, and the destination whose files are read
    /// @param glue the columns of the Glue table of that name; empty when there is none
    public SchemaDiff(RunSettings settings, Function<String, Optional<List<GlueColumn>>> glue) {
        this.settings = settings;
        this.glue = glue;
    }

    /// Compares every task.
    ///
    /// @throws EtlException when the database or the destination can't be reached
    public List<TaskDiff> compare() {
        List<TaskDiff> diffs = new ArrayList<>();
        RunSettings unwritten = settings.at(new NoDestination());
        try (HeldSources sources =
                HeldSources.connect(unwritten, "etl/diff", retry -> {}, (database, refused) -> refused)) {
            sources.lock();
            Planning planning = new Planning(unwritten, sources);
            for (Task task : settings.tasks()) {
                diffs.add(compare(planning, planning.look(task)));
            }
            return diffs;
        } catch (SQLException error) {
            throw SourceErrors.of("comparing", error);
        }
    }

    private TaskDiff compare(Planning planning, Look look) throws SQLException {
        List<Between> compared = new ArrayList<>();
        List<Difference> differences = new ArrayList<>();
        List<Table<?>> tables = CommittedDescription.tables(look.task());
        if (!tables.isEmpty()) {
            compared.add(Between.DATABASE_AND_RECORD);
        }
        for (EtlException problem : look.problems()) {
            problem.getMessage()
                    .lines()
                    .forEach(line -> differences.add(
                            new Difference(Between.DATABASE_AND_RECORD, line, Judgement.RUN_STOPS, "")));
        }
        for (Table<?> table : tables) {
            differences.addAll(unread(planning, look.task(), table));
        }
        Optional<RowShape> written = written(look);
        if (written.isPresent()) {
            List<GlueColumn> now = GlueColumn.of(written.get());
            Drift.columns(Drift.published(settings.destination()), look.task().name(), now)
                    .ifPresent(published -> {
                        compared.add(Between.FILE);
                        differences.addAll(differences(Between.FILE, published, now));
                    });
            glue.apply(look.task().name()).ifPresent(known -> {
                compared.add(Between.GLUE);
                differences.addAll(differences(Between.GLUE, known, now));
            });
        }
        return new TaskDiff(look.task().name(), compared, differences);
    }

    /// The columns that a run would write: a record says so even if the database doesn't agree.
    private Optional<RowShape> written(Look look) {
        if (look.plan().isPresent()) {
            return look.plan().map(TaskPlan::output);
        }
        try {
            return switch (look.task()) {
                case Task.Extract<?> extract ->
                    Optional.of(RowShape.ofRecord(
                            extract.table().row(),
                            settings.types().task(look.task().name())));
                case Task.Transform<?, ?> transform ->
                    Optional.of(RowShape.ofRecord(
                            transform.output(),
                            settings.types().task(look.task().name())));
                case Task.Relation relation -> Optional.empty();
            };
        } catch (ShapeException refused) {
            return Optional.empty();
        }
    }

    private static List<Difference> differences(Between between, List<GlueColumn> before, List<GlueColumn> now) {
        return SchemaChange.between(before, now).stream()
                .map(change -> new Difference(
                        between,
                        change.text(),
                        change.survives() ? Judgement.SURVIVES : Judgement.BREAKS,
                        change.advice()))
                .toList();
    }

    /// The columns of a record's table that the record doesn't read.
    private static List<Difference> unread(Planning planning, Task task, Table<?> table) {
        if (!(table.rows() instanceof Table.FromRelation relation)) {
            return List.of();
        }
        List<SourceColumn> there;
        try {
            there = planning.columns(task, table, relation);
        } catch (SQLException unknown) {
            // The role may read some columns only, or the table isn't there: that is a problem of the task already.
            return List.of();
        }
        Set<String> read;
        try {
            read = RowShape.ofRecord(table.row(), TypeOptions.DEFAULT).columns().stream()
                    .map(Column::sourceName)
                    .collect(Collectors.toSet());
        } catch (ShapeException refused) {
            return List.of();
        }
        return there.stream()
                .filter(column -> !read.contains(column.name()))
                .map(column -> new Difference(
                        Between.DATABASE_AND_RECORD,
                        "%s: the database says %s, the record has no such component"
                                .formatted(column.name(), column.type().label()),
                        Judgement.SURVIVES,
                        "it isn't read; add a component to have it"))
                .toList();
    }
}
