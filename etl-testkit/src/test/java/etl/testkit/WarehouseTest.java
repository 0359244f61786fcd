package etl.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.testkit.WarehouseCatalog.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The audit and the reader find what is wrong: each case breaks one thing in a warehouse of two commits.
class WarehouseTest {
    private static final String FIRST = "20261122T000000Z-00000001";
    private static final String SECOND = "20261122T010000Z-00000002";
    private static final String PARTITION = "orders/dt=2026-11-22/";

    @TempDir
    Path folder;

    private final TestBucket bucket = TestS3.bucket();
    private final FakeGlue glue = FakeGlue.start();
    private final Warehouse warehouse = Warehouse.of(bucket, "shop/");

    @AfterEach
    void close() {
        glue.close();
        bucket.close();
    }

    /// Breaks a warehouse.
    interface Damage {
        void to(WarehouseTest test);
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("(1)", test -> test.put("shop/" + PARTITION + "20261122T020000Z-00000003-00000.parquet")),
                damage("(1)", test -> test.control("0000000001.void", "")),
                damage("(2)", test -> test.commit(2, SECOND, "03", "04", 10)),
                damage("(3)", test -> test.delete("_etl/shop/commits/0000000000.done")),
                damage("(3)", test -> test.delete("_etl/shop/commits/0000000001.files")),
                damage("(3)", test -> test.control("0000000000.done", "{\"at\":\"2026-11-22T01:30:00Z\"}")),
                damage("(4)", test -> test.file(FIRST, 0, 10)),
                damage("(4)", test -> test.delete("shop/" + PARTITION + SECOND + "-00001.parquet")),
                damage("(4)", test -> test.put("shop/" + PARTITION + SECOND + "-00001.parquet")),
                damage("(4)", test -> test.file(SECOND, 1, 11)),
                damage("(5)", test -> test.put("_etl/shop/runs/" + FIRST + ".json")),
                damage(
                        "(5)",
                        test -> TestS3.client()
                                .createMultipartUpload(request ->
                                        request.bucket(test.bucket.name()).key("shop/" + PARTITION + "x"))));
    }

    private static Arguments damage(String invariant, Damage damage) {
        return Arguments.of(invariant, damage);
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("damages")
    void what_breaks_an_invariant_is_named(String invariant, Damage damage) {
        twoCommits();
        assertEquals(List.of(), WarehouseAudit.violations(warehouse, Optional.empty()));
        assertEquals(List.of(), WarehouseAudit.leftovers(warehouse));
        damage.to(this);
        var violations = new ArrayList<>(WarehouseAudit.violations(warehouse, Optional.empty()));
        violations.addAll(WarehouseAudit.leftovers(warehouse));
        assertTrue(violations.stream().anyMatch(line -> line.startsWith(invariant)), violations.toString());
    }

    @Test
    void a_second_commit_for_one_logical_time_is_wrong_unless_it_was_forced() {
        twoCommits();
        assertEquals(
                List.of("(2) commit 1 publishes orders/dt=2026-11-22 for 2026-11-22 again"),
                WarehouseAudit.publishedTwice(warehouse));
    }

    @Test
    void partitions_are_registered_where_their_newest_files_are() {
        twoCommits();
        var catalog = new WarehouseCatalog(glue, "shop", Kind.CRAWLER);
        assertEquals(
                List.of("(4) orders/dt=2026-11-22 is registered at nowhere, and should be at " + bucket.uri("shop/")
                        + PARTITION),
                WarehouseAudit.violations(warehouse, Optional.of(catalog)));
        crawl();
        assertEquals(List.of(), WarehouseAudit.violations(warehouse, Optional.of(catalog)));
        var direct = WarehouseAudit.violations(warehouse, Optional.of(new WarehouseCatalog(glue, "shop", Kind.DIRECT)));
        assertEquals(1, direct.size(), direct.toString());
    }

    @Test
    void a_reader_accepts_one_whole_run_and_no_other_sight() throws InterruptedException {
        twoCommits();
        crawl();
        var catalog = Optional.of(new WarehouseCatalog(glue, "shop", Kind.CRAWLER));
        assertEquals(List.of(), seen(catalog).violations());
        file(FIRST, 0, 10);
        assertSees(catalog, "files of the runs " + FIRST + " and " + SECOND);
        delete("shop/" + PARTITION + FIRST + "-00000.parquet");
        delete("shop/" + PARTITION + SECOND + "-00000.parquet");
        assertSees(catalog, "10 rows of run " + SECOND + ", which published 20");
        assertEquals(List.of(), seen(Optional.empty()).violations());
        file("20261122T020000Z-00000003", 0, 10);
        assertSees(Optional.empty(), "no commit names it");
    }

    private WarehouseReader.Seen seen(Optional<WarehouseCatalog> catalog) throws InterruptedException {
        try (var reader = WarehouseReader.start(warehouse, catalog)) {
            Thread.sleep(300);
            var seen = reader.stop();
            assertTrue(seen.observations() > 0, "it saw nothing");
            return seen;
        }
    }

    private void assertSees(Optional<WarehouseCatalog> catalog, String expected) throws InterruptedException {
        var seen = seen(catalog);
        assertTrue(seen.violations().stream().anyMatch(line -> line.contains(expected)), seen.toString());
    }

    private void crawl() {
        glue.crawler("nightly", "shop", bucket.uri("shop/")).startedElsewhere();
        while (glue.tables("shop").isEmpty()) {
            Thread.onSpinWait();
        }
    }

    /// The second replaces the first.
    private void twoCommits() {
        commit(0, FIRST, "00", "01", 10);
        commit(1, SECOND, "01", "02", 20);
        file(SECOND, 0, 10);
        file(SECOND, 1, 10);
    }

    private void commit(int number, String run, String decided, String done, int rows) {
        var files = new StringBuilder();
        for (var i = 0; i < 2; i++) {
            files.append(i == 0 ? "" : ",").append("""
                            {"key":{"table":"orders","partition":"dt=2026-11-22","runId":"%s","number":%d,"layout":"RUN_IN_NAME"},"bytes":%d}
                            """.formatted(run, i, parquet(run, 10).length));
        }
        control("%010d.json".formatted(number), """
                {"runId":"%s","logicalTime":"2026-11-22","decidedAt":"2026-11-22T%s:00:00Z","partitions":[
                 {"name":{"table":"orders","partition":"dt=2026-11-22"},"rows":%d,"files":[%s]}]}
                """.formatted(run, decided, rows, files));
        control("%010d.files".formatted(number), "");
        control("%010d.done".formatted(number), "{\"at\":\"2026-11-22T" + done + ":00:00Z\"}");
    }

    private void control(String name, String text) {
        bucket.put("_etl/shop/commits/" + name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void file(String run, int number, int rows) {
        bucket.put("shop/%s%s-%05d.parquet".formatted(PARTITION, run, number), parquet(run, rows));
    }

    private void put(String key) {
        bucket.put(key, new byte[1]);
    }

    private void delete(String key) {
        TestS3.client().deleteObject(request -> request.bucket(bucket.name()).key(key));
    }

    private byte[] parquet(String run, int rows) {
        var file = folder.resolve(run + rows);
        try {
            if (!Files.exists(file)) {
                DuckDb.write("select * from range(" + rows + ")", file, "kv_metadata {'etl.run': '" + run + "'}");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
