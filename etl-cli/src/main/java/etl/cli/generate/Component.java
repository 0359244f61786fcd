package etl.cli.generate;

import java.util.Optional;

/// One component of a record that is written.
///
/// @param name its name in Java
/// @param column the column that it reads, by its exact name
/// @param declaration its type with annotations, such as `@Nullable Long`
/// @param comment what the database says of the column, and what was decided here; empty: nothing
record Component(String name, String column, String declaration, Optional<String> comment) {

    /// The component in the record's head.
    String text() {
        String named = JavaNames.saysColumn(name, column) ? "" : "@Name(" + JavaNames.literal(column) + ") ";
        return named + declaration + " " + name;
    }

    /// How much of a constructor's room it takes. Source: Java Virtual Machine Specification, 4.3.3.
    int slots() {
        return declaration.equals("long") || declaration.equals("double") ? 2 : 1;
    }
}
