package etl.parquet;

import etl.parquet.column.Refusal;
import etl.parquet.column.Remedy;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/// Columns that can't be resolved: every problem of the shape at once, one line each.
public final class ShapeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What stands for the task where nobody says its name.
    private static final String SOME_TASK = "<task>";

    private final List<Problem> problems;

    /// One column that can't be resolved.
    ///
    /// @param label what it is called: a relation's column by its name, a record's as `Order.amount`; empty where the
    ///     problem says it
    /// @param sourceName the column's exact name in Postgres
    /// @param refusal what is wrong and what to do
    record Problem(String label, String sourceName, Refusal refusal) implements Serializable {
        String text(String task) {
            String setting = "types.columns." + task + "." + ColumnNames.fold(sourceName);
            String todo = refusal.remedy().ofRelation(setting, sourceName);
            return what() + (todo.isEmpty() ? "" : ". " + todo);
        }

        String what() {
            return label.isEmpty() ? refusal.problem() : label + ": " + refusal.problem();
        }
    }

    ShapeException(List<Problem> problems) {
        super(problems.stream()
                .map(problem -> problem.text(SOME_TASK))
                .collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /// Problems that say themselves where they are and what to do, one line each.
    static ShapeException of(List<String> lines) {
        return new ShapeException(lines.stream()
                .map(line -> new Problem("", "", new Refusal(line, Remedy.none())))
                .toList());
    }

    /// The problems, in the order of the columns. Never empty.
    public List<String> problems() {
        return problems(SOME_TASK);
    }

    /// The problems with what to write into the configuration for a task.
    ///
    /// @param task the task's name
    public List<String> problems(String task) {
        return problems.stream().map(problem -> problem.text(task)).toList();
    }

    /// The problems of a composite's attributes as the one of the column that holds it.
    public Refusal inOne() {
        String all = problems.stream().map(Problem::what).collect(Collectors.joining("; "));
        return new Refusal(
                all,
                problems.stream()
                        .map(problem -> problem.refusal.remedy())
                        .filter(remedy -> !remedy.equals(Remedy.none()))
                        .findFirst()
                        .orElse(Remedy.none()));
    }
}
