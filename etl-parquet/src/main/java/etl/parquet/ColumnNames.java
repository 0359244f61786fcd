package etl.parquet;

import java.util.Locale;

/// How names of Postgres and of Java become names at the destination.
public final class ColumnNames {
    private ColumnNames() {}

    /// A name of lower-case letters, digits and underscores: `Order Date` → `order_date`.
    public static String fold(String sourceName) {
        return sourceName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    }

    /// A component's name in snake case: `createdAt` → `created_at`, `userID` → `user_id`, `amountUSDNet` →
    /// `amount_usd_net`.
    public static String snakeCase(String component) {
        return component
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
