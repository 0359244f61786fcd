package etl.tasks.schema;

import etl.parquet.column.PostgresType;
import etl.parquet.column.PostgresType.Attribute;
import etl.parquet.column.PostgresType.Kind;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The server's types by their numbers, each with the types that it is made of.
final class ServerTypes {
    private static final String MONEY = "money";

    private final Map<Long, Entry> entries = new HashMap<>();

    /// The digits after the point of `money`, by the session's `lc_monetary`; asked for when there is such a type.
    private int moneyDigits = PostgresType.NO_MODIFIER;

    /// One row of `pg_type`.
    ///
    /// @param part the type of an array's elements, or a domain's base type; 0 when it is neither
    private record Entry(
            String schema,
            String name,
            char typtype,
            boolean isArray,
            long part,
            int domainModifier,
            List<String> attributes,
            List<Long> attributeTypes,
            List<Integer> attributeModifiers) {}

    private ServerTypes() {}

    /// Reads the types with these numbers, and all that they are made of.
    static ServerTypes read(Connection connection, Collection<Long> oids) throws SQLException {
        ServerTypes types = new ServerTypes();
        try (PreparedStatement statement = connection.prepareStatement("""
                WITH RECURSIVE needed AS (
                  SELECT pg_catalog.unnest(?::pg_catalog.int8[]::pg_catalog.oid[]) AS oid
                  UNION
                  SELECT part.oid FROM needed JOIN pg_catalog.pg_type AS type ON type.oid = needed.oid
                    CROSS JOIN LATERAL (
                      SELECT type.typelem AS oid WHERE type.typsend = 'pg_catalog.array_send'::pg_catalog.regproc
                      UNION ALL SELECT type.typbasetype WHERE type.typtype = 'd'
                      UNION ALL SELECT att.atttypid FROM pg_catalog.pg_attribute AS att
                        WHERE type.typtype = 'c' AND att.attrelid = type.typrelid
                          AND att.attnum > 0 AND NOT att.attisdropped) AS part)
                SELECT type.oid::pg_catalog.int8, space.nspname, type.typname, type.typtype,
                  type.typsend = 'pg_catalog.array_send'::pg_catalog.regproc,
                  CASE WHEN type.typtype = 'd' THEN type.typbasetype ELSE type.typelem END::pg_catalog.int8,
                  type.typtypmod, att.names, att.types, att.modifiers
                FROM needed JOIN pg_catalog.pg_type AS type ON type.oid = needed.oid
                  JOIN pg_catalog.pg_namespace AS space ON space.oid = type.typnamespace
                  CROSS JOIN LATERAL (
                    SELECT pg_catalog.array_agg(att.attname::pg_catalog.text ORDER BY att.attnum) AS names,
                      pg_catalog.array_agg(att.atttypid::pg_catalog.int8 ORDER BY att.attnum) AS types,
                      pg_catalog.array_agg(att.atttypmod ORDER BY att.attnum) AS modifiers
                    FROM pg_catalog.pg_attribute AS att
                    WHERE type.typtype = 'c' AND att.attrelid = type.typrelid
                      AND att.attnum > 0 AND NOT att.attisdropped) AS att
                """)) {
            statement.setArray(1, connection.createArrayOf("int8", oids.toArray(Long[]::new)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    types.entries.put(row.getLong(1), entry(row));
                }
            }
        }
        if (types.entries.values().stream().anyMatch(entry -> entry.name.equals(MONEY))) {
            types.moneyDigits = moneyDigits(connection);
        }
        return types;
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString(2),
                row.getString(3),
                row.getString(4).charAt(0),
                row.getBoolean(5),
                row.getLong(6),
                row.getInt(7),
                list(row.getArray(8), String.class),
                list(row.getArray(9), Long.class),
                list(row.getArray(10), Integer.class));
    }

    private static <T> List<T> list(@Nullable Array array, Class<T> type) throws SQLException {
        List<T> values = new ArrayList<>();
        if (array != null) {
            for (Object value : (Object[]) array.getArray()) {
                values.add(type.cast(value));
            }
        }
        return values;
    }

    private static int moneyDigits(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT pg_catalog.scale(1::pg_catalog.int4::pg_catalog.money::pg_catalog.numeric)");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /// The type of that number.
    ///
    /// @param modifier the modifier of the column or attribute that has the type
    PostgresType type(long oid, int modifier) {
        Entry entry = entries.get(oid);
        if (entry == null) {
            return PostgresType.of(PostgresType.SYSTEM_SCHEMA, "oid " + oid, Kind.PSEUDO, PostgresType.NO_MODIFIER);
        }
        if (entry.typtype == 'd') {
            return type(entry.part, entry.domainModifier);
        }
        if (entry.isArray) {
            return PostgresType.arrayOf(type(entry.part, modifier));
        }
        if (entry.typtype == 'c') {
            List<Attribute> attributes = new ArrayList<>();
            for (int i = 0; i < entry.attributes.size(); i++) {
                attributes.add(new Attribute(
                        entry.attributes.get(i), type(entry.attributeTypes.get(i), entry.attributeModifiers.get(i))));
            }
            return PostgresType.composite(entry.schema, entry.name, attributes);
        }
        boolean isMoney = entry.name.equals(MONEY) && entry.schema.equals(PostgresType.SYSTEM_SCHEMA);
        return PostgresType.of(entry.schema, entry.name, kind(entry.typtype), isMoney ? moneyDigits : modifier);
    }

    private static Kind kind(char typtype) {
        return switch (typtype) {
            case 'b' -> Kind.BASE;
            case 'e' -> Kind.ENUM;
            case 'r' -> Kind.RANGE;
            case 'm' -> Kind.MULTIRANGE;
            default -> Kind.PSEUDO;
        };
    }
}
