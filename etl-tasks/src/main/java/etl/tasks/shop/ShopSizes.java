package etl.tasks.shop;

/// How large the sample shop is. The table `taxes` is always the same.
///
/// @param orders the rows of `orders`; `currencies` has about as many: one for each order but one in
///     [#ORDERS_PER_MISSING_CURRENCY], and one for each product
/// @param users the rows of `users`; at least one when there are orders
/// @param products the rows of `products`; at least one when there are orders
public record ShopSizes(long orders, long users, int products) {
    /// One order in so many has no currency row.
    public static final int ORDERS_PER_MISSING_CURRENCY = 1000;

    private static final int MAX_PRODUCTS = 100_000;

    public ShopSizes {
        if (orders < 0 || users < 0 || products < 0 || (orders > 0 && (users == 0 || products == 0))) {
            throw new IllegalArgumentException("A shop with orders has users and products: orders=" + orders + " users="
                    + users + " products=" + products);
        }
    }

    /// A shop with so many orders, and two users for five orders, and a product for a hundred orders up to 100 000
    /// products.
    public static ShopSizes of(long orders) {
        return new ShopSizes(orders, orders == 0 ? 0 : Math.max(1, orders * 2 / 5), (int)
                Math.min(MAX_PRODUCTS, (orders + 99) / 100));
    }
}
