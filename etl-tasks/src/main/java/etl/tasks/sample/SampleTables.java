package etl.tasks.sample;

import etl.tasks.EtlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Tables of sample data that are made, filled and indexed together, in one transaction: all of it is there at the end,
/// or nothing.
///
/// @param tables the tables in the order in which they are filled, all of schema `public`
/// @param types the types that the tables' statements create, of schema `public` too
/// @param createSql the statements that create types and tables. Every comment on one of them ends with [#MARK]
/// @param indexSql the statements that make keys and indexes
public record SampleTables(List<SampleTable> tables, List<String> types, String createSql, String indexSql) {
    /// Ends the comment of every table and type that insert-data makes; what bears it may be replaced.
    public static final String MARK = "Made by etl insert-data.";

    /// One table.
    ///
    /// @param name its name, without the schema
    /// @param expectedRows how many rows it will have, for the progress
    public record SampleTable(String name, long expectedRows, Rows rows) {
        String qualified() {
            return "public." + name;
        }
    }

    /// Gives all rows of a table, with every column in the order of the table's definition.
    @FunctionalInterface
    public interface Rows {
        void writeTo(CopyWriter out) throws SQLException;
    }

    public SampleTables {
        tables = List.copyOf(tables);
        types = List.copyOf(types);
    }

    /// Makes, fills and indexes the tables.
    ///
    /// @param connection is used for one transaction, which is committed, or rolled back when this throws
    /// @throws EtlException when something of the same name is there and may not be replaced
    public List<FilledTable> fill(Connection connection, Existing existing, FillProgress progress) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            List<FilledTable> filled = fillInTransaction(connection, existing, progress);
            connection.commit();
            connection.setAutoCommit(autoCommit);
            return filled;
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            } catch (SQLException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    private List<FilledTable> fillInTransaction(Connection connection, Existing existing, FillProgress progress)
            throws SQLException {
        List<FilledTable> filled = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            // For the indexes' sorts; in this transaction only.
            statement.execute("set local maintenance_work_mem = '256MB'");
            clear(statement, existing);
            statement.execute(createSql);
            for (SampleTable table : tables) {
                filled.add(copy(connection, table, progress));
            }
            progress.indexing();
            statement.execute(indexSql);
        }
        return filled;
    }

    /// The text of a resource that lies beside a class.
    public static String resource(Class<?> beside, String name) {
        try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void clear(Statement statement, Existing existing) throws SQLException {
        Map<String, String> found = commentsOfExisting(statement.getConnection());
        if (found.isEmpty()) {
            return;
        }
        if (existing == Existing.REFUSE) {
            throw EtlException.usage(
                    "There already: " + String.join(", ", found.keySet())
                            + ". Nothing was changed. Use another database, or --replace to drop what insert-data made and make it anew.");
        }
        String others = found.entrySet().stream()
                .filter(entry -> !entry.getValue().endsWith(MARK))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            throw EtlException.usage("Not made by insert-data, so it isn't replaced: " + others
                    + ". Nothing was changed. Use another database, or drop or rename it yourself.");
        }
        for (SampleTable table : tables) {
            statement.execute("drop table if exists " + table.qualified());
        }
        for (String type : types) {
            statement.execute("drop type if exists public." + type);
        }
    }

    /// The comments of all relations and types that have one of our names; empty where there is none.
    private Map<String, String> commentsOfExisting(Connection connection) throws SQLException {
        String sql = """
                select relation.relname, coalesce(pg_catalog.obj_description(relation.oid, 'pg_class'), '')
                from pg_catalog.pg_class relation
                where relation.relnamespace = 'public'::pg_catalog.regnamespace and relation.relname = any (?)
                union all
                select type.typname, coalesce(pg_catalog.obj_description(type.oid, 'pg_type'), '')
                from pg_catalog.pg_type type
                where type.typnamespace = 'public'::pg_catalog.regnamespace and type.typname = any (?)
                """;
        Map<String, String> comments = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text", tables.stream().map(SampleTable::name).toArray()));
            query.setArray(2, connection.createArrayOf("text", types.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    comments.put("public." + rows.getString(1), rows.getString(2));
                }
            }
        }
        return comments;
    }

    private static FilledTable copy(Connection connection, SampleTable table, FillProgress progress)
            throws SQLException {
        long start = System.nanoTime();
        // FREEZE is allowed because this transaction made the table: the rows need no vacuum later.
        String sql = "copy " + table.qualified() + " from stdin (format binary, freeze)";
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            CopyWriter out = new CopyWriter(copy, rows -> progress.sent(table.qualified(), rows, table.expectedRows()));
            table.rows().writeTo(out);
            long rows = out.finish();
            return new FilledTable(table.qualified(), rows, Duration.ofNanos(System.nanoTime() - start));
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }
}
