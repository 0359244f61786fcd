package etl.parquet.column;

/// A column's type as the server describes it; a domain is described as its base type.
///
/// @param name the type's `typname`, such as `int4`, `numeric`, `order_status`
/// @param kind what sort of type it is
/// @param modifier the type modifier (`atttypmod`); -1 when there is none. A numeric's is ((precision &lt;&lt; 16) | scale) + 4
public record PostgresType(String name, Kind kind, int modifier) {

    /// `pg_type.typtype`, and whether it is an array.
    public enum Kind {
        BASE,
        ARRAY,
        COMPOSITE,
        ENUM,
        RANGE,
        MULTIRANGE,
        PSEUDO
    }

    public static PostgresType of(String name) {
        return new PostgresType(name, Kind.BASE, -1);
    }
}
