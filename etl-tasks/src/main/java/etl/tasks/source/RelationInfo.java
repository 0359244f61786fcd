package etl.tasks.source;

import etl.schemas.Table.FromRelation;
import etl.tasks.EtlException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What the catalog says of a relation, as far as splitting it needs.
///
/// @param relation its names
/// @param kind `pg_class.relkind`
/// @param bytes the size of its heap; 0 where there is none (views, foreign tables, partitioned tables)
/// @param populated whether it has been filled: true but for a materialised view made WITH NO DATA
/// @param blockBytes the size of a page
/// @param leaves the partitions that hold rows, when it is a partitioned table whose leaves the role may read;
///     otherwise empty
/// @param keyColumns the columns of its primary key, in order; empty when it has none
public record RelationInfo(
        FromRelation relation,
        char kind,
        long bytes,
        boolean populated,
        int blockBytes,
        List<RelationInfo> leaves,
        List<String> keyColumns) {

    /// Whether a row has a place in a heap (`ctid`) by which it can be found: tables and materialised views.
    boolean hasPages() {
        return kind == 'r' || kind == 'm';
    }

    /// Whether some of its pages can be read without the others.
    public boolean canBeSampled() {
        return leaves.isEmpty() ? hasPages() : leaves.stream().allMatch(RelationInfo::hasPages);
    }

    /// Whether the catalog's NOT NULL holds for its columns; a view's columns say nothing of nulls.
    public boolean vouchesForNulls() {
        return kind == 'r' || kind == 'p' || kind == 'f';
    }

    /// The size of all its pages, those of its leaves included.
    public long totalBytes() {
        return leaves.isEmpty()
                ? bytes
                : leaves.stream().mapToLong(RelationInfo::totalBytes).sum();
    }

    /// Reads the catalog.
    ///
    /// @throws EtlException when there is no such relation, with the names that come near, or it was never filled
    static RelationInfo of(Connection connection, FromRelation relation) throws SQLException {
        List<RelationInfo> found = query(connection, FIND, relation.schema(), relation.relation());
        if (found.isEmpty()) {
            throw EtlException.usage("There is no relation %s.%s in the database, or the role can't see it.%s"
                    .formatted(relation.schema(), relation.relation(), near(connection, relation)));
        }
        RelationInfo info = found.get(0);
        if (!info.populated) {
            throw EtlException.usage(
                    "%s.%s is a materialised view that was never filled. Fill it with REFRESH MATERIALIZED VIEW, or leave it out (--exclude)."
                            .formatted(relation.schema(), relation.relation()));
        }
        if (info.kind != 'p') {
            return info;
        }
        List<RelationInfo> leaves = query(connection, LEAVES, relation.schema(), relation.relation());
        return new RelationInfo(relation, info.kind, 0, true, info.blockBytes, leaves, info.keyColumns);
    }

    private static final String COLUMNS = """
            SELECT space.nspname, class.relname, class.relkind,
              CASE WHEN class.relkind IN ('r', 'm') THEN pg_catalog.pg_relation_size(class.oid) ELSE 0 END,
              class.relispopulated,
              pg_catalog.current_setting('block_size')::pg_catalog.int4,
              ARRAY(SELECT att.attname::pg_catalog.text FROM pg_catalog.pg_index AS index
                CROSS JOIN LATERAL pg_catalog.unnest(index.indkey::pg_catalog.int2[]) WITH ORDINALITY AS key (attnum, place)
                JOIN pg_catalog.pg_attribute AS att ON att.attrelid = index.indrelid AND att.attnum = key.attnum
                WHERE index.indrelid = class.oid AND index.indisprimary ORDER BY key.place)
            FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
            """;

    private static final String FIND =
            COLUMNS + "WHERE space.nspname = ? AND class.relname = ? AND class.relkind IN ('r', 'p', 'v', 'm', 'f')";

    /// The leaves in a fixed order. When the role may not read one of them itself, none is given and the table is read
    /// through its parent.
    private static final String LEAVES = COLUMNS + """
            JOIN (SELECT tree.relid, pg_catalog.bool_and(pg_catalog.has_table_privilege(tree.relid, 'SELECT')
                  AND pg_catalog.has_schema_privilege(leaf.relnamespace, 'USAGE')) OVER () AS readable
                FROM pg_catalog.pg_class AS parent JOIN pg_catalog.pg_namespace AS home ON home.oid = parent.relnamespace
                CROSS JOIN LATERAL pg_catalog.pg_partition_tree(parent.oid) AS tree
                JOIN pg_catalog.pg_class AS leaf ON leaf.oid = tree.relid
                WHERE home.nspname = ? AND parent.relname = ? AND parent.relkind = 'p' AND tree.isleaf AND leaf.relkind <> 'p') AS tree
              ON tree.relid = class.oid AND tree.readable
            ORDER BY class.oid
            """;

    private static List<RelationInfo> query(Connection connection, String sql, String schema, String name)
            throws SQLException {
        List<RelationInfo> relations = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema);
            statement.setString(2, name);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    relations.add(new RelationInfo(
                            new FromRelation(row.getString(1), row.getString(2)),
                            row.getString(3).charAt(0),
                            row.getLong(4),
                            row.getBoolean(5),
                            row.getInt(6),
                            List.of(),
                            List.of((String[]) row.getArray(7).getArray())));
                }
            }
        }
        return relations;
    }

    /// The relations whose names come nearest: the same name in another schema or in another case, or names that begin
    /// alike.
    private static String near(Connection connection, FromRelation relation) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT pg_catalog.string_agg(near.name, ', ') FROM (
                  SELECT pg_catalog.format('%I.%I', space.nspname, class.relname) AS name
                  FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
                  WHERE class.relkind IN ('r', 'p', 'v', 'm', 'f') AND space.nspname NOT LIKE 'pg\\_%'
                    AND space.nspname <> 'information_schema'
                    AND (pg_catalog.lower(class.relname) = pg_catalog.lower(?)
                      OR pg_catalog.left(pg_catalog.lower(class.relname), 4) = pg_catalog.left(pg_catalog.lower(?), 4))
                  ORDER BY class.relname = ? DESC, space.nspname, class.relname LIMIT 5) AS near
                """)) {
            for (int parameter = 1; parameter <= 3; parameter++) {
                statement.setString(parameter, relation.relation());
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                String names = row.getString(1);
                return names == null ? " Check the name (--table SCHEMA.TABLE)." : " Did you mean " + names + "?";
            }
        }
    }
}
