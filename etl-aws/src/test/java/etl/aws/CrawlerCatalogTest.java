package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.inspect.GlueColumn;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.CatalogOutcome.State;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.Published;
import etl.tasks.publish.Turn;
import etl.tasks.publish.VisiblePartition;
import etl.testkit.DuckDb;
import etl.testkit.FakeGlue;
import etl.testkit.TestBucket;
import etl.testkit.TestS3;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CrawlerCatalogTest {
    private static final Duration POLL = Duration.ofMillis(5);
    private static final Duration ENOUGH = Duration.ofSeconds(30);
    private static final FakeGlue.Failure THROTTLED = new FakeGlue.Failure(400, "ThrottlingException", "Rate exceeded");

    private static final VisiblePartition ORDERS =
            Published.partition("orders", "dt=2026-11-22", FileKey.Layout.RUN_IN_NAME, "20261122T010203Z-4f1c0001");

    private final TestBucket bucket = TestS3.bucket();
    private final FakeGlue glue = FakeGlue.start();

    @AfterEach
    void close() {
        glue.close();
        bucket.close();
    }

    private CrawlerCatalog catalog(Duration timeout) {
        return new CrawlerCatalog(crawler("shop-nightly"), bucket.uri("shop/"), timeout, Optional.empty());
    }

    private GlueCrawler crawler(String name) {
        return GlueCrawler.open(name, Aws.at(glue.endpoint()), Aws.CREDENTIALS, POLL);
    }

    private CatalogOutcome update(Duration timeout) {
        try (var catalog = catalog(timeout)) {
            return catalog.show(List.of(orders()), Published.always());
        }
    }

    private static VisiblePartition orders(GlueColumn... columns) {
        return Published.partition(
                "orders", "dt=2026-11-22", FileKey.Layout.RUN_IN_NAME, "20261122T010203Z-4f1c0001", columns);
    }

    private CatalogOutcome show(VisiblePartition... partitions) {
        try (var catalog = catalog(ENOUGH)) {
            return catalog.show(List.of(partitions), Published.always());
        }
    }

    @Test
    void crawlMakesPublishedFilesKnown() throws IOException {
        bucket.put(
                "shop/orders/dt=2026-11-22/1.parquet",
                parquet("select 1::int id, 2.5::decimal(12,2) amount, timestamp '2026-11-22' created_at"));
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));

        var outcome = show(orders(
                new GlueColumn("id", "int"),
                new GlueColumn("Amount", "decimal(12,2)"),
                new GlueColumn("created_at", "timestamp")));

        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
        assertEquals("crawl SUCCEEDED: tables created 1, updated 0, deleted 0", outcome.detail());
        assertEquals(List.of("orders"), glue.tables("shop"));
        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "orders"));
        assertEquals(List.of("id int", "amount decimal(12,2)", "created_at timestamp"), glue.columns("shop", "orders"));
    }

    @Test
    void crawlUnderWayIsWaitedForAndAnotherOneStarted() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .taking(Duration.ofMillis(150))
                .startedElsewhere();
        // The crawl under way has passed this file before it was there.
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);

        assertEquals(State.CURRENT, update(ENOUGH).state());

        assertEquals(1, glue.calls("StartCrawler"));
        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "orders"));
    }

    @Test
    void crawlerThatIsStartedByOthersBetweenLookAndStartIsStartedAgain() {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        glue.fail("StartCrawler", 3, new FakeGlue.Failure(400, "CrawlerRunningException", "has already started"));

        assertEquals(State.CURRENT, update(ENOUGH).state());

        assertEquals(4, glue.calls("StartCrawler"));
    }

    @Test
    void startWhoseAnswerIsLostIsNoFailure() {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .taking(Duration.ofMillis(100))
                .losingAnswer();

        assertEquals(State.CURRENT, update(ENOUGH).state());

        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "orders"));
    }

    @Test
    void throttlingPasses() {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        glue.fail("GetCrawler", 2, THROTTLED).fail("StartCrawler", 2, THROTTLED);

        assertEquals(State.CURRENT, update(ENOUGH).state());
    }

    @Test
    void slowCrawlIsPendingAtTheDeadline() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/")).taking(Duration.ofMinutes(1));

        var outcome = update(Duration.ofMillis(200));

        assertEquals(State.PENDING, outcome.state());
        assertEquals(
                "The Glue crawler shop-nightly is still crawling after 0.2s. See `etl crawler status`, or wait longer (catalog.deadline).",
                outcome.detail());
        assertTrue(outcome.took().compareTo(ENOUGH) < 0);
    }

    @Test
    void otherCrawlThatDoesNotEndIsPendingAtTheDeadline() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .taking(Duration.ofMinutes(1))
                .startedElsewhere();

        var outcome = update(Duration.ofMillis(200));

        assertEquals(State.PENDING, outcome.state());
        assertTrue(outcome.detail().contains("busy with another crawl (RUNNING)"), outcome.detail());
        assertEquals(0, glue.calls("StartCrawler"));
    }

    @Test
    void failedCrawlIsPendingWithItsMessageAndLog() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .ending("FAILED", "Insufficient Lake Formation permission");

        var outcome = update(ENOUGH);

        assertEquals(State.PENDING, outcome.state());
        assertEquals(
                "The crawl of shop-nightly ended FAILED: Insufficient Lake Formation permission. Its log is /aws-glue/crawlers shop-nightly."
                        + " Then start it again: `etl crawler start`.",
                outcome.detail());
    }

    @Test
    void cancelledCrawlIsPending() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/")).ending("CANCELLED", "Crawl cancelled by user");
        assertEquals(State.PENDING, update(ENOUGH).state());
    }

    @Test
    void failureOfAnEarlierCrawlIsNotOurs() {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        var crawler = glue.crawler("shop-nightly", "shop", bucket.uri("shop/")).ending("FAILED", "an old story");
        assertEquals(State.PENDING, update(ENOUGH).state());
        crawler.taking(Duration.ofMillis(50));
        assertEquals(State.CURRENT, update(ENOUGH).state());
    }

    @Test
    void crawlerThatVanishedAfterPublishingIsPending() {
        var outcome = update(ENOUGH);
        assertEquals(State.PENDING, outcome.state());
        assertTrue(outcome.detail().contains("There is no Glue crawler 'shop-nightly'"), outcome.detail());
    }

    @Test
    void interruptedWaitIsPendingAndStaysInterrupted() throws InterruptedException {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/")).taking(Duration.ofMinutes(1));
        var outcome = new AtomicReference<CatalogOutcome>();
        var thread = Thread.ofPlatform().start(() -> {
            outcome.set(update(ENOUGH));
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
    void nothingPublishedStartsNothing() {
        try (var catalog = catalog(ENOUGH)) {
            assertEquals(
                    State.CURRENT, catalog.show(List.of(), Published.always()).state());
        }
        assertEquals(List.of(), glue.calls());
    }

    @Test
    void missingCrawlerIsRefusedWithThoseThatExist() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        glue.crawler("billing", "billing", bucket.uri("billing/"));
        try (var catalog = new CrawlerCatalog(crawler("shop-nigthly"), "s3://b/p/", ENOUGH, Optional.empty())) {
            var e = assertThrows(EtlException.class, catalog::check);
            assertEquals(ExitCode.USAGE, e.exitCode());
            assertEquals(
                    "There is no Glue crawler 'shop-nigthly' at %s. There are: billing, shop-nightly. Correct the name (catalog.crawler), or create the crawler."
                            .formatted(glue.endpoint()),
                    e.getMessage());
        }
    }

    @Test
    void presentCrawlerIsAccepted() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        try (var catalog = catalog(ENOUGH)) {
            catalog.check();
            assertEquals("crawler shop-nightly", catalog.describe());
        }
        assertEquals(List.of("GetCrawler", "GetTables"), glue.calls());
    }

    @Test
    void deniedPermissionIsTold() {
        glue.fail(
                "GetCrawler",
                1,
                new FakeGlue.Failure(
                        400, "AccessDeniedException", "User: etl is not authorized to perform: glue:GetCrawler"));
        try (var catalog = catalog(ENOUGH)) {
            var e = assertThrows(EtlException.class, catalog::check);
            assertEquals(ExitCode.USAGE, e.exitCode());
            assertTrue(e.getMessage().contains("not authorized to perform: glue:GetCrawler"), e.getMessage());
        }
    }

    @Test
    void unreachableGlueFailsWithinSeconds() throws IOException {
        URI nobody;
        try (var closed = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + closed.getLocalPort());
        }
        try (var catalog = new CrawlerCatalog(
                GlueCrawler.open("shop-nightly", Aws.at(nobody), Aws.CREDENTIALS, POLL),
                "s3://b/p/",
                ENOUGH,
                Optional.empty())) {
            var e = assertThrows(EtlException.class, catalog::check);
            assertEquals(ExitCode.DESTINATION_UNAVAILABLE, e.exitCode());
            assertTrue(e.getMessage().contains("Glue at " + nobody + " can't be reached"), e.getMessage());
        }
    }

    @Test
    void crawlerIsStartedAndWaitedForByHand() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/")).taking(Duration.ofMillis(100));
        try (var crawler = crawler("shop-nightly")) {
            assertTrue(crawler.status().ready());
            assertTrue(crawler.start());
            assertFalse(crawler.start());
            assertEquals("RUNNING", crawler.status().state());
            var status = crawler.awaitReady(ENOUGH);
            assertEquals("READY", status.state());
            assertEquals("shop", status.database());
            assertEquals(List.of(bucket.uri("shop/")), status.targets());
            var crawl = status.lastCrawl();
            assertTrue(crawl != null && crawl.succeeded() && crawl.started() != null);
        }
    }

    @Test
    void waitingByHandEndsAtTheDeadline() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .taking(Duration.ofMinutes(1))
                .startedElsewhere();
        try (var crawler = crawler("shop-nightly")) {
            var e = assertThrows(EtlException.class, () -> crawler.awaitReady(Duration.ofMillis(100)));
            assertEquals(ExitCode.CATALOG_PENDING, e.exitCode());
        }
    }

    @TempDir
    private Path directory;

    /// A small file of what is selected.
    private byte[] parquet(String query) throws IOException {
        var file = directory.resolve("file.parquet");
        Files.deleteIfExists(file);
        DuckDb.write(query, file);
        return Files.readAllBytes(file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id bigint | The table shop.orders doesn't have the columns of the files: id is int, and bigint in the files.",
                "total int | The table shop.orders doesn't have the columns of the files: total int is missing.",
            })
    void wrongColumnsAreTold(String column, String told) throws IOException {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", parquet("select 1::int id"));
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));

        var outcome = show(orders(new GlueColumn(column.split(" ")[0], column.split(" ")[1])));

        assertEquals(State.WRONG, outcome.state(), outcome.detail());
        assertTrue(outcome.detail().contains(told), outcome.detail());
        assertTrue(outcome.detail().contains("UPDATE_IN_DATABASE"), outcome.detail());
    }

    @Test
    void moreAndWiderColumnsAreRight() throws IOException {
        bucket.put("shop/orders/dt=2026-11-21/1.parquet", parquet("select 1::bigint id, 2::int gone"));
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", parquet("select 1::bigint id"));
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));

        var outcome = show(orders(new GlueColumn("id", "int")));

        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
    }

    @Test
    void missingTableAndMissingPartitionAreTold() {
        bucket.put("shop/orders/dt=2026-11-21/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));

        var outcome = show(
                orders(),
                Published.partition("users", "dt=2026-11-22", FileKey.Layout.RUN_IN_NAME, "20261122T010203Z-4f1c0001"));

        assertEquals(State.WRONG, outcome.state(), outcome.detail());
        assertTrue(outcome.detail().contains("shop.orders has no partition dt=2026-11-22."), outcome.detail());
        assertTrue(
                outcome.detail().contains("There is no table shop.users for " + bucket.uri("shop/users/")),
                outcome.detail());
    }

    @Test
    void otherPartitionKeysAreTold() {
        bucket.put("shop/orders/day=2026-11-22/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));

        var outcome = show(orders());

        assertEquals(State.WRONG, outcome.state(), outcome.detail());
        assertTrue(outcome.detail().contains("is partitioned by day instead of dt"), outcome.detail());
    }

    @ParameterizedTest
    @CsvSource({"tmp/1.parquet, tmp", "_etl/dt=x/day=y/1.parquet, _etl"})
    void strayTablesAreTold(String key, String table) {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        bucket.put("shop/" + key, new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));

        var outcome = show(orders());

        assertEquals(State.WRONG, outcome.state(), outcome.detail());
        assertTrue(
                outcome.detail()
                        .contains("tables that no task publishes: shop.%s at %s."
                                .formatted(table, bucket.uri("shop/" + table + "/"))),
                outcome.detail());
    }

    @Test
    void tablesOfOtherTasksAndOfEarlierAreNoStrays() {
        bucket.put("shop/tmp/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        try (var crawler = crawler("shop-nightly")) {
            crawler.start();
            crawler.awaitReady(ENOUGH);
        }
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        bucket.put("shop/users/dt=2026-11-21/1.parquet", new byte[1]);

        var outcome = show(orders());

        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
        assertEquals(List.of("orders", "tmp", "users"), glue.tables("shop"));
    }

    /// A turn that a newer commit has taken.
    private static final Turn OVER = new Turn() {
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

    @Test
    void crawlIsLeftToANewerRun() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        try (var catalog = catalog(ENOUGH)) {
            assertEquals(State.CURRENT, catalog.show(List.of(orders()), OVER).state());
            assertEquals(State.CURRENT, catalog.showAgain(OVER).state());
        }
        assertEquals(0, glue.calls("StartCrawler"));
    }

    @Test
    void whatWasTakenBackIsCrawledAgain() {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        try (var catalog = catalog(ENOUGH)) {
            assertEquals(State.CURRENT, catalog.showAgain(Published.always()).state());
        }
        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "orders"));
    }

    private void crawled(String... partitions) {
        for (var partition : partitions) {
            bucket.put("shop/" + partition + "/1.parquet", new byte[1]);
        }
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        try (var crawler = crawler("shop-nightly")) {
            crawler.start();
            crawler.awaitReady(ENOUGH);
        }
    }

    private static PartitionName name(String path) {
        return new PartitionName(path.substring(0, path.indexOf('/')), path.substring(path.indexOf('/') + 1));
    }

    @Test
    void registeredPartitionsAreTakenOutBeforeTheirFilesChange() throws IOException {
        crawled("orders/dt=2026-11-21", "orders/dt=2026-11-22", "users/dt=2026-11-22");
        try (var catalog = catalog(ENOUGH)) {
            catalog.hide(
                    List.of(name("orders/dt=2026-11-22"), name("users/dt=2026-11-21"), name("items/dt=2026-11-22")),
                    Published.always());
        }
        assertEquals(List.of("dt=2026-11-21"), glue.partitions("shop", "orders"));
        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "users"));
        assertEquals(1, glue.calls("BatchDeletePartition"));
    }

    @Test
    void firstPublishAsksOnceForEachTable() throws IOException {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        try (var catalog = catalog(ENOUGH)) {
            catalog.hide(List.of(name("orders/dt=2026-11-22"), name("users/dt=2026-11-22")), Published.always());
        }
        assertEquals(List.of("GetCrawler", "GetPartition", "GetPartition"), glue.calls());
    }

    @Test
    void partitionsAreTakenOutInBatches() throws IOException {
        var partitions = IntStream.range(0, 60)
                .mapToObj("orders/dt=2026-%02d"::formatted)
                .toArray(String[]::new);
        crawled(partitions);
        try (var catalog = catalog(ENOUGH)) {
            catalog.hide(
                    java.util.Arrays.stream(partitions)
                            .map(CrawlerCatalogTest::name)
                            .toList(),
                    Published.always());
        }
        assertEquals(List.of(), glue.partitions("shop", "orders"));
        assertEquals(3, glue.calls("BatchDeletePartition"));
    }

    @Test
    void nothingIsTakenOutOutOfTurn() throws IOException {
        crawled("orders/dt=2026-11-22");
        try (var catalog = catalog(ENOUGH)) {
            catalog.hide(List.of(name("orders/dt=2026-11-22")), OVER);
        }
        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "orders"));
    }

    @Test
    void crawlUnderWayEndsBeforePartitionsAreTakenOut() throws IOException {
        crawled("orders/dt=2026-11-22");
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .taking(Duration.ofMillis(200))
                .startedElsewhere();
        try (var catalog = catalog(ENOUGH)) {
            catalog.hide(List.of(name("orders/dt=2026-11-22")), Published.always());
        }
        // The crawl would have brought it back.
        assertEquals(List.of(), glue.partitions("shop", "orders"));
    }

    @Test
    void crawlThatDoesNotEndIsAFailureOfHiding() {
        crawled("orders/dt=2026-11-22");
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .taking(Duration.ofMinutes(1))
                .startedElsewhere();
        try (var catalog = catalog(Duration.ofMillis(100))) {
            var e = assertThrows(
                    IOException.class, () -> catalog.hide(List.of(name("orders/dt=2026-11-22")), Published.always()));
            assertTrue(String.valueOf(e.getMessage()).contains("is still RUNNING after 0.1s"), e.getMessage());
        }
        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "orders"));
    }

    @ParameterizedTest
    @CsvSource({
        "GetPartition, glue:GetPartition",
        "BatchDeletePartition, glue:BatchDeletePartition and glue:DeletePartition"
    })
    void missingPermissionIsNamed(String operation, String permission) {
        crawled("orders/dt=2026-11-22");
        glue.fail(operation, 1, new FakeGlue.Failure(400, "AccessDeniedException", "etl is not authorized"));
        try (var catalog = catalog(ENOUGH)) {
            var e = assertThrows(
                    EtlException.class, () -> catalog.hide(List.of(name("orders/dt=2026-11-22")), Published.always()));
            assertEquals(ExitCode.USAGE, e.exitCode());
            assertTrue(e.getMessage().contains("Give the role " + permission + ","), e.getMessage());
        }
    }

    @Test
    void tablesThatCannotBeListedArePending() {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        glue.fail("GetTables", 1, new FakeGlue.Failure(400, "AccessDeniedException", "etl is not authorized"));

        var outcome = update(ENOUGH);

        assertEquals(State.PENDING, outcome.state());
        assertTrue(outcome.detail().contains("Give the role glue:GetTables"), outcome.detail());
    }

    @Test
    void filesReplacedByACrawlAreNeverKept() {
        try (var catalog = catalog(ENOUGH)) {
            assertEquals(List.of(), catalog.settled(List.of(orders()), Duration.ZERO));
            assertEquals(FileKey.Layout.RUN_IN_NAME, catalog.layout());
        }
    }
}
