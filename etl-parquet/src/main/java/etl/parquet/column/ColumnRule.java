package etl.parquet.column;

import java.lang.reflect.AnnotatedType;
import java.util.List;

/// How a column type is found. Each column type has one.
interface ColumnRule {
    /// The type of a column that the server describes; [Resolution#OTHER] when it isn't this rule's.
    Resolution ofSource(PostgresType type, TypeOptions options);

    /// The type of the column that a record's component, or a part of one, declares; [Resolution#OTHER] when it isn't
    /// this rule's.
    Resolution ofComponent(AnnotatedType component, TypeOptions options);

    /// What the reference of types says of those that this rule finds.
    List<Reference> references();

    /// One line of the reference of types. What the type becomes is found by this rule, not said.
    ///
    /// @param postgres the type as one writes it in SQL
    /// @param example what the server describes for it
    /// @param notes what else a user must know, in Markdown; may be empty
    record Reference(String postgres, PostgresType example, String notes) {}

    /// The rule of a type that one Postgres type and one Java class decide: a primitive's own or its box.
    static ColumnRule of(String postgresName, Class<?> javaType, Class<?> box, ColumnType type, String notes) {
        Resolution found = new Resolution.Found(type);
        return new ColumnRule() {
            @Override
            public Resolution ofSource(PostgresType source, TypeOptions options) {
                return source.isBase(postgresName) ? found : Resolution.OTHER;
            }

            @Override
            public Resolution ofComponent(AnnotatedType component, TypeOptions options) {
                return component.getType() == javaType || component.getType() == box ? found : Resolution.OTHER;
            }

            @Override
            public List<Reference> references() {
                return List.of(new Reference(postgresName, PostgresType.of(postgresName), notes));
            }
        };
    }
}
