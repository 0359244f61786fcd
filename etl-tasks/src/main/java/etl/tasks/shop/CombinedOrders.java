package etl.tasks.shop;

import etl.schemas.CombinedOrder;
import etl.schemas.CombinedOrderInput;
import etl.schemas.Table;
import etl.schemas.Tax;
import etl.tasks.Lookup;
import etl.tasks.Lookups;
import etl.tasks.Task;
import etl.tasks.sample.SampleTables;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The task `combined_orders`: active orders of known users, with what they come to in US dollars and with tax.
///
/// Orders, users and currencies can be of any size, so the server joins them, by its indexes or by hashing. The taxes
/// are a few hundred rows at most: they are held in memory.
public final class CombinedOrders {
    private static final int MONEY_SCALE = 2;
    private static final int MAX_TAXES = 1000;

    /// Of an order without a currency row, in the scale of the others.
    private static final BigDecimal DEFAULT_CONVERSION_RATE = BigDecimal.ONE.setScale(10);

    /// The tax rates by country.
    public static final Lookup<String, Tax> TAXES =
            new Lookup<>(Table.of(Tax.class, "public", "taxes"), Tax::country, MAX_TAXES);

    /// The joins that the server makes. A row of `currencies` is unique by type and type_id, so that no order comes
    /// twice.
    public static final Table<CombinedOrderInput> INPUT =
            Table.ofQuery("combined_orders", CombinedOrderInput.class, """
            select
                o.id as order_id,
                o.user_id,
                o.country,
                o.currency,
                c.conversion_rate,
                u.email as user_email,
                o.amount,
                o.created_at
            from public.orders o
            join public.users u on u.id = o.user_id
            left join public.currencies c on c.type = 'Order' and c.type_id = o.id
            where o.status = 'active' and {split}
            """, "public", "orders", "o");

    static final Task TASK = new Task.Transform<>(
            "combined_orders", INPUT, CombinedOrder.class, List.of(TAXES), CombinedOrders::combine);

    private CombinedOrders() {}

    /// One statement that gives the same rows, for whoever wants to compare.
    public static String inSql() {
        return SampleTables.resource(CombinedOrders.class, "combined_orders.sql");
    }

    /// What one order comes to. Gives a row for every input.
    public static CombinedOrder combine(CombinedOrderInput order, Lookups lookups) {
        BigDecimal conversionRate = order.conversionRate() == null ? DEFAULT_CONVERSION_RATE : order.conversionRate();
        BigDecimal taxRate = taxRate(order.country(), lookups);
        return new CombinedOrder(
                order.orderId(),
                order.userId(),
                order.country(),
                order.currency(),
                conversionRate,
                order.userEmail(),
                order.amount(),
                money(order.amount().multiply(conversionRate)),
                money(order.amount().multiply(BigDecimal.ONE.add(taxRate))),
                order.createdAt());
    }

    private static BigDecimal taxRate(@Nullable String country, Lookups lookups) {
        Tax tax = country == null ? null : lookups.find(TAXES, country);
        return tax == null ? BigDecimal.ZERO : tax.rate();
    }

    /// Half away from zero, as Postgres' `round(numeric, 2)`.
    private static BigDecimal money(BigDecimal exact) {
        return exact.setScale(MONEY_SCALE, RoundingMode.HALF_UP);
    }
}
