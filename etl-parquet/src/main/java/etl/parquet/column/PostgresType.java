package etl.parquet.column;

import java.util.List;
import java.util.Optional;

/// A type as the server describes it, whole: an array with its elements' type, a composite with its attributes'. A
/// domain is described as its base type, wherever it stands.
///
/// @param schema the schema that holds the type, `pg_catalog` for those that come with the server
/// @param name the type's `typname`, such as `int4`, `numeric`, `order_status`
/// @param kind what sort of type it is
/// @param modifier the type modifier (`atttypmod`); -1 when there is none. A numeric's is ((precision &lt;&lt; 16) |
///     scale) + 4. Of `money`, which has none of its own: the digits after the point by the server's `lc_monetary`
/// @param element the type of an array's elements; empty for all else
/// @param attributes a composite's attributes in order; empty for all else
public record PostgresType(
        String schema,
        String name,
        Kind kind,
        int modifier,
        Optional<PostgresType> element,
        List<Attribute> attributes) {

    /// The schema of the types that come with the server.
    public static final String SYSTEM_SCHEMA = "pg_catalog";

    /// A type without a modifier.
    public static final int NO_MODIFIER = -1;

    /// What sort of type it is: `pg_type.typtype`, and whether it is sent as an array.
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

        /// The sort in a sentence, such as `a range`.
        public String description() {
            return description;
        }
    }

    /// One attribute of a composite. Any attribute may be null, whatever a table of that row type declares.
    public record Attribute(String name, PostgresType type) {}

    public PostgresType {
        attributes = List.copyOf(attributes);
    }

    /// A type without parts.
    public static PostgresType of(String schema, String name, Kind kind, int modifier) {
        return new PostgresType(schema, name, kind, modifier, Optional.empty(), List.of());
    }

    /// A base type that comes with the server.
    public static PostgresType of(String name, int modifier) {
        return of(SYSTEM_SCHEMA, name, Kind.BASE, modifier);
    }

    /// A base type that comes with the server, without a modifier.
    public static PostgresType of(String name) {
        return of(name, NO_MODIFIER);
    }

    /// A numeric of fixed digits.
    ///
    /// @param precision all digits, from 1
    /// @param scale the digits after the point
    public static PostgresType numeric(int precision, int scale) {
        return of("numeric", NumericColumn.modifier(precision, scale));
    }

    /// An array of such elements. Its modifier is theirs.
    public static PostgresType arrayOf(PostgresType element) {
        return new PostgresType(
                element.schema, "_" + element.name, Kind.ARRAY, element.modifier, Optional.of(element), List.of());
    }

    /// A composite type.
    public static PostgresType composite(String schema, String name, List<Attribute> attributes) {
        return new PostgresType(schema, name, Kind.COMPOSITE, NO_MODIFIER, Optional.empty(), attributes);
    }

    /// The same type with another modifier.
    public PostgresType withModifier(int newModifier) {
        return new PostgresType(schema, name, kind, newModifier, element, attributes);
    }

    /// The type in messages: `int4[]`, `sales.address`, `order_status`.
    public String label() {
        if (element.isPresent()) {
            return element.get().label() + "[]";
        }
        return schema.equals(SYSTEM_SCHEMA) || schema.equals("public") ? name : schema + "." + name;
    }

    /// Whether this is a numeric, or made of some that are.
    boolean holdsNumeric() {
        return isBase("numeric")
                || element.map(PostgresType::holdsNumeric).orElse(false)
                || attributes.stream().anyMatch(attribute -> attribute.type.holdsNumeric());
    }

    /// Whether this is the server's own base type of that name: anybody's enum or composite may carry the same one.
    boolean isBase(String baseName) {
        return kind == Kind.BASE && schema.equals(SYSTEM_SCHEMA) && name.equals(baseName);
    }

    /// Whether this is a base type of that name which an extension brought, in whatever schema it was put.
    boolean isExtension(String extensionType) {
        return kind == Kind.BASE && !schema.equals(SYSTEM_SCHEMA) && name.equals(extensionType);
    }
}
