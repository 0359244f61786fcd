package etl.cli.config;

import java.time.Duration;
import java.util.Optional;

/// What is told when files are published.
public sealed interface CatalogConfig {

    /// Nothing.
    record None() implements CatalogConfig {}

    /// @param crawler the crawler's name
    /// @param database the Glue database that it must write to; empty: any
    /// @param deadline how long the end of the run may wait for it
    record Crawler(String crawler, Optional<String> database, Duration deadline) implements CatalogConfig {}

    /// @param database the Glue database whose tables and partitions are made
    /// @param deadline how long the end of the run may wait for it
    record Direct(String database, Duration deadline) implements CatalogConfig {}
}
