package etl.aws;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What Glue says of a crawler.
///
/// @param name the crawler's name
/// @param state `READY`, `RUNNING` or `STOPPING`
/// @param database the database that it writes its tables to; empty when it names none
/// @param tablePrefix what it puts before the folder's name to name a table; empty for most
/// @param targets what it crawls: `s3://bucket/prefix/`
/// @param lastCrawl the last crawl that ended; null when none has
public record CrawlerStatus(
        String name,
        String state,
        String database,
        String tablePrefix,
        List<String> targets,
        @Nullable LastCrawl lastCrawl) {
    public CrawlerStatus {
        targets = List.copyOf(targets);
    }

    /// A crawl that ended.
    ///
    /// @param status `SUCCEEDED`, `FAILED` or `CANCELLED`
    /// @param started when it began; null when Glue doesn't say
    /// @param message what went wrong; null when nothing did
    /// @param log the log group and stream: `/aws-glue/crawlers shop-nightly`; empty when Glue names none
    public record LastCrawl(
            String status,
            @Nullable Instant started,
            @Nullable String message,
            String log) {

        /// Whether the catalog has what the crawl found.
        public boolean succeeded() {
            return status.equals("SUCCEEDED");
        }
    }

    /// Whether no crawl is under way.
    public boolean ready() {
        return state.equals("READY");
    }
}
