package etl.tasks.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.CombinedOrder;
import etl.schemas.CombinedOrderInput;
import etl.schemas.Table;
import etl.schemas.Tax;
import etl.tasks.Lookups;
import etl.tasks.sample.Existing;
import etl.tasks.sample.FillProgress;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CombinedOrdersSqlTest {
    @Test
    void theTaskGivesTheRowsOfTheSameQueryInSql() throws SQLException {
        try (TestDatabase db = TestPostgres.database();
                Connection connection = db.connect();
                Statement statement = connection.createStatement()) {
            ShopData.fill(connection, ShopSizes.of(20_000), 7, Existing.REFUSE, FillProgress.NONE);

            List<CombinedOrder> expected = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(CombinedOrders.inSql() + " order by order_id")) {
                while (row.next()) {
                    expected.add(new CombinedOrder(
                            row.getLong("order_id"),
                            row.getLong("user_id"),
                            row.getString("country"),
                            row.getString("currency"),
                            row.getBigDecimal("conversion_rate"),
                            row.getString("user_email"),
                            row.getBigDecimal("amount"),
                            row.getBigDecimal("amount_usd"),
                            row.getBigDecimal("amount_with_tax"),
                            row.getObject("created_at", OffsetDateTime.class).toInstant()));
                }
            }

            Lookups taxes = taxes(statement);
            List<CombinedOrder> combined = new ArrayList<>();
            // Two splits, as two workers would read them.
            for (String split : List.of("o.ctid < '(300,0)'", "o.ctid >= '(300,0)'")) {
                int before = combined.size();
                try (ResultSet row = statement.executeQuery(inputSql().replace(Table.SPLIT_MARK, split))) {
                    while (row.next()) {
                        combined.add(CombinedOrders.combine(input(row), taxes));
                    }
                }
                assertTrue(combined.size() > before, split);
            }
            combined.sort(Comparator.comparingLong(CombinedOrder::orderId));

            assertEquals(expected.size(), combined.size());
            assertEquals(expected, combined);
        }
    }

    private static String inputSql() {
        return ((Table.FromQuery) CombinedOrders.INPUT.rows()).sql();
    }

    private static Lookups taxes(Statement statement) throws SQLException {
        Map<String, Tax> taxes = new HashMap<>();
        try (ResultSet row = statement.executeQuery("select country, rate from public.taxes")) {
            while (row.next()) {
                taxes.put(row.getString(1), new Tax(row.getString(1), row.getBigDecimal(2)));
            }
        }
        return new Lookups(Map.of(CombinedOrders.TAXES, taxes));
    }

    private static CombinedOrderInput input(ResultSet row) throws SQLException {
        return new CombinedOrderInput(
                row.getLong("order_id"),
                row.getLong("user_id"),
                row.getString("country"),
                row.getString("currency"),
                row.getBigDecimal("conversion_rate"),
                row.getString("user_email"),
                row.getBigDecimal("amount"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
