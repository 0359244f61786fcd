package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.Catalog;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.Published;
import etl.testkit.FakeGlue;
import etl.testkit.TestBucket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How partitions are taken out of a crawler's catalog before their files change.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CrawlerHidingTest implements DroppingContract {
    private final CrawledShop shop = new CrawledShop();
    private final FakeGlue glue = shop.glue;
    private final TestBucket bucket = shop.bucket;

    @AfterEach
    void close() {
        shop.close();
    }

    @Override
    public Catalog having(String... partitions) {
        shop.crawled(partitions);
        return shop.catalog(CrawledShop.ENOUGH);
    }

    @Override
    public FakeGlue glue() {
        return glue;
    }

    private static PartitionName name(String path) {
        return new PartitionName(path.substring(0, path.indexOf('/')), path.substring(path.indexOf('/') + 1));
    }

    @Test
    void registered_partitions_are_taken_out_before_their_files_change() throws IOException {
        shop.crawled("orders/dt=2026-11-21", "orders/dt=2026-11-22", "users/dt=2026-11-22");
        try (var catalog = shop.catalog(CrawledShop.ENOUGH)) {
            catalog.hide(
                    List.of(name("orders/dt=2026-11-22"), name("users/dt=2026-11-21"), name("items/dt=2026-11-22")),
                    Published.always());
        }
        assertEquals(List.of("dt=2026-11-21"), glue.partitions("shop", "orders"));
        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "users"));
        assertEquals(1, glue.calls("BatchDeletePartition"));
    }

    @Test
    void first_publish_asks_once_for_each_table() throws IOException {
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        try (var catalog = shop.catalog(CrawledShop.ENOUGH)) {
            catalog.hide(List.of(name("orders/dt=2026-11-22"), name("users/dt=2026-11-22")), Published.always());
        }
        assertEquals(List.of("GetCrawler", "BatchGetPartition", "BatchGetPartition"), glue.calls());
    }

    @Test
    void partitions_are_taken_out_in_batches() throws IOException {
        var partitions = IntStream.range(0, 60)
                .mapToObj("orders/dt=2026-%02d"::formatted)
                .toArray(String[]::new);
        shop.crawled(partitions);
        try (var catalog = shop.catalog(CrawledShop.ENOUGH)) {
            catalog.hide(
                    java.util.Arrays.stream(partitions)
                            .map(CrawlerHidingTest::name)
                            .toList(),
                    Published.always());
        }
        assertEquals(List.of(), glue.partitions("shop", "orders"));
        assertEquals(3, glue.calls("BatchDeletePartition"));
    }

    /// AWS doesn't say whether a crawler unescapes: the fake doesn't, and somebody else may have.
    @Test
    void a_value_that_its_folder_escapes_is_found_either_way() throws IOException {
        shop.crawled("orders/dt=2026-11-22/country=a%2Fb", "orders/dt=2026-11-22/country=CH");
        try (var catalog = shop.catalog(CrawledShop.ENOUGH)) {
            assertEquals(
                    List.of(),
                    catalog.differences(List.of(Published.partition(
                            "orders",
                            "dt=2026-11-22/country=a%2Fb",
                            FileKey.Layout.RUN_IN_NAME,
                            "20261122T010203Z-4f1c0001"))));
            catalog.hide(List.of(name("orders/dt=2026-11-22/country=a%2Fb")), Published.always());
        }
        assertEquals(List.of("dt=2026-11-22/country=CH"), glue.partitions("shop", "orders"));
    }

    @Test
    void nothing_is_taken_out_out_of_turn() throws IOException {
        shop.crawled("orders/dt=2026-11-22");
        try (var catalog = shop.catalog(CrawledShop.ENOUGH)) {
            catalog.hide(List.of(name("orders/dt=2026-11-22")), CrawledShop.OVER);
        }
        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "orders"));
    }

    @Test
    void crawl_under_way_ends_before_partitions_are_taken_out() throws IOException {
        shop.crawled("orders/dt=2026-11-22");
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .taking(Duration.ofMillis(200))
                .startedElsewhere();
        try (var catalog = shop.catalog(CrawledShop.ENOUGH)) {
            catalog.hide(List.of(name("orders/dt=2026-11-22")), Published.always());
        }
        // The crawl would have brought it back.
        assertEquals(List.of(), glue.partitions("shop", "orders"));
    }

    @Test
    void crawl_that_does_not_end_is_a_failure_of_hiding() {
        shop.crawled("orders/dt=2026-11-22");
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"))
                .taking(Duration.ofMinutes(1))
                .startedElsewhere();
        try (var catalog = shop.catalog(Duration.ofMillis(100))) {
            var e = assertThrows(
                    IOException.class, () -> catalog.hide(List.of(name("orders/dt=2026-11-22")), Published.always()));
            assertTrue(String.valueOf(e.getMessage()).contains("is still RUNNING after 0.1s"), e.getMessage());
        }
        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "orders"));
    }

    @ParameterizedTest
    @CsvSource({
        "BatchGetPartition, glue:BatchGetPartition",
        "BatchDeletePartition, glue:BatchDeletePartition and glue:DeletePartition"
    })
    void missing_permission_is_named(String operation, String permission) {
        shop.crawled("orders/dt=2026-11-22");
        glue.fail(operation, 1, new FakeGlue.Failure(400, "AccessDeniedException", "etl is not authorized"));
        try (var catalog = shop.catalog(CrawledShop.ENOUGH)) {
            var e = assertThrows(
                    EtlException.class, () -> catalog.hide(List.of(name("orders/dt=2026-11-22")), Published.always()));
            assertEquals(ExitCode.USAGE, e.exitCode());
            assertTrue(e.getMessage().contains("Give the role " + permission + ","), e.getMessage());
        }
    }
}
