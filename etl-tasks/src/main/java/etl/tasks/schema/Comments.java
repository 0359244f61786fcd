package etl.tasks.schema;

import etl.schemas.Table.FromRelation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What `COMMENT ON` says of a relation.
///
/// @param relation of the relation itself
/// @param columns of its columns that have a comment, by their exact names
public record Comments(Optional<String> relation, Map<String, String> columns) {
    /// Nothing is said.
    public static final Comments NONE = new Comments(Optional.empty(), Map.of());

    public Comments {
        columns = Map.copyOf(columns);
    }

    /// Asks the database; nothing is said of a relation that isn't there.
    public static Comments of(Connection connection, FromRelation relation) throws SQLException {
        Optional<String> whole = Optional.empty();
        Map<String, String> columns = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT att.attname, said.description FROM pg_catalog.pg_class AS class
                JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
                JOIN pg_catalog.pg_description AS said
                  ON said.objoid = class.oid AND said.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
                LEFT JOIN pg_catalog.pg_attribute AS att ON att.attrelid = class.oid AND att.attnum = said.objsubid AND att.attnum > 0
                WHERE space.nspname = ? AND class.relname = ?
                """)) {
            statement.setString(1, relation.schema());
            statement.setString(2, relation.relation());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String column = row.getString(1);
                    if (column == null) {
                        whole = Optional.of(row.getString(2));
                    } else {
                        columns.put(column, row.getString(2));
                    }
                }
            }
        }
        return new Comments(whole, columns);
    }
}
