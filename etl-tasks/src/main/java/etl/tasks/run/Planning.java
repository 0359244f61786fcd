package etl.tasks.run;

import etl.parquet.ShapeException;
import etl.parquet.SourceColumn;
import etl.schemas.Table;
import etl.schemas.Table.FromFile;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.Lookup;
import etl.tasks.Task;
import etl.tasks.run.RunPlan.TaskPlan;
import etl.tasks.source.Fault;
import etl.tasks.source.SourceErrors;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Plans the tasks of a run, each by the planner of the database that it reads. Everything that can be refused is
/// refused here, all problems of all tasks in one error.
final class Planning {
    private final RunSettings settings;
    private final Map<String, SourcePlanner> planners = new LinkedHashMap<>();

    /// @param sources databases that hold what is planned
    Planning(RunSettings settings, HeldSources sources) throws SQLException {
        this.settings = settings;
        for (HeldSource source : sources.all()) {
            planners.put(source.name(), source.planner(settings));
        }
    }

    /// What looking at one task came to.
    ///
    /// @param plan its plan; empty when there are problems
    /// @param described the columns of each of its tables that has a record, as far as they fit
    record Look(
            Task task,
            Optional<TaskPlan> plan,
            Map<Table<?>, List<SourceColumn>> described,
            List<EtlException> problems) {}

    /// Plans all tasks.
    ///
    /// @throws EtlException with every problem of every task
    List<TaskPlan> plan(List<Task> tasks) {
        List<Look> looks = tasks.stream().map(this::look).toList();
        List<EtlException> problems =
                looks.stream().flatMap(look -> look.problems().stream()).toList();
        for (EtlException problem : problems) {
            // One that passes isn't the tasks' fault, and it may be the reason of all that came after it.
            if (Fault.of(problem).reaction() != Fault.Reaction.STOP) {
                throw problem;
            }
        }
        if (!problems.isEmpty()) {
            throw together(problems);
        }
        return looks.stream().map(look -> look.plan().orElseThrow()).toList();
    }

    private static EtlException together(List<EtlException> problems) {
        if (problems.size() == 1) {
            return problems.get(0);
        }
        List<ExitCode> codes =
                problems.stream().map(EtlException::exitCode).distinct().toList();
        String lines = String.join(
                "\n", problems.stream().map(EtlException::getMessage).toList());
        return new EtlException(codes.size() == 1 ? codes.get(0) : ExitCode.USAGE, lines, problems.get(0));
    }

    /// Plans one task, and has every problem of it.
    Look look(Task task) {
        List<EtlException> problems = new ArrayList<>();
        Map<Table<?>, List<SourceColumn>> described = new LinkedHashMap<>();
        if (!(task instanceof Task.Relation)) {
            settings.types()
                    .problems(task.name(), TaskColumns.of(task).names())
                    .forEach(line -> problems.add(EtlException.usage(line)));
        }
        SourcePlanner planner = planner(Sources.name(task));
        Optional<TaskPlan> plan = switch (task) {
            case Task.Extract<?> extract ->
                attempt(
                        task,
                        problems,
                        () -> planner.planTyped(
                                task, extract.table(), extract.table().row(), described));
            case Task.Transform<?, ?> transform -> {
                for (Lookup<?, ?> lookup : transform.lookups()) {
                    if (lookup.table().rows() instanceof FromFile file) {
                        check(task, lookup.table(), file, problems);
                        continue;
                    }
                    Optional<TaskPlan> unused = attempt(
                            task,
                            problems,
                            () -> planner(Sources.name(task, lookup))
                                    .planTyped(
                                            task, lookup.table(), lookup.table().row(), described));
                }
                yield attempt(
                        task,
                        problems,
                        () -> planner.planTyped(task, transform.input(), transform.output(), described));
            }
            case Task.Relation relation -> attempt(task, problems, () -> planner.planRelation(relation, problems));
        };
        return new Look(task, problems.isEmpty() ? plan : Optional.empty(), described, problems);
    }

    private void check(Task task, Table<?> table, FromFile file, List<EtlException> problems) {
        try {
            FileLookup unused = FileLookup.of(settings, task, table, file);
        } catch (EtlException problem) {
            problems.add(problem);
        } catch (ShapeException shape) {
            shape.problems(task.name()).forEach(line -> problems.add(EtlException.usage(task.name() + "." + line)));
        }
    }

    /// All columns of a relation that a task reads, whether it reads them or not.
    ///
    /// @param table the table of the task, or of one of its lookups, whose rows are the relation's
    /// @throws SQLException when it isn't there, or they can't all be read
    List<SourceColumn> columns(Task task, Table<?> table, FromRelation relation) throws SQLException {
        String source = task instanceof Task.Transform<?, ?> transform
                ? transform.lookups().stream()
                        .filter(lookup -> lookup.table().equals(table))
                        .map(lookup -> Sources.name(task, lookup))
                        .findFirst()
                        .orElseGet(() -> Sources.name(task))
                : Sources.name(task);
        return planner(source).columns(relation);
    }

    private SourcePlanner planner(String source) {
        return Objects.requireNonNull(planners.get(source), source);
    }

    /// What is worth a word of the tasks that were planned.
    List<String> warnings() {
        return planners.values().stream()
                .flatMap(planner -> planner.warnings().stream())
                .toList();
    }

    /// What a task that was planned doesn't see of its source's changes.
    List<String> unseen(Task task) throws SQLException {
        return planner(Sources.name(task)).unseen(task);
    }

    /// Fails when what was planned has changed until the snapshots.
    void requireUnchanged() throws SQLException {
        for (SourcePlanner planner : planners.values()) {
            planner.requireUnchanged();
        }
    }

    private interface Step {
        TaskPlan plan() throws SQLException;
    }

    private static Optional<TaskPlan> attempt(Task task, List<EtlException> problems, Step step) {
        try {
            return Optional.of(step.plan());
        } catch (EtlException problem) {
            problems.add(problem);
        } catch (ShapeException shape) {
            shape.problems(task.name()).forEach(line -> problems.add(EtlException.usage(task.name() + "." + line)));
        } catch (SQLException error) {
            problems.add(SourceErrors.of(task.name(), error));
        }
        return Optional.empty();
    }
}
