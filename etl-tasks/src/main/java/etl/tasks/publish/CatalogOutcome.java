package etl.tasks.publish;

import java.time.Duration;

/// How the catalog took the news.
///
/// @param state whether it knows the partitions now
/// @param detail one line for people: the last crawl's status and counts, or what went wrong and what to do
/// @param took how long it took
public record CatalogOutcome(State state, String detail, Duration took) {

    /// Whether the catalog knows what was published.
    public enum State {
        /// No catalog is configured.
        NONE,
        /// The catalog knows.
        CURRENT,
        /// The catalog couldn't be told in time; exit code 12.
        PENDING,
        /// The catalog was told and is wrong; exit code 13.
        WRONG
    }

    /// Nothing had to be told.
    public static CatalogOutcome nothingToTell() {
        return new CatalogOutcome(State.CURRENT, "nothing to tell", Duration.ZERO);
    }
}
