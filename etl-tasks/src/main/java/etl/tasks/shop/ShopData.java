package etl.tasks.shop;

import etl.tasks.sample.Existing;
import etl.tasks.sample.FillProgress;
import etl.tasks.sample.FilledTable;
import etl.tasks.sample.SampleTables;
import etl.tasks.sample.SampleTables.SampleTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Makes the sample shop in a database: the tables `orders`, `users`, `products`, `currencies` and `taxes` of schema
/// `public`, filled with plausible data. The same sizes and seed give the same rows everywhere, whatever the time zone
/// or locale. All timestamps are whole milliseconds, so that nothing is lost where Parquet keeps no more.
public final class ShopData {
    private ShopData() {}

    /// Makes and fills the tables by COPY, in one transaction: at the end all of them are there, indexed and analysed,
    /// or nothing is changed.
    ///
    /// @param connection is used for one transaction
    /// @return the tables in the order in which they were filled
    /// @throws etl.tasks.EtlException when a table or type of the same name is there and `existing` doesn't let it be
    ///     replaced
    public static List<FilledTable> fill(
            Connection connection, ShopSizes sizes, long seed, Existing existing, FillProgress progress)
            throws SQLException {
        return tables(sizes, seed).fill(connection, existing, progress);
    }

    private static SampleTables tables(ShopSizes sizes, long seed) {
        ShopRows rows = new ShopRows(sizes, seed);
        return new SampleTables(
                List.of(
                        new SampleTable("taxes", Country.count(), rows::taxes),
                        new SampleTable("products", sizes.products(), rows::products),
                        new SampleTable("users", sizes.users(), rows::users),
                        new SampleTable("orders", sizes.orders(), rows::orders),
                        new SampleTable("currencies", sizes.orders() + sizes.products(), rows::currencies)),
                List.of("order_status"),
                SampleTables.resource(ShopData.class, "tables.sql"),
                SampleTables.resource(ShopData.class, "indexes.sql"));
    }
}
