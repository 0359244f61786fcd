package etl.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.demo.Program.Ended;
import etl.testkit.DuckDb;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The main job of the packaged program: Postgres to S3, then the crawler. It holds for the embedded servers and for
/// those of containers.
interface SmokeContract {
    String CRAWLER = "shop-nightly";

    TestDatabase source();

    /// An empty bucket.
    TestBucket bucket();

    URI s3();

    /// Glue, with the crawler [#CRAWLER].
    URI glue();

    /// Whether the crawler makes tables of what it finds. Emulators only pretend to crawl, and a run must notice that
    /// its tables aren't there.
    boolean crawlerMakesTables();

    /// @param folder an existing, empty folder
    default Program program(Path folder) {
        return new Program(folder, source(), s3(), glue());
    }

    private static List<List<@Nullable String>> sorted(List<List<@Nullable String>> rows) {
        return rows.stream().sorted(Comparator.comparing(Object::toString)).toList();
    }

    @Test
    default void a_task_is_on_s3_equal_to_the_database_and_its_crawler_has_run(@TempDir Path folder)
            throws IOException, InterruptedException {
        Program program = program(folder);
        Ended filled = program.run("insert-data", "--rows", "2000");
        assertEquals(0, filled.code(), filled.err());
        Ended run = program.run(
                "run",
                "--task",
                "orders",
                "--date",
                "2026-11-22",
                "--dest",
                bucket().uri("shop/"),
                "--crawler",
                CRAWLER,
                "--output",
                "json");
        assertEquals(crawlerMakesTables() ? 0 : 13, run.code(), run.err());
        List<String> keys = bucket().keys("shop/");
        assertEquals(1, keys.size(), keys.toString());
        assertTrue(
                keys.get(0).matches("shop/orders/dt=2026-11-22/\\d{8}T\\d{6}Z-[0-9a-f]{8}-00000\\.parquet"),
                keys.toString());
        assertEquals(List.of(), bucket().pendingUploads());
        bucket().download("shop/", folder.resolve("s3"));
        assertEquals(sorted(source().rows("""
                                        select id, user_id, product_id, status, country, currency, quantity, amount, reference, attributes, created_at
                                        from orders
                                        """)), sorted(DuckDb.file(folder + "/s3/shop/orders/*/*.parquet")));
        assertEquals(crawlerMakesTables() ? "current" : "wrong", catalogState(folder, run));
    }

    @Test
    default void in_mode_direct_the_program_makes_the_table_itself(@TempDir Path folder)
            throws IOException, InterruptedException {
        Program program = program(folder).with("ETL_CATALOG_MODE", "direct").with("ETL_CATALOG_DATABASE", "direct");
        source().execute("create table direct as select n as id from generate_series(1, 100) as n");
        Ended run =
                program.run("run", "--table", "public.direct", "--dest", bucket().uri("direct/"), "--output", "json");
        assertEquals(0, run.code(), run.err());
        assertEquals("current", catalogState(folder, run));
    }

    private static String catalogState(Path folder, Ended run) throws IOException {
        Files.writeString(folder.resolve("report.json"), run.out());
        return DuckDb.rows("select catalog.state from read_json('" + folder + "/report.json')")
                .get(0)
                .get(0);
    }

    @Test
    default void a_mistake_is_one_message_with_its_exit_code_and_leaves_nothing(@TempDir Path folder)
            throws IOException, InterruptedException {
        Ended ended = program(folder)
                .run("run", "--table", "public.no_such_table", "--dest", bucket().uri("shop/"), "--log-format", "text");
        assertEquals(2, ended.code(), ended.err());
        assertTrue(ended.err().contains("public.no_such_table"), ended.err());
        assertFalse(ended.err().contains("\tat "), ended.err());
        assertEquals(List.of(), bucket().keys());
        assertEquals(List.of(), bucket().pendingUploads());
    }
}
