package etl.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.sample.Existing;
import etl.tasks.sample.FillProgress;
import etl.tasks.shop.CombinedOrders;
import etl.tasks.shop.ShopData;
import etl.tasks.shop.ShopSizes;
import etl.testkit.DuckDb;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    @TempDir
    Path folder = Path.of("");

    private final TestDatabase db = TestPostgres.database();

    @BeforeEach
    void exportByHand() throws SQLException {
        try (Connection connection = db.connect()) {
            ShopData.fill(connection, ShopSizes.of(200), 3, Existing.REFUSE, FillProgress.NONE);
        }
        String rows = db.rows(CombinedOrders.inSql()).stream()
                .map(ComparisonTest::literals)
                .collect(Collectors.joining(",\n", "(values ", ")"));
        DuckDb.write("""
                select order_id::bigint as order_id, user_id::bigint as user_id, country, currency,
                    conversion_rate::decimal(16, 10) as conversion_rate, user_email, amount::decimal(12, 2) as amount,
                    amount_usd::decimal(18, 2) as amount_usd, amount_with_tax::decimal(15, 2) as amount_with_tax,
                    created_at::timestamptz as created_at
                from %s rows (order_id, user_id, country, currency, conversion_rate, user_email, amount, amount_usd,
                    amount_with_tax, created_at)
                """.formatted(rows), folder.resolve("all.parquet"));
    }

    @AfterEach
    void dropDatabase() {
        db.close();
    }

    @Test
    void equal_rows_are_equal() throws SQLException {
        Comparison comparison = compare();

        assertEquals(db.text("select count(*) from (" + CombinedOrders.inSql() + ") c"), "" + comparison.rows());
        assertTrue(comparison.difference().isEmpty(), comparison::toString);
    }

    @Test
    void one_cent_is_a_difference() throws SQLException {
        assertDifference(
                "update orders set amount = amount + 0.01 where id = (select max(id) from orders where status = 'active' and user_id is not null)");
    }

    @Test
    void one_millisecond_is_a_difference() throws SQLException {
        assertDifference("update orders set created_at = created_at + interval '1 ms' where status = 'active'");
    }

    @Test
    void a_missing_row_is_a_difference() throws SQLException {
        assertDifference("update orders set status = 'active' where status = 'shipped'");
    }

    @Test
    void a_row_too_many_is_a_difference() throws SQLException {
        assertDifference(
                "delete from orders where id = (select max(id) from orders where status = 'active' and user_id is not null)");
    }

    @Test
    void a_null_is_a_difference() throws SQLException {
        assertDifference("update orders set country = null where status = 'active'");
    }

    private void assertDifference(String change) throws SQLException {
        db.execute(change);

        assertTrue(compare().difference().isPresent(), change);
    }

    private Comparison compare() throws SQLException {
        return Comparison.of(new Postgres(db.host(), db.port(), db.database(), db.user(), db.password()), folder);
    }

    private static String literals(List<@Nullable String> row) {
        return row.stream()
                .map(value -> value == null ? "null" : "'" + value.replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
