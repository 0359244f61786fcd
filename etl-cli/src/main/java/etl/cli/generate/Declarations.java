package etl.cli.generate;

import etl.parquet.Column;
import etl.parquet.RowShape;
import etl.parquet.ShapeException;
import etl.parquet.SourceColumn;
import etl.parquet.column.ArrayColumn;
import etl.parquet.column.ColumnType;
import etl.parquet.column.ComponentHints;
import etl.parquet.column.CompositeColumn;
import etl.parquet.column.PostgresType;
import etl.parquet.column.TypeOptions;
import etl.parquet.column.TypeOptions.Representation;
import etl.tasks.EtlException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the components of generated records declare columns. Composites become records of their own, gathered on the
/// way.
final class Declarations {
    /// What a `numeric` becomes for which the database declares no digits: as many as there are, some after the point.
    private static final Representation.AsDecimal OPEN_NUMERIC = new Representation.AsDecimal(38, 9);

    private final TypeOptions options;
    private final List<String> types;

    /// By the composite's name.
    private final Map<String, Composite> composites = new LinkedHashMap<>();

    /// A composite that some column has.
    ///
    /// @param record the name of its record
    /// @param fields its attributes
    record Composite(String record, RowShape fields) {}

    /// @param types the names of the records so far, to which those of composites are added
    Declarations(TypeOptions options, List<String> types) {
        this.options = options;
        this.types = types;
    }

    /// The composites so far, by their names.
    Map<String, Composite> composites() {
        return composites;
    }

    /// The components for columns.
    ///
    /// @param comments what is said of the columns, by their names
    /// @param task the name of the task that they are for
    /// @throws EtlException when there is no type for some: all of them
    List<Component> of(String task, List<SourceColumn> columns, Map<String, String> comments) {
        List<String> problems = new ArrayList<>();
        List<Component> components = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (SourceColumn column : columns) {
            String name = JavaNames.component(column.name(), names);
            names.add(name);
            Decided decided;
            try {
                decided = decide(column);
            } catch (ShapeException refused) {
                refused.problems(task).forEach(problem -> problems.add(task + ": column " + problem));
                continue;
            }
            Optional<String> comment = Optional.ofNullable(comments.get(column.name()))
                    .map(JavaNames::comment)
                    .filter(text -> !text.isEmpty());
            components.add(new Component(
                    name,
                    column.name(),
                    declaration(decided.type, column.nullable()),
                    decided.note.isEmpty()
                            ? comment
                            : Optional.of(comment.map(text -> text + "; ").orElse("") + decided.note)));
        }
        if (!problems.isEmpty()) {
            throw EtlException.usage(String.join(System.lineSeparator(), problems));
        }
        return components;
    }

    /// The components of a composite.
    List<Component> of(RowShape fields) {
        List<Component> components = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Column field : fields.columns()) {
            String name = JavaNames.component(field.sourceName(), names);
            names.add(name);
            components.add(new Component(
                    name, field.sourceName(), declaration(field.type(), field.nullable()), Optional.empty()));
        }
        return components;
    }

    /// A column's type, and what was decided about it.
    private record Decided(ColumnType type, String note) {}

    private Decided decide(SourceColumn column) {
        try {
            return new Decided(type(column, options), "");
        } catch (ShapeException open) {
            boolean isTooLong = hasTooManyDigits(column.type());
            Representation as = isTooLong ? new Representation.AsText() : OPEN_NUMERIC;
            return new Decided(
                    type(column, options.withNumeric(as)),
                    isTooLong
                            ? "more digits than a decimal has: its text"
                            : "the database declares no digits: these were chosen, a value that needs others stops the run");
        }
    }

    private static ColumnType type(SourceColumn column, TypeOptions with) {
        return RowShape.ofSource(List.of(column), with).columns().get(0).type();
    }

    private static boolean hasTooManyDigits(PostgresType type) {
        if (type.element().isPresent()) {
            return hasTooManyDigits(type.element().get());
        }
        if (type.kind() == PostgresType.Kind.COMPOSITE) {
            return type.attributes().stream().anyMatch(attribute -> hasTooManyDigits(attribute.type()));
        }
        return type.name().equals("numeric") && type.modifier() >= 0 && isRefused(type);
    }

    private static boolean isRefused(PostgresType type) {
        try {
            ColumnType unused = type(new SourceColumn("number", type, true), TypeOptions.DEFAULT);
            return false;
        } catch (ShapeException refused) {
            return true;
        }
    }

    private String declaration(ColumnType type, boolean nullable) {
        String declaration = switch (type) {
            case ArrayColumn array ->
                "List<" + ComponentHints.boxed(declaration(array.element(), array.elementsNullable())) + ">";
            case CompositeColumn composite -> composite(composite);
            default -> type.component();
        };
        return nullable ? ComponentHints.nullable(declaration) : declaration;
    }

    private String composite(CompositeColumn type) {
        Composite known = composites.get(type.postgresName());
        if (known == null) {
            String record = JavaNames.distinct(JavaNames.type(type.postgresName()) + "Type", types);
            types.add(record);
            known = new Composite(record, type.fields());
            composites.put(type.postgresName(), known);
        }
        return known.record;
    }
}
