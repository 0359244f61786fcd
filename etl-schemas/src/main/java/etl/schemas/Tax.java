package etl.schemas;

import java.math.BigDecimal;

/// The value added tax of a country, from `public.taxes`. The table has more columns, `name` and `valid_from`; they are
/// not read. Countries without such a tax have no row.
///
/// @param country ISO 3166-1 alpha-2; the primary key
/// @param rate the tax as a part of the price before tax: 0.19 is 19 %
public record Tax(
        String country, @Decimal(precision = 6, scale = 4) BigDecimal rate) {}
