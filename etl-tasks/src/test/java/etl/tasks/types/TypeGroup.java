package etl.tasks.types;

import etl.parquet.column.TypeOptions;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Types that share a table, whose columns are `id`, and for each type `x` one column that may be null and one, `x_not_null`,
/// that may not.
///
/// @param name the table's name
/// @param row a record for the table's columns; empty: the table is only read as a relation
/// @param options the choices that these types need
public record TypeGroup(
        String name, Optional<Class<? extends Record>> row, UnaryOperator<TypeOptions> options, List<ValueType> types) {
    public TypeGroup {
        types = List.copyOf(types);
    }

    /// Types that need no choices.
    static TypeGroup of(String name, Class<? extends Record> row, ValueType... types) {
        return new TypeGroup(name, Optional.of(row), UnaryOperator.identity(), List.of(types));
    }

    /// Types that are only read as relations.
    static TypeGroup ofRelation(String name, ValueType... types) {
        return new TypeGroup(name, Optional.empty(), UnaryOperator.identity(), List.of(types));
    }

    /// The same types with choices.
    TypeGroup with(UnaryOperator<TypeOptions> choices) {
        return new TypeGroup(name, row, choices, types);
    }

    @Override
    public String toString() {
        return name;
    }
}
