package etl.schemas;

import java.util.Objects;
import java.util.Optional;

/// Where the rows of a record type come from. Pure data: nothing here opens a connection.
///
/// @param name the name of the table at the destination and of the task that reads it: lower case, `[a-z0-9_]`
/// @param row the record type of a row; its components are the columns that are read, and no others
/// @param rows the relation or query that gives the rows
/// @param where a condition in SQL that rows must meet; empty: all rows
public record Table<R extends Record>(String name, Class<R> row, Rows rows, Optional<String> where) {

    /// What the rows are selected from.
    public sealed interface Rows {}

    /// A relation of the database, split over workers by the pages of its heap.
    ///
    /// @param schema the schema's exact name, unquoted
    /// @param relation the exact name of the table, partitioned table, view or materialised view, unquoted
    public record FromRelation(String schema, String relation) implements Rows {}

    /// A query: exactly one `SELECT` whose columns carry the names of the record's components.
    ///
    /// @param sql the statement. Where it says `{split}`, a condition on the pages of `splitBy` is put in
    /// @param splitBy the relation whose pages split the query over workers; empty: the query runs whole
    public record FromQuery(String sql, Optional<SplitBy> splitBy) implements Rows {
        public FromQuery {
            boolean marked = sql.contains(SPLIT_MARK);
            if (marked != splitBy.isPresent()) {
                throw new IllegalArgumentException(
                        "A query says " + SPLIT_MARK + " exactly when it names the relation to split by: " + sql);
            }
        }
    }

    /// A file that the configuration names, for lookups.
    ///
    /// @param file its name in the configuration (`files`)
    public record FromFile(String file) implements Rows {}

    /// The relation that a query is split by.
    ///
    /// @param relation the relation, which must appear in the query exactly once
    /// @param alias its alias in the query
    public record SplitBy(FromRelation relation, String alias) {}

    /// The place in a query's text where the condition of a split goes.
    public static final String SPLIT_MARK = "{split}";

    public Table {
        Objects.requireNonNull(row);
        if (!name.matches("[a-z0-9_]+")) {
            throw new IllegalArgumentException("A table's name is made of a-z, 0-9 and _: '" + name + "'");
        }
    }

    /// A whole relation, such as `Table.of(Order.class, "public", "orders")`. The destination's table has the
    /// relation's name.
    public static <R extends Record> Table<R> of(Class<R> row, String schema, String relation) {
        return new Table<>(relation, row, new FromRelation(schema, relation), Optional.empty());
    }

    /// A whole relation under another name at the destination: for one whose own has other characters than `[a-z0-9_]`.
    public static <R extends Record> Table<R> of(String name, Class<R> row, String schema, String relation) {
        return new Table<>(name, row, new FromRelation(schema, relation), Optional.empty());
    }

    /// The result of a query that runs whole, in one split.
    public static <R extends Record> Table<R> ofQuery(String name, Class<R> row, String sql) {
        return new Table<>(name, row, new FromQuery(sql, Optional.empty()), Optional.empty());
    }

    /// The result of a query with `{split}` among its conditions, split by the pages of one of its relations.
    public static <R extends Record> Table<R> ofQuery(
            String name, Class<R> row, String sql, String splitSchema, String splitRelation, String splitAlias) {
        SplitBy splitBy = new SplitBy(new FromRelation(splitSchema, splitRelation), splitAlias);
        return new Table<>(name, row, new FromQuery(sql, Optional.of(splitBy)), Optional.empty());
    }

    /// The rows of a file that the configuration names (`files`), for a lookup. Its columns go by the names of the
    /// record's components.
    public static <R extends Record> Table<R> ofFile(String name, Class<R> row) {
        return new Table<>(name, row, new FromFile(name), Optional.empty());
    }

    /// The same table with only those rows that meet a condition.
    public Table<R> where(String condition) {
        return new Table<>(name, row, rows, Optional.of(condition));
    }

    /// The same table under another name at the destination.
    public Table<R> named(String newName) {
        return new Table<>(newName, row, rows, where);
    }
}
