package etl.bench;

import etl.tasks.shop.CombinedOrders;
import etl.testkit.DuckDb;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Compares the files of `combined_orders`, as DuckDB reads them, with the same query in SQL, as Postgres answers it:
/// every value of every row. Both sides are streams in the order of the orders, so any size fits.
///
/// @param rows how many rows were compared and are equal
/// @param difference the first difference; empty when there is none
record Comparison(long rows, Optional<String> difference) {
    private static final int FETCH_SIZE = 10_000;

    /// Texts in which equal values are equal; an instant is its milliseconds since 1970.
    private static final String POSTGRES_VALUES = """
            order_id::text, user_id::text, country::text, currency::text, conversion_rate::text, user_email, amount::text,
            amount_usd::text, amount_with_tax::text, (extract(epoch from created_at) * 1000)::bigint::text
            """;

    private static final String DUCKDB_VALUES = """
            order_id::varchar, user_id::varchar, country, currency, conversion_rate::varchar, user_email, amount::varchar,
            amount_usd::varchar, amount_with_tax::varchar, epoch_ms(created_at)::varchar
            """;

    /// Compares the files below a folder with the database.
    static Comparison of(Postgres postgres, Path folder) throws SQLException {
        Properties streaming = new Properties();
        streaming.setProperty("jdbc_stream_results", "true");
        String files = DuckDb.table(folder.resolve("**/*.parquet").toString());
        try (Connection server = postgres.connect();
                Connection reader = DriverManager.getConnection("jdbc:duckdb:", streaming);
                Statement expectedQuery = server.createStatement();
                Statement foundQuery = reader.createStatement()) {
            server.setAutoCommit(false);
            expectedQuery.setFetchSize(FETCH_SIZE);
            try (ResultSet expected = expectedQuery.executeQuery("select " + POSTGRES_VALUES + " from ("
                            + CombinedOrders.inSql() + ") combined order by combined.order_id");
                    ResultSet found = foundQuery.executeQuery(
                            "select " + DUCKDB_VALUES + " from " + files + " order by order_id")) {
                return compare(expected, found);
            }
        }
    }

    private static Comparison compare(ResultSet expected, ResultSet found) throws SQLException {
        int columns = expected.getMetaData().getColumnCount();
        for (long rows = 0; ; rows++) {
            List<@Nullable String> expectedRow = next(expected, columns);
            List<@Nullable String> foundRow = next(found, columns);
            if (!expectedRow.equals(foundRow)) {
                return new Comparison(
                        rows, Optional.of("expected " + expectedRow + System.lineSeparator() + "found    " + foundRow));
            }
            if (expectedRow.isEmpty()) {
                return new Comparison(rows, Optional.empty());
            }
        }
    }

    /// The next row; empty after the last.
    private static List<@Nullable String> next(ResultSet rows, int columns) throws SQLException {
        List<@Nullable String> row = new ArrayList<>(columns);
        if (rows.next()) {
            for (int column = 1; column <= columns; column++) {
                row.add(rows.getString(column));
            }
        }
        return row;
    }
}
