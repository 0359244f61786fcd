package etl.tasks.sample;

/// Is told how far the filling of sample tables has come, on the thread that fills them.
@FunctionalInterface
public interface FillProgress {
    /// Tells nobody.
    FillProgress NONE = (table, rows, expected) -> {};

    /// So many rows of a table are sent. Comes every few thousand rows and once at the end of each table.
    ///
    /// @param table the table with its schema, such as `public.orders`
    /// @param expected how many rows there will be; for `lineitem` a close guess
    void sent(String table, long rows, long expected);

    /// All rows are sent; keys and indexes are being made.
    default void indexing() {}
}
