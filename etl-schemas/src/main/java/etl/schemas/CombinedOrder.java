package etl.schemas;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An active order of a known user with what it comes to: `orders` joined with `users`, `currencies` and `taxes`.
///
/// Money is multiplied exactly and then rounded once, to 2 digits, half away from zero: what Postgres' `round(numeric,
/// 2)` does. The declared precisions hold whatever the factors can come to, so no order can overflow them.
///
/// @param orderId `orders.id`; unique
/// @param userId `orders.user_id`, `users.id`
/// @param country where the order goes, ISO 3166-1 alpha-2; null when nothing is shipped
/// @param currency the currency of `amount` and `amountWithTax`, ISO 4217
/// @param conversionRate US dollars for one unit of `currency` when the order was made; 1 when the order has no
///     currency row
/// @param userEmail `users.email`
/// @param amount before tax, in `currency`
/// @param amountUsd before tax, in US dollars: `amount × conversionRate`, rounded
/// @param amountWithTax in `currency`: `amount × (1 + tax rate of country)`, rounded; the rate is 0 for a country
///     without a tax row, or no country
/// @param createdAt when it was ordered
public record CombinedOrder(
        long orderId,
        long userId,
        @Nullable String country,
        String currency,
        @Decimal(precision = 16, scale = 10) BigDecimal conversionRate,
        String userEmail,
        @Decimal(precision = 12, scale = 2) BigDecimal amount,
        @Decimal(precision = 18, scale = 2) BigDecimal amountUsd,
        @Decimal(precision = 15, scale = 2) BigDecimal amountWithTax,
        Instant createdAt) {}
