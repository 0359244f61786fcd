package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.CatalogOutcome.State;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.Published;
import etl.testkit.FakeGlue;
import etl.testkit.TestBucket;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CrawlerCatalogTest {
    private static final FakeGlue.Failure THROTTLED = new FakeGlue.Failure(400, "ThrottlingException", "Rate exceeded");

    private final CrawledShop shop = new CrawledShop();
    private final FakeGlue glue = shop.glue;
    private final TestBucket bucket = shop.bucket;

    @AfterEach
    void close() {
        shop.close();
    }

    private CatalogOutcome update(Duration timeout) {
        try (var catalog = shop.catalog(timeout)) {
            return catalog.show(List.of(CrawledShop.orders()), Published.always());
        }
    }

    @Test
    void crawl_under_way_is_waited_for_and_another_one_started() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .taking(Duration.ofMillis(150))
                .startedElsewhere();
        // The crawl under way has passed this file before it was there.
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);

        assertEquals(State.CURRENT, update(CrawledShop.ENOUGH).state());

        assertEquals(1, glue.calls("StartCrawler"));
        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "orders"));
    }

    @Test
    void crawler_that_is_started_by_others_between_look_and_start_is_started_again() {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        glue.fail("StartCrawler", 3, new FakeGlue.Failure(400, "CrawlerRunningException", "has already started"));

        assertEquals(State.CURRENT, update(CrawledShop.ENOUGH).state());

        assertEquals(4, glue.calls("StartCrawler"));
    }

    @Test
    void start_whose_answer_is_lost_is_no_failure() {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .taking(Duration.ofMillis(100))
                .losingAnswer();

        assertEquals(State.CURRENT, update(CrawledShop.ENOUGH).state());

        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "orders"));
    }

    @Test
    void throttling_passes() {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        glue.fail("GetCrawler", 2, THROTTLED).fail("StartCrawler", 2, THROTTLED);

        assertEquals(State.CURRENT, update(CrawledShop.ENOUGH).state());
    }

    @Test
    void slow_crawl_is_pending_at_the_deadline() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/")).taking(Duration.ofMinutes(1));

        var outcome = update(Duration.ofMillis(200));

        assertEquals(State.PENDING, outcome.state());
        assertEquals(
                "The Glue crawler shop-nightly is still crawling after 0.2s. See `etl crawler status`, or wait longer (catalog.deadline).",
                outcome.detail());
        assertTrue(outcome.took().compareTo(CrawledShop.ENOUGH) < 0);
    }

    @Test
    void other_crawl_that_does_not_end_is_pending_at_the_deadline() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .taking(Duration.ofMinutes(1))
                .startedElsewhere();

        var outcome = update(Duration.ofMillis(200));

        assertEquals(State.PENDING, outcome.state());
        assertTrue(outcome.detail().contains("busy with another crawl (RUNNING)"), outcome.detail());
        assertEquals(0, glue.calls("StartCrawler"));
    }

    @Test
    void failed_crawl_is_pending_with_its_message_and_log() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .ending("FAILED", "Insufficient Lake Formation permission");

        var outcome = update(CrawledShop.ENOUGH);

        assertEquals(State.PENDING, outcome.state());
        assertEquals(
                "The crawl of shop-nightly ended FAILED: Insufficient Lake Formation permission. Its log is /aws-glue/crawlers shop-nightly."
                        + " Then start it again: `etl crawler start`.",
                outcome.detail());
    }

    @Test
    void cancelled_crawl_is_pending() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/")).ending("CANCELLED", "Crawl cancelled by user");
        assertEquals(State.PENDING, update(CrawledShop.ENOUGH).state());
    }

    @Test
    void failure_of_an_earlier_crawl_is_not_ours() {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        var crawler = glue.crawler("shop-nightly", "shop", bucket.uri("shop/")).ending("FAILED", "an old story");
        assertEquals(State.PENDING, update(CrawledShop.ENOUGH).state());
        crawler.taking(Duration.ofMillis(50));
        assertEquals(State.CURRENT, update(CrawledShop.ENOUGH).state());
    }

    @Test
    void crawler_that_vanished_after_publishing_is_pending() {
        var outcome = update(CrawledShop.ENOUGH);
        assertEquals(State.PENDING, outcome.state());
        assertTrue(outcome.detail().contains("There is no Glue crawler 'shop-nightly'"), outcome.detail());
    }

    @Test
    void interrupted_wait_is_pending_and_stays_interrupted() throws InterruptedException {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/")).taking(Duration.ofMinutes(1));
        var outcome = new AtomicReference<CatalogOutcome>();
        var thread = Thread.ofPlatform().start(() -> {
            outcome.set(update(CrawledShop.ENOUGH));
            assertTrue(Thread.currentThread().isInterrupted());
        });
        while (glue.calls("StartCrawler") == 0) {
            Thread.sleep(5);
        }
        thread.interrupt();
        thread.join();
        assertEquals(State.PENDING, outcome.get().state());
    }

    @Test
    void nothing_published_starts_nothing() {
        try (var catalog = shop.catalog(CrawledShop.ENOUGH)) {
            assertEquals(
                    State.CURRENT, catalog.show(List.of(), Published.always()).state());
        }
        assertEquals(List.of(), glue.calls());
    }

    @Test
    void missing_crawler_is_refused_with_those_that_exist() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        glue.crawler("billing", "billing", bucket.uri("billing/"));
        try (var catalog = new CrawlerCatalog(
                shop.crawler("shop-nigthly"), "s3://b/p/", CrawledShop.ENOUGH, Optional.empty(), "s3://b/_etl/p/")) {
            var e = assertThrows(EtlException.class, () -> catalog.check(List.of()));
            assertEquals(ExitCode.USAGE, e.exitCode());
            assertEquals(
                    "There is no Glue crawler 'shop-nigthly' at %s. There are: billing, shop-nightly. Correct the name (catalog.crawler), or create the crawler."
                            .formatted(glue.endpoint()),
                    e.getMessage());
        }
    }

    @Test
    void present_crawler_is_accepted() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        try (var catalog = shop.catalog(CrawledShop.ENOUGH)) {
            catalog.check(List.of());
            assertEquals("crawler shop-nightly", catalog.describe());
        }
        assertEquals(List.of("GetCrawler", "GetTables"), glue.calls());
    }

    @Test
    void denied_permission_is_told() {
        glue.fail(
                "GetCrawler",
                1,
                new FakeGlue.Failure(
                        400, "AccessDeniedException", "User: etl is not authorized to perform: glue:GetCrawler"));
        try (var catalog = shop.catalog(CrawledShop.ENOUGH)) {
            var e = assertThrows(EtlException.class, () -> catalog.check(List.of()));
            assertEquals(ExitCode.USAGE, e.exitCode());
            assertTrue(e.getMessage().contains("not authorized to perform: glue:GetCrawler"), e.getMessage());
        }
    }

    @Test
    void unreachable_glue_fails_within_seconds() throws IOException {
        URI nobody;
        try (var closed = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + closed.getLocalPort());
        }
        try (var catalog = new CrawlerCatalog(
                GlueCrawler.open("shop-nightly", Aws.at(nobody), Aws.CREDENTIALS, CrawledShop.POLL),
                "s3://b/p/",
                CrawledShop.ENOUGH,
                Optional.empty(),
                "s3://b/_etl/p/")) {
            var e = assertThrows(EtlException.class, () -> catalog.check(List.of()));
            assertEquals(ExitCode.DESTINATION_UNAVAILABLE, e.exitCode());
            assertTrue(e.getMessage().contains("Glue at " + nobody + " can't be reached"), e.getMessage());
        }
    }

    @Test
    void crawler_is_started_and_waited_for_by_hand() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/")).taking(Duration.ofSeconds(2));
        try (var crawler = shop.crawler("shop-nightly")) {
            assertTrue(crawler.status().ready());
            assertTrue(crawler.start());
            assertFalse(crawler.start());
            assertEquals("RUNNING", crawler.status().state());
            var status = crawler.awaitReady(CrawledShop.ENOUGH);
            assertEquals("READY", status.state());
            assertEquals("shop", status.database());
            assertEquals(List.of(bucket.uri("shop/")), status.targets());
            var crawl = status.lastCrawl();
            assertTrue(crawl != null && crawl.succeeded() && crawl.started() != null);
        }
    }

    @Test
    void waiting_by_hand_ends_at_the_deadline() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .taking(Duration.ofMinutes(1))
                .startedElsewhere();
        try (var crawler = shop.crawler("shop-nightly")) {
            var e = assertThrows(EtlException.class, () -> crawler.awaitReady(Duration.ofMillis(100)));
            assertEquals(ExitCode.CATALOG_PENDING, e.exitCode());
        }
    }

    @Test
    void crawl_is_left_to_a_newer_run() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        try (var catalog = shop.catalog(CrawledShop.ENOUGH)) {
            assertEquals(
                    State.CURRENT,
                    catalog.show(List.of(CrawledShop.orders()), CrawledShop.OVER)
                            .state());
            assertEquals(State.CURRENT, catalog.showAgain(CrawledShop.OVER).state());
        }
        assertEquals(0, glue.calls("StartCrawler"));
    }

    @Test
    void what_was_taken_back_is_crawled_again() {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        try (var catalog = shop.catalog(CrawledShop.ENOUGH)) {
            assertEquals(State.CURRENT, catalog.showAgain(Published.always()).state());
        }
        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "orders"));
    }

    @Test
    void tables_that_cannot_be_listed_are_pending() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        glue.fail("GetTables", 1, new FakeGlue.Failure(400, "AccessDeniedException", "etl is not authorized"));

        var outcome = update(CrawledShop.ENOUGH);

        assertEquals(State.PENDING, outcome.state());
        assertTrue(outcome.detail().contains("Give the role glue:GetTables"), outcome.detail());
    }

    @Test
    void files_replaced_by_a_crawl_are_never_kept() {
        try (var catalog = shop.catalog(CrawledShop.ENOUGH)) {
            assertEquals(List.of(), catalog.settled(List.of(CrawledShop.orders()), Duration.ZERO));
            assertEquals(FileKey.Layout.RUN_IN_NAME, catalog.layout());
        }
    }
}
