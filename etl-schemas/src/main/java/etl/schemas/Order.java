package etl.schemas;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An order of the sample shop, from `public.orders`. The table has more columns, `note` and `updated_at`; they are not
/// read.
///
/// @param id the order's number; the primary key
/// @param userId the user who ordered, `users.id`; null for a guest
/// @param productId the product that was ordered, `products.id`
/// @param status the enum `order_status`: `pending`, `active`, `shipped`, `cancelled` or `refunded`
/// @param country where it goes, ISO 3166-1 alpha-2; null when nothing is shipped
/// @param currency the currency of `amount`, ISO 4217
/// @param quantity how many pieces, at least 1
/// @param amount the price of all pieces before tax, in `currency`
/// @param reference the number that the payment provider knows the order by
/// @param attributes what the shop's front end noted, such as `{"channel": "web"}`; null when it noted nothing
/// @param createdAt when it was ordered
public record Order(
        long id,
        @Nullable Long userId,
        int productId,
        String status,
        @Nullable String country,
        String currency,
        int quantity,
        @Decimal(precision = 12, scale = 2) BigDecimal amount,
        UUID reference,
        @Json @Nullable String attributes,
        Instant createdAt) {}
