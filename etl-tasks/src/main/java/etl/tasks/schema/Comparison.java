package etl.tasks.schema;

import etl.parquet.Column;
import etl.parquet.RowShape;
import etl.parquet.ShapeException;
import etl.parquet.SourceColumn;
import etl.parquet.TypeChoices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How a record's shape agrees with the columns that are to fill it.
///
/// @param lines every difference, one line each; empty when they agree
/// @param shape how the columns are read, without those that can't be
public record Comparison(List<String> lines, RowShape shape) {

    /// Compares. Columns that can't be read at all don't hide the differences of the others.
    ///
    /// @param record the record's shape
    /// @param columns what there is
    /// @param types how types are chosen where there is a choice
    public static Comparison of(RowShape record, List<SourceColumn> columns, TypeChoices types) {
        List<String> lines = new ArrayList<>();
        List<SourceColumn> readable = new ArrayList<>();
        Set<String> unreadable = columns.stream()
                .filter(column -> {
                    Optional<ShapeException> problem = problem(record, column, types);
                    problem.ifPresentOrElse(refused -> lines.addAll(refused.problems()), () -> readable.add(column));
                    return problem.isPresent();
                })
                .map(SourceColumn::name)
                .collect(Collectors.toSet());
        List<Column> comparable = record.columns().stream()
                .filter(column -> !unreadable.contains(column.sourceName()))
                .toList();
        RowShape shape = readable.isEmpty() ? new RowShape(List.of()) : RowShape.ofSource(readable, types, record);
        lines.addAll(new RowShape(comparable).mismatches(shape));
        return new Comparison(lines, shape);
    }

    private static Optional<ShapeException> problem(RowShape record, SourceColumn column, TypeChoices types) {
        try {
            RowShape unused = RowShape.ofSource(List.of(column), types, record);
            return Optional.empty();
        } catch (ShapeException refused) {
            return Optional.of(refused);
        }
    }
}
