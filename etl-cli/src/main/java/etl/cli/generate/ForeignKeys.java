package etl.cli.generate;

import etl.cli.config.TableName;
import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The foreign keys of a database, and the joins that follow from them. A join never gives a row twice: it leads from a
/// table to one that it references, or to one that references it by a unique key.
///
/// @param keys all of them
record ForeignKeys(List<Key> keys) {
    /// @param name the constraint's name
    /// @param from the table that references, with the columns that do
    /// @param to the table that is referenced, with the columns in the same order
    /// @param isCertain whether each row has its referenced row: no column may be null, and the constraint was validated
    /// @param isUnique whether no two rows reference the same row
    record Key(
            String name,
            FromRelation from,
            List<String> fromColumns,
            FromRelation to,
            List<String> toColumns,
            boolean isCertain,
            boolean isUnique) {}

    /// A table that is joined.
    ///
    /// @param anchor the table before it that it is joined to
    /// @param table the table
    /// @param anchorColumns the anchor's columns
    /// @param columns its own, in the same order
    /// @param isOuter whether a row of the anchor may have none of it
    record Join(
            FromRelation anchor,
            FromRelation table,
            List<String> anchorColumns,
            List<String> columns,
            boolean isOuter) {}

    static ForeignKeys of(Connection connection) throws SQLException {
        List<Key> keys = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT con.conname, child_space.nspname, child.relname, parent_space.nspname, parent.relname, pair.child, pair.parent,
                  con.convalidated AND pair.required,
                  EXISTS (SELECT FROM pg_catalog.pg_index AS index WHERE index.indrelid = con.conrelid AND index.indisunique
                    AND index.indpred IS NULL AND index.indexprs IS NULL
                    AND (index.indkey::pg_catalog.int2[])[0:index.indnkeyatts - 1] <@ con.conkey)
                FROM pg_catalog.pg_constraint AS con
                JOIN pg_catalog.pg_class AS child ON child.oid = con.conrelid
                JOIN pg_catalog.pg_namespace AS child_space ON child_space.oid = child.relnamespace
                JOIN pg_catalog.pg_class AS parent ON parent.oid = con.confrelid
                JOIN pg_catalog.pg_namespace AS parent_space ON parent_space.oid = parent.relnamespace
                CROSS JOIN LATERAL (
                  SELECT pg_catalog.array_agg(mine.attname::pg_catalog.text ORDER BY key.place) AS child,
                    pg_catalog.array_agg(theirs.attname::pg_catalog.text ORDER BY key.place) AS parent,
                    pg_catalog.bool_and(mine.attnotnull) AS required
                  FROM ROWS FROM (pg_catalog.unnest(con.conkey), pg_catalog.unnest(con.confkey)) WITH ORDINALITY AS key (mine, theirs, place)
                  JOIN pg_catalog.pg_attribute AS mine ON mine.attrelid = con.conrelid AND mine.attnum = key.mine
                  JOIN pg_catalog.pg_attribute AS theirs ON theirs.attrelid = con.confrelid AND theirs.attnum = key.theirs) AS pair
                WHERE con.contype = 'f' AND con.conparentid = 0
                ORDER BY child_space.nspname, child.relname, con.conname
                """);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                keys.add(new Key(
                        row.getString(1),
                        new FromRelation(row.getString(2), row.getString(3)),
                        List.of((String[]) row.getArray(6).getArray()),
                        new FromRelation(row.getString(4), row.getString(5)),
                        List.of((String[]) row.getArray(7).getArray()),
                        row.getBoolean(8),
                        row.getBoolean(9)));
            }
        }
        return new ForeignKeys(keys);
    }

    /// The joins from the first table to all the others.
    ///
    /// @throws EtlException when there is no way to one of them, or more than one, with what is missing
    List<Join> joins(List<FromRelation> tables) {
        Map<FromRelation, Boolean> joined = new LinkedHashMap<>();
        joined.put(tables.get(0), false);
        Set<FromRelation> left = new LinkedHashSet<>(tables.subList(1, tables.size()));
        List<Join> joins = new ArrayList<>();
        while (!left.isEmpty()) {
            Optional<Join> next =
                    left.stream().flatMap(table -> join(joined, table).stream()).findFirst();
            if (next.isEmpty()) {
                throw EtlException.usage(
                        missing(joined.keySet(), left.iterator().next()));
            }
            joins.add(next.get());
            joined.put(next.get().table(), next.get().isOuter());
            left.remove(next.get().table());
        }
        return joins;
    }

    private Optional<Join> join(Map<FromRelation, Boolean> joined, FromRelation table) {
        for (Map.Entry<FromRelation, Boolean> anchor : joined.entrySet()) {
            FromRelation from = anchor.getKey();
            List<Key> ways = keys.stream()
                    .filter(key -> !key.from.equals(key.to))
                    .filter(key -> (key.from.equals(from) && key.to.equals(table))
                            || (key.to.equals(from) && key.from.equals(table) && key.isUnique))
                    .toList();
            if (ways.size() > 1) {
                throw EtlException.usage(
                        "--transform: %d foreign keys lead from %s to %s: %s. Leave %s out, and join it in the query by hand."
                                .formatted(
                                        ways.size(),
                                        text(from),
                                        text(table),
                                        String.join(
                                                ", ",
                                                ways.stream().map(Key::name).toList()),
                                        text(table)));
            }
            if (ways.size() == 1) {
                Key key = ways.get(0);
                boolean forward = key.from.equals(from);
                return Optional.of(
                        forward
                                ? new Join(
                                        from,
                                        table,
                                        key.fromColumns,
                                        key.toColumns,
                                        anchor.getValue() || !key.isCertain)
                                : new Join(from, table, key.toColumns, key.fromColumns, true));
            }
        }
        return Optional.empty();
    }

    private String missing(Set<FromRelation> joined, FromRelation table) {
        FromRelation first = joined.iterator().next();
        String what = "--transform: no foreign key leads from %s to %s.".formatted(text(first), text(table));
        for (FromRelation from : joined) {
            if (keys.stream().anyMatch(key -> key.from.equals(table) && key.to.equals(from))) {
                return what
                        + " %s references %s, so there may be several rows of it for one: name it first (--table '%s')."
                                .formatted(text(table), text(from), text(table));
            }
            for (Key key : keys) {
                if (key.from.equals(from)
                        && keys.stream().anyMatch(next -> next.from.equals(key.to) && next.to.equals(table))) {
                    return what + " %s lies between them: add --table '%s'.".formatted(text(key.to), text(key.to));
                }
            }
        }
        return what + " Leave it out, and join it in the query by hand.";
    }

    private static String text(FromRelation relation) {
        return new TableName(relation).text();
    }
}
