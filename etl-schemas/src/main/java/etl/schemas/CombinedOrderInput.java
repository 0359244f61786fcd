package etl.schemas;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the server joins for a [CombinedOrder]: an active order, its user and its currency row.
///
/// @param orderId `orders.id`
/// @param userId `orders.user_id`
/// @param country `orders.country`, ISO 3166-1 alpha-2; null when nothing is shipped
/// @param currency `orders.currency`, ISO 4217
/// @param conversionRate `currencies.conversion_rate` of the order's row, US dollars for one unit of the currency; null
///     when there is no such row
/// @param userEmail `users.email`
/// @param amount `orders.amount`, before tax, in the order's currency
/// @param createdAt `orders.created_at`
public record CombinedOrderInput(
        long orderId,
        long userId,
        @Nullable String country,
        String currency,
        @Decimal(precision = 16, scale = 10) @Nullable BigDecimal conversionRate,
        String userEmail,
        @Decimal(precision = 12, scale = 2) BigDecimal amount,
        Instant createdAt) {}
