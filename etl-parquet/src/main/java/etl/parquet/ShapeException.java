package etl.parquet;

import java.util.List;

/// Columns that can't be resolved: every problem of the shape at once, one line each.
public final class ShapeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public ShapeException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /// The problems, in the order of the columns. Never empty.
    public List<String> problems() {
        return problems;
    }
}
