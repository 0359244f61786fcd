package etl.schemas;

import java.math.BigDecimal;
import java.time.Instant;

/// What a price's currency was worth when it was agreed, from `public.currencies`. One row belongs to one row of
/// another table: to the order `typeId` where `type` is `Order`, to the product `typeId` where it is `Product`. A row
/// of another table has one such row or none.
///
/// @param id the row's number; the primary key
/// @param type the kind of thing that the row belongs to: `Order` or `Product`
/// @param typeId that thing's `id`; unique together with `type`
/// @param currency the currency, ISO 4217
/// @param conversionRate US dollars for one unit of the currency
/// @param createdAt when the rate was taken
public record Currency(
        long id,
        String type,
        long typeId,
        String currency,
        @Decimal(precision = 16, scale = 10) BigDecimal conversionRate,
        Instant createdAt) {}
