package etl.tasks.schema;

import etl.schemas.Table.FromRelation;
import etl.tasks.source.Connections;
import etl.tasks.source.SourceErrors;
import etl.tasks.source.SourceSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The relations of users in a database: tables, partitioned tables (without their partitions, whose rows are theirs),
/// views, materialised views and foreign tables. The server's own, temporary ones and those that an extension brought
/// are left out.
///
/// @param readable those that the role may read, in the order of their schemas and names
/// @param unreadable the others
public record Relations(List<FromRelation> readable, List<FromRelation> unreadable) {
    private static final String LIST = """
            SELECT space.nspname, class.relname,
              pg_catalog.has_schema_privilege(space.oid, 'USAGE') AND pg_catalog.has_table_privilege(class.oid, 'SELECT')
            FROM pg_catalog.pg_class AS class JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
            WHERE class.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT class.relispartition
              AND space.nspname <> 'information_schema' AND NOT pg_catalog.starts_with(space.nspname, 'pg_')
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS brought
                WHERE brought.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND brought.objid = class.oid
                  AND brought.deptype = 'e')
            ORDER BY space.nspname, class.relname
            """;

    public Relations {
        readable = List.copyOf(readable);
        unreadable = List.copyOf(unreadable);
    }

    /// Asks the database.
    ///
    /// @throws etl.tasks.EtlException when it can't be reached
    public static Relations of(SourceSettings source) {
        try (Connections connections = Connections.open(source, 1, "etl/relations");
                Connection connection = connections.connect()) {
            Relations relations = of(connection);
            connection.rollback();
            return relations;
        } catch (SQLException error) {
            throw SourceErrors.of("listing the relations", error);
        }
    }

    static Relations of(Connection connection) throws SQLException {
        List<FromRelation> readable = new ArrayList<>();
        List<FromRelation> unreadable = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(LIST);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                (row.getBoolean(3) ? readable : unreadable).add(new FromRelation(row.getString(1), row.getString(2)));
            }
        }
        return new Relations(readable, unreadable);
    }
}
