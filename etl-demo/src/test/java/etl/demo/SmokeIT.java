package etl.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.demo.Program.Ended;
import etl.testkit.FakeGlue;
import etl.testkit.TestBucket;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import etl.testkit.TestS3;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The smoke test with embedded Postgres, s3proxy, and a Glue that lists the bucket.
class SmokeIT implements SmokeContract {
    private TestDatabase source;
    private TestBucket bucket;
    private FakeGlue glue;

    @BeforeEach
    void start() {
        source = TestPostgres.database();
        bucket = TestS3.bucket();
        glue = FakeGlue.start();
        glue.crawler(CRAWLER, "shop", bucket.uri("shop/")).taking(Duration.ofMillis(300));
    }

    @AfterEach
    void stop() {
        glue.close();
        bucket.close();
        source.close();
    }

    @Override
    public TestDatabase source() {
        return source;
    }

    @Override
    public TestBucket bucket() {
        return bucket;
    }

    @Override
    public URI s3() {
        return TestS3.endpoint();
    }

    @Override
    public URI glue() {
        return glue.endpoint();
    }

    @Override
    public boolean crawlerMakesTables() {
        return true;
    }

    @Test
    void the_crawler_has_made_the_tables_of_all_tasks(@TempDir Path folder) throws IOException, InterruptedException {
        Program program = program(folder);
        assertEquals(0, program.run("insert-data", "--rows", "500").code());
        Ended run = program.run(
                "run",
                "--all",
                "--date",
                "2026-11-22",
                "--dest",
                bucket.uri("shop/"),
                "--crawler",
                CRAWLER,
                "--workers",
                "2");
        assertEquals(0, run.code(), run.err());
        assertEquals(List.of("combined_orders", "orders", "products", "users"), glue.tables("shop"));
        assertEquals(List.of("dt=2026-11-22"), glue.partitions("shop", "combined_orders"));
    }

    @Test
    void a_run_that_is_terminated_before_it_publishes_leaves_nothing_within_ten_seconds(@TempDir Path folder)
            throws IOException, InterruptedException {
        source.execute("""
                create table slow as select n as id, repeat(md5(n::text), 10) as pad from generate_series(1, 400000) as n;
                create view slower as select id, pad, pg_sleep(0.0005)::text as waited from slow
                """);
        Program program = program(folder);
        Process process = program.start("run", "--table", "public.slower", "--dest", bucket.uri("shop/"));
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (source.text(
                        "select count(*) from pg_stat_activity where application_name like 'etl/%' and query like 'COPY%' and state = 'active' and datname = current_database()")
                .equals("0")) {
            assertTrue(System.nanoTime() < deadline, "the run doesn't begin to read");
            Thread.sleep(50);
        }
        long signalled = System.nanoTime();
        process.destroy();
        Ended ended = program.ended(process);
        assertEquals(143, ended.code(), ended.err());
        assertTrue(System.nanoTime() - signalled < Duration.ofSeconds(10).toNanos(), "it took longer than 10 s");
        assertEquals(List.of(), bucket.keys());
        assertEquals(List.of(), bucket.pendingUploads());
    }
}
