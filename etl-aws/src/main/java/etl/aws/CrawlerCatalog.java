package etl.aws;

import etl.tasks.EtlException;
import etl.tasks.publish.Catalog;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.CatalogOutcome.State;
import etl.tasks.publish.PublishedPartition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A Glue crawler that finds what was published.
public final class CrawlerCatalog implements Catalog {
    /// How long a crawl is waited for unless told, a crawl under way before it included.
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

    private final GlueCrawler crawler;
    private final Duration timeout;
    private final Optional<String> database;

    /// @param crawler closed with the catalog
    /// @param timeout how long [#update] waits
    public CrawlerCatalog(GlueCrawler crawler, Duration timeout) {
        this(crawler, timeout, Optional.empty());
    }

    /// @param crawler closed with the catalog
    /// @param timeout how long [#update] waits
    /// @param database the database that the crawler must write to
    public CrawlerCatalog(GlueCrawler crawler, Duration timeout, Optional<String> database) {
        this.crawler = crawler;
        this.timeout = timeout;
        this.database = database;
    }

    @Override
    public String describe() {
        return "crawler " + crawler.name();
    }

    @Override
    public void check() {
        var found = crawler.status().database();
        if (database.isPresent() && !database.get().equals(found)) {
            throw EtlException.usage(
                    "The Glue crawler %s writes to the database '%s', and catalog.database is '%s'. Correct one of the two."
                            .formatted(crawler.name(), found, database.get()));
        }
    }

    /// Runs a crawl that begins now. One that fails, is cancelled or doesn't end in time leaves the catalog behind the
    /// data: that is [State#PENDING], since the next crawl makes it good.
    @Override
    public CatalogOutcome update(List<PublishedPartition> partitions) {
        var began = System.nanoTime();
        if (partitions.isEmpty()) {
            return new CatalogOutcome(State.CURRENT, "nothing to tell", Duration.ZERO);
        }
        try {
            return outcome(crawler.crawl(timeout), began);
        } catch (RuntimeException e) {
            // The data is published: whatever this was, it mustn't look like a failed run.
            return new CatalogOutcome(State.PENDING, message(e), since(began));
        }
    }

    private CatalogOutcome outcome(CrawlerStatus status, long began) {
        var crawl = status.lastCrawl();
        if (crawl == null) {
            return new CatalogOutcome(
                    State.PENDING,
                    "The crawler %s ran, but Glue doesn't say how its crawl ended. See `etl crawler status`."
                            .formatted(crawler.name()),
                    since(began));
        }
        if (!crawl.succeeded()) {
            return new CatalogOutcome(
                    State.PENDING,
                    "The crawl of %s ended %s%s.%s Then start it again: `etl crawler start`."
                            .formatted(
                                    crawler.name(),
                                    crawl.status(),
                                    crawl.message() == null ? "" : ": " + crawl.message(),
                                    crawl.log().isEmpty() ? "" : " Its log is " + crawl.log() + "."),
                    since(began));
        }
        var counts = crawler.counts();
        return new CatalogOutcome(
                State.CURRENT, "crawl SUCCEEDED" + (counts.isEmpty() ? "" : ": " + counts), since(began));
    }

    private static String message(RuntimeException e) {
        return e instanceof EtlException && e.getMessage() != null ? e.getMessage() : e.toString();
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() {
        crawler.close();
    }
}
