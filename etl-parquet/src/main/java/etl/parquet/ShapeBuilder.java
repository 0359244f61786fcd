package etl.parquet;

import etl.parquet.ShapeException.Problem;
import etl.parquet.column.Refusal;
import etl.parquet.column.Resolution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Gathers the columns of a shape, and what is wrong with any of them.
final class ShapeBuilder {
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final UnaryOperator<String> renaming;

    /// @param renaming what to do about a column, by its exact name, whose name at the destination is another's too: as
    ///     sentences
    private ShapeBuilder(UnaryOperator<String> renaming) {
        this.renaming = renaming;
    }

    static ShapeBuilder ofColumns() {
        return new ShapeBuilder(name -> "Rename one of them in a query: select \"" + name + "\" as …");
    }

    /// Of a composite's attributes, which a query can't rename.
    static ShapeBuilder ofAttributes() {
        return new ShapeBuilder(name -> "Rename one of the attributes (alter type … rename attribute \"" + name
                + "\" to …), or leave the column out: in a query, or with --columns of 'etl schemas generate'.");
    }

    /// @param label what problems call the column
    /// @param sourceName its exact name in Postgres
    void add(String label, String sourceName, Resolution resolution, boolean nullable) {
        switch (resolution) {
            case Resolution.Found found ->
                add(label, sourceName, new Column(ColumnNames.fold(sourceName), sourceName, found.type(), nullable));
            case Resolution.Refused refused -> problems.add(new Problem(label, sourceName, refused.refusal()));
            case Resolution.Other other -> throw new IllegalStateException("Nobody decided the type of " + label);
        }
    }

    private void add(String label, String sourceName, Column column) {
        Column first = columns.putIfAbsent(column.name(), column);
        if (first != null) {
            String problem = "its name at the destination is " + column.name() + ", which is that of '"
                    + first.sourceName() + "' too";
            problems.add(new Problem(label, sourceName, Refusal.of(problem, renaming.apply(sourceName))));
        }
    }

    RowShape build() {
        if (columns.isEmpty() && problems.isEmpty()) {
            throw ShapeException.of(List.of("There are no columns. A row has one at least"));
        }
        if (!problems.isEmpty()) {
            throw new ShapeException(problems);
        }
        return new RowShape(List.copyOf(columns.values()));
    }
}
