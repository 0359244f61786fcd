package etl.cli.command;

import etl.aws.CrawlerStatus;
import etl.cli.config.CatalogConfig;
import etl.cli.config.Configuration;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/// A crawler's status in words.
///
/// @param status what Glue says
record CrawlerText(CrawlerStatus status) {

    record LastCrawlDocument(String status, Optional<String> started, Optional<String> message, String log) {}

    record CrawlerDocument(
            String name, String state, String database, List<String> targets, Optional<LastCrawlDocument> lastCrawl) {}

    /// The crawler that the configuration names.
    ///
    /// @throws EtlException when it names none
    static CatalogConfig.Crawler named(Configuration configuration) {
        if (configuration.catalog() instanceof CatalogConfig.Crawler crawler) {
            return crawler;
        }
        throw EtlException.usage("No crawler is named. Set --crawler NAME, or catalog.crawler in etl.yaml.");
    }

    CrawlerDocument document() {
        return new CrawlerDocument(
                status.name(),
                status.state(),
                status.database(),
                status.targets(),
                Optional.ofNullable(status.lastCrawl())
                        .map(crawl -> new LastCrawlDocument(
                                crawl.status(),
                                Optional.ofNullable(crawl.started()).map(Object::toString),
                                Optional.ofNullable(crawl.message()),
                                crawl.log())));
    }

    void print(PrintStream out) {
        CrawlerDocument document = document();
        out.println("Crawler " + document.name() + ": " + document.state());
        out.println("  database    " + (document.database().isEmpty() ? "-" : document.database()));
        out.println("  crawls      " + (document.targets().isEmpty() ? "-" : String.join(" ", document.targets())));
        out.println("  last crawl  "
                + document.lastCrawl()
                        .map(crawl -> crawl.status()
                                + crawl.started().map(at -> ", started " + at).orElse("")
                                + crawl.message().map(message -> ": " + message).orElse("")
                                + (crawl.log().isEmpty() ? "" : ", log " + crawl.log()))
                        .orElse("never"));
    }

    /// Whether the last crawl leaves the catalog as it should be.
    ExitCode exitCode() {
        return Optional.ofNullable(status.lastCrawl())
                        .filter(crawl -> !crawl.succeeded())
                        .isPresent()
                ? ExitCode.CATALOG_PENDING
                : ExitCode.DONE;
    }
}
