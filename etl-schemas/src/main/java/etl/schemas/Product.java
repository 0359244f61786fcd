package etl.schemas;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A product of the sample shop, from `public.products`. The table has more columns, `description` and `margin`; they
/// are not read.
///
/// @param id the product's number; the primary key
/// @param sku the stock keeping unit, such as `LMP-000042`; unique
/// @param name the name that customers see
/// @param category the shelf that it stands on, from 1
/// @param price the price of one piece before tax, in US dollars
/// @param weightKg the weight of one piece with its box, in kilograms; null for what isn't shipped
/// @param rating the mean of all ratings, 1 to 5; null before the first one
/// @param inStock whether it can be ordered
/// @param createdAt when it was first offered
public record Product(
        int id,
        String sku,
        String name,
        short category,
        @Decimal(precision = 10, scale = 2) BigDecimal price,
        @Nullable Float weightKg,
        @Nullable Double rating,
        boolean inStock,
        Instant createdAt) {}
