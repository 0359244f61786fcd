package etl.parquet.column;

/// A column's type as the server describes it; a domain is described as its base type.
///
/// @param name the type's `typname`, such as `int4`, `numeric`, `order_status`
/// @param kind what sort of type it is
/// @param modifier the type modifier (`atttypmod`); -1 when there is none. A numeric's is ((precision &lt;&lt; 16) |
///     scale) + 4
public record PostgresType(String name, Kind kind, int modifier) {

    /// `pg_type.typtype`, and whether it is an array.
    public enum Kind {
        BASE("a base type"),
        ARRAY("an array"),
        COMPOSITE("a composite type"),
        ENUM("an enum"),
        RANGE("a range"),
        MULTIRANGE("a multirange"),
        PSEUDO("a pseudo-type");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        String description() {
            return description;
        }
    }

    public static PostgresType of(String name) {
        return new PostgresType(name, Kind.BASE, -1);
    }

    /// Whether this is the base type of that name: a user's enum or composite type may carry the same one.
    boolean isBase(String baseName) {
        return kind == Kind.BASE && name.equals(baseName);
    }
}
