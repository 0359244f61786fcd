package etl.tasks.sample;

import java.time.Duration;

/// A table that was filled.
///
/// @param table the table with its schema, such as `public.orders`
/// @param took the time of its COPY, without its indexes
public record FilledTable(String table, long rows, Duration took) {}
