package etl.parquet.column;

import java.lang.reflect.RecordComponent;

/// How a column type is found. Each column type has one.
interface ColumnRule {
    /// The type of a column that the server describes; [Resolution#OTHER] when it isn't this rule's.
    Resolution ofSource(PostgresType type, TypeOptions options);

    /// The type of the column that a record's component declares; [Resolution#OTHER] when it isn't this rule's.
    Resolution ofComponent(RecordComponent component, TypeOptions options);

    /// The rule of a type that one Postgres type and one Java class decide: a primitive's own or its box.
    static ColumnRule of(String postgresName, Class<?> javaType, Class<?> box, ColumnType type) {
        Resolution found = new Resolution.Found(type);
        return new ColumnRule() {
            @Override
            public Resolution ofSource(PostgresType source, TypeOptions options) {
                return source.isBase(postgresName) ? found : Resolution.OTHER;
            }

            @Override
            public Resolution ofComponent(RecordComponent component, TypeOptions options) {
                return component.getType() == javaType || component.getType() == box ? found : Resolution.OTHER;
            }
        };
    }

    /// The rule of a type that one Postgres type and one Java class decide.
    static ColumnRule of(String postgresName, Class<?> javaType, ColumnType type) {
        return of(postgresName, javaType, javaType, type);
    }

    /// The rule of a type that one Postgres type decides and that no component declares: its values are read into
    /// components that other types write.
    static ColumnRule ofSource(String postgresName, ColumnType type) {
        return of(postgresName, type.getClass(), type);
    }
}
