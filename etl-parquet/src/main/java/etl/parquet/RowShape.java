package etl.parquet;

import etl.parquet.column.ColumnType;
import etl.parquet.column.OnSpecial;
import etl.parquet.column.PostgresType;
import etl.parquet.column.Resolution;
import etl.parquet.column.TypeOptions;
import etl.schemas.Name;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The columns of a row, each with its column type: resolved from a record's components or from the database's
/// description of a relation. The Parquet schema, the SELECT list, the readers, the writers and the Glue columns all
/// come from it.
///
/// @param columns the columns in the order of the row; their names differ
/// @param besides how many fields a row has after those, which aren't the row's own and aren't written
public record RowShape(List<Column> columns, int besides) {
    /// What is proposed to a record whose component doesn't decide about a number of unknown digits.
    private static final TypeOptions.Representation UNDECIDED = new TypeOptions.Representation.AsDecimal(38, 9);

    public RowShape {
        columns = List.copyOf(columns);
    }

    /// The shape of rows that have nothing else.
    public RowShape(List<Column> columns) {
        this(columns, 0);
    }

    /// The same with further fields after the columns.
    public RowShape besides(int fields) {
        return new RowShape(columns, fields);
    }

    /// How many fields a row has.
    public int fields() {
        return columns.size() + besides;
    }

    /// The columns of a record by their names at the destination, and whether they, or a part of them, may hold nulls.
    /// It is known of a record that has no shape, too.
    public static Map<String, Boolean> namesOfRecord(Class<? extends Record> row) {
        Map<String, Boolean> names = new LinkedHashMap<>();
        for (RecordComponent component : row.getRecordComponents()) {
            names.put(ColumnNames.fold(sourceName(component)), ColumnType.mayHoldNulls(component.getAnnotatedType()));
        }
        return names;
    }

    /// The columns of a relation in the same way: any of them may hold nulls, when that is chosen for its special
    /// values.
    public static Map<String, Boolean> namesOfSource(List<SourceColumn> columns) {
        Map<String, Boolean> names = new LinkedHashMap<>();
        columns.forEach(column -> names.put(ColumnNames.fold(column.name()), true));
        return names;
    }

    private static String sourceName(RecordComponent component) {
        Name name = component.getAnnotation(Name.class);
        return name == null ? ColumnNames.snakeCase(component.getName()) : name.value();
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /// The shape that a record declares. A component's column is its name in snake case, or what `@Name` says; a
    /// component whose type is marked JSpecify's `@Nullable` may be null. At the destination a column's name is folded
    /// as by [#ofSource(List, TypeOptions)].
    ///
    /// @throws ShapeException when components can't be columns: all of them, each with what to write instead
    public static RowShape ofRecord(Class<? extends Record> row, TypeChoices choices) {
        ShapeBuilder shape = ShapeBuilder.ofColumns();
        for (RecordComponent component : row.getRecordComponents()) {
            String sourceName = sourceName(component);
            boolean nullable = isNullable(component);
            TypeOptions options = choices.column(ColumnNames.fold(sourceName));
            shape.add(
                    row.getSimpleName() + "." + component.getName(),
                    sourceName,
                    ColumnType.ofComponent(component.getAnnotatedType(), options),
                    nullable);
        }
        return shape.build();
    }

    /// The same with one choice for all columns.
    public static RowShape ofRecord(Class<? extends Record> row, TypeOptions options) {
        return ofRecord(row, TypeChoices.of(options));
    }

    /// The shape of a relation, for copying it as it is. At the destination a column's name is in lower case and each
    /// character outside of `[a-z0-9_]` is a `_`.
    ///
    /// @throws ShapeException when columns can't be copied: all of them, each with what to do
    public static RowShape ofSource(List<SourceColumn> columns, TypeChoices choices) {
        ShapeBuilder shape = ShapeBuilder.ofColumns();
        for (SourceColumn column : columns) {
            TypeOptions options = choices.column(ColumnNames.fold(column.name()));
            Resolution resolution = ColumnType.ofSource(column.type(), options);
            // Null can only be put where the file has room for it.
            boolean makesNulls = options.onSpecial() == OnSpecial.NULL
                    && resolution instanceof Resolution.Found found
                    && found.type().hasSpecialValues();
            shape.add(column.name(), column.name(), resolution, column.nullable() || makesNulls);
        }
        return shape.build();
    }

    /// The shape of a composite's attributes, any of which may be null.
    ///
    /// @param options what is chosen for the column that holds the composite
    /// @throws ShapeException when attributes can't be copied: all of them
    public static RowShape ofComposite(PostgresType composite, TypeOptions options) {
        ShapeBuilder shape = ShapeBuilder.ofAttributes();
        for (PostgresType.Attribute attribute : composite.attributes()) {
            Resolution resolution = ColumnType.ofSource(attribute.type(), options.ofPart(attribute.type()));
            shape.add(attribute.name(), attribute.name(), resolution, true);
        }
        return shape.build();
    }

    /// The same with one choice for all columns.
    public static RowShape ofSource(List<SourceColumn> columns, TypeOptions options) {
        return ofSource(columns, TypeChoices.of(options));
    }

    /// The same with one choice for all columns.
    public static RowShape ofSource(List<SourceColumn> columns, TypeOptions options, RowShape record) {
        return ofSource(columns, TypeChoices.of(options), record);
    }

    /// The shape of a relation or query whose rows are read as records of the shape `record`. Where the database leaves
    /// a type open, as it does for a `numeric` without precision (every computed one), the record's column of the same
    /// name decides it; where that doesn't either, [#mismatches] says what to declare.
    ///
    /// @throws ShapeException when columns can't be read: all of them, each with what to do
    public static RowShape ofSource(List<SourceColumn> columns, TypeChoices choices, RowShape record) {
        ShapeBuilder shape = ShapeBuilder.ofColumns();
        for (SourceColumn column : columns) {
            String name = ColumnNames.fold(column.name());
            TypeOptions options = choices.column(name);
            PostgresType type = column.type();
            Optional<Column> wanted = record.column(name);
            if (wanted.isPresent()) {
                TypeOptions decided = wanted.get().type().decide(options);
                options = decided.numeric().isPresent() ? decided : decided.withNumeric(UNDECIDED);
                if (!wanted.get().type().hasParts()) {
                    options = options.orFail(wanted.get().nullable());
                }
                type = wanted.get().type().decide(type);
            }
            shape.add(column.name(), column.name(), ColumnType.ofSource(type, options), column.nullable());
        }
        return shape.build();
    }

    /// The column of that name at the destination.
    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /// The column of that name in Postgres, or of another that is the same at the destination.
    public Optional<Column> columnOf(String sourceName) {
        return column(ColumnNames.fold(sourceName));
    }

    /// What a SELECT lists so that the server sends what the columns' types read, each under its own name.
    ///
    /// @param identifier quotes a name
    /// @param checksText whether the database has text in one encoding, and not in any (SQL_ASCII)
    public List<String> selected(UnaryOperator<String> identifier, boolean checksText) {
        return columns.stream()
                .map(column -> {
                    String quoted = identifier.apply(column.sourceName());
                    String selected = checksText
                            ? column.type().select(quoted)
                            : column.type().selectUnchecked(quoted);
                    return selected.equals(quoted) ? quoted : selected + " AS " + quoted;
                })
                .toList();
    }

    /// How the rows that `source` describes fail to be rows of this record's shape. Columns are matched by their names
    /// at the destination, in any order.
    ///
    /// @return one line a difference: the column, what the record says, what the database says, what to do; empty when
    ///     the rows fit
    public List<String> mismatches(RowShape source) {
        return Mismatches.between(this, source);
    }
}
