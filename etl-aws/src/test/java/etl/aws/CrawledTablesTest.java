package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.inspect.GlueColumn;
import etl.tasks.publish.CatalogOutcome.State;
import etl.tasks.publish.FileKey;
import etl.tasks.publish.Published;
import etl.testkit.DuckDb;
import etl.testkit.FakeGlue;
import etl.testkit.TestBucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a crawl has made, compared with what was published.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CrawledTablesTest {
    private final CrawledShop shop = new CrawledShop();
    private final FakeGlue glue = shop.glue;
    private final TestBucket bucket = shop.bucket;

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void crawl_makes_published_files_known() throws IOException {
        bucket.put(
                "shop/orders/dt=2026-11-22/1.parquet",
                parquet("select 1::int id, 2.5::decimal(12,2) amount, timestamp '2026-11-22' created_at"));
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));

        var outcome = shop.show(CrawledShop.orders(
                new GlueColumn("id", "int"),
                new GlueColumn("Amount", "decimal(12,2)"),
                new GlueColumn("created_at", "timestamp")));

        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
        assertEquals("crawl SUCCEEDED: tables created 1, updated 0, deleted 0", outcome.detail());
        assertEquals(List.of("orders"), glue.tables("shop"));
        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "orders"));
        assertEquals(List.of("id int", "amount decimal(12,2)", "created_at timestamp"), glue.columns("shop", "orders"));
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
    void wrong_columns_are_told(String column, String told) throws IOException {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", parquet("select 1::int id"));
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));

        var outcome = shop.show(CrawledShop.orders(new GlueColumn(column.split(" ")[0], column.split(" ")[1])));

        assertEquals(State.WRONG, outcome.state(), outcome.detail());
        assertTrue(outcome.detail().contains(told), outcome.detail());
        assertTrue(outcome.detail().contains("UPDATE_IN_DATABASE"), outcome.detail());
    }

    @Test
    void more_and_wider_columns_are_right() throws IOException {
        bucket.put("shop/orders/dt=2026-11-21/1.parquet", parquet("select 1::bigint id, 2::int gone"));
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", parquet("select 1::bigint id"));
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));

        var outcome = shop.show(CrawledShop.orders(new GlueColumn("id", "int")));

        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
    }

    @Test
    void missing_table_and_missing_partition_are_told() {
        bucket.put("shop/orders/dt=2026-11-21/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));

        var outcome = shop.show(
                CrawledShop.orders(),
                Published.partition("users", "dt=2026-11-22", FileKey.Layout.RUN_IN_NAME, "20261122T010203Z-4f1c0001"));

        assertEquals(State.WRONG, outcome.state(), outcome.detail());
        assertTrue(outcome.detail().contains("shop.orders has no partition dt=2026-11-22."), outcome.detail());
        assertTrue(
                outcome.detail().contains("There is no table shop.users for " + bucket.uri("shop/users/")),
                outcome.detail());
    }

    @Test
    void other_partition_keys_are_told() {
        bucket.put("shop/orders/day=2026-11-22/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));

        var outcome = shop.show(CrawledShop.orders());

        assertEquals(State.WRONG, outcome.state(), outcome.detail());
        assertTrue(outcome.detail().contains("is partitioned by day instead of dt"), outcome.detail());
    }

    @ParameterizedTest
    @CsvSource({"tmp/1.parquet, tmp", "_etl/dt=x/day=y/1.parquet, _etl"})
    void stray_tables_are_told(String key, String table) {
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        bucket.put("shop/" + key, new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));

        var outcome = shop.show(CrawledShop.orders());

        assertEquals(State.WRONG, outcome.state(), outcome.detail());
        assertTrue(
                outcome.detail()
                        .contains("tables that no task publishes: shop.%s at %s."
                                .formatted(table, bucket.uri("shop/" + table + "/"))),
                outcome.detail());
    }

    @Test
    void tables_of_other_tasks_and_of_earlier_are_no_strays() {
        bucket.put("shop/tmp/1.parquet", new byte[1]);
        glue.crawler("shop-nightly", "shop", bucket.uri("shop/"));
        try (var crawler = shop.crawler("shop-nightly")) {
            crawler.start();
            crawler.awaitReady(CrawledShop.ENOUGH);
        }
        bucket.put("shop/orders/dt=2026-11-22/1.parquet", new byte[1]);
        bucket.put("shop/users/dt=2026-11-21/1.parquet", new byte[1]);

        var outcome = shop.show(CrawledShop.orders());

        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
        assertEquals(List.of("orders", "tmp", "users"), glue.tables("shop"));
    }
}
