package etl.aws;

import etl.parquet.inspect.GlueColumn;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.Published;
import etl.tasks.publish.Turn;
import etl.tasks.publish.VisiblePartition;
import etl.testkit.FakeGlue;
import etl.testkit.TestBucket;
import etl.testkit.TestS3;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A bucket, and a Glue whose crawler shop-nightly finds the tables of its prefix `shop/`.
final class CrawledShop implements AutoCloseable {
    static final Duration POLL = Duration.ofMillis(5);
    static final Duration ENOUGH = Duration.ofSeconds(30);

    /// A turn that a newer commit has taken.
    static final Turn OVER = new Turn() {
        @Override
        public boolean due() {
            return false;
        }

        @Override
        public boolean newest() {
            return false;
        }

        @Override
        public List<VisiblePartition> newest(List<VisiblePartition> partitions) {
            return List.of();
        }
    };

    final TestBucket bucket = TestS3.bucket();
    final FakeGlue glue = FakeGlue.start();

    @Override
    public void close() {
        glue.close();
        bucket.close();
    }

    CrawlerCatalog catalog(Duration timeout) {
        return new CrawlerCatalog(
                crawler("shop-nightly"), bucket.uri("shop/"), timeout, Optional.empty(), bucket.uri("_etl/shop/"));
    }

    GlueCrawler crawler(String name) {
        return GlueCrawler.open(name, Aws.at(glue.endpoint()), Aws.CREDENTIALS, POLL);
    }

    static VisiblePartition orders(GlueColumn... columns) {
        return Published.partition(
                "orders", "dt=2026-11-22", FileKey.Layout.RUN_IN_NAME, "20261122T010203Z-4f1c0001", columns);
    }

    CatalogOutcome show(VisiblePartition... partitions) {
        try (var catalog = catalog(ENOUGH)) {
            return catalog.show(List.of(partitions), Published.always());
        }
    }

    /// Stores a file in each of the partitions, and has them crawled.
    void crawled(String... partitions) {
        for (var partition : partitions) {
            bucket.put("shop/" + partition + "/1.parquet", new byte[1]);
        }
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        try (var crawler = crawler("shop-nightly")) {
            crawler.start();
            crawler.awaitReady(ENOUGH);
        }
    }
}
