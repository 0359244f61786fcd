package etl.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.BatchUpdatePartitionRequestEntry;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.CrawlerState;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.PartitionValueList;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.TableInput;

class FakeGlueTest {
    private static final Column ID = column("id", "int");

    private final FakeGlue glue = FakeGlue.start();
    private final GlueClient client = GlueClient.builder()
            .endpointOverride(glue.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .build();

    @BeforeEach
    void table() {
        client.createDatabase(request -> request.databaseInput(input -> input.name("shop")));
        client.createTable(request -> request.databaseName("shop").tableInput(table(ID)));
    }

    @AfterEach
    void close() {
        client.close();
        glue.close();
    }

    private static Column column(String name, String type) {
        return Column.builder().name(name).type(type).build();
    }

    private static TableInput table(Column... columns) {
        return TableInput.builder()
                .name("orders")
                .parameters(Map.of("made-by", "etl"))
                .partitionKeys(column("dt", "string"))
                .storageDescriptor(storage("s3://b/shop/orders/", columns))
                .build();
    }

    private static StorageDescriptor storage(String location, Column... columns) {
        return StorageDescriptor.builder().location(location).columns(columns).build();
    }

    private static PartitionInput partition(String dt, String location) {
        return PartitionInput.builder()
                .values(dt)
                .parameters(Map.of("run", location))
                .storageDescriptor(storage(location, ID))
                .build();
    }

    private static List<PartitionInput> partitions(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> partition("%05d".formatted(i), "s3://b/%d/".formatted(i)))
                .toList();
    }

    private static List<PartitionValueList> values(int count) {
        return partitions(count).stream()
                .map(partition ->
                        PartitionValueList.builder().values(partition.values()).build())
                .toList();
    }

    @Test
    void databases_and_tables_are_made_once() {
        assertEquals(
                "shop",
                client.getDatabase(request -> request.name("shop")).database().name());
        assertThrows(EntityNotFoundException.class, () -> client.getDatabase(request -> request.name("other")));
        assertThrows(
                AlreadyExistsException.class,
                () -> client.createDatabase(request -> request.databaseInput(input -> input.name("shop"))));
        assertThrows(
                AlreadyExistsException.class,
                () -> client.createTable(request -> request.databaseName("shop").tableInput(table(ID))));
        assertThrows(
                EntityNotFoundException.class,
                () -> client.createTable(
                        request -> request.databaseName("other").tableInput(table(ID))));
        assertThrows(
                EntityNotFoundException.class,
                () -> client.getTable(request -> request.databaseName("shop").name("users")));
        assertThrows(EntityNotFoundException.class, () -> client.getTables(request -> request.databaseName("other")));
    }

    @Test
    void a_table_keeps_what_it_was_given_and_is_updated_by_version() {
        var first = client.getTable(request -> request.databaseName("shop").name("orders"))
                .table();
        assertEquals(Map.of("made-by", "etl"), first.parameters());
        assertEquals(List.of(column("dt", "string")), first.partitionKeys());
        assertEquals(storage("s3://b/shop/orders/", ID), first.storageDescriptor());
        var wider = table(ID, column("amount", "decimal(12,2)"));
        client.updateTable(request -> request.databaseName("shop")
                .tableInput(wider)
                .versionId(first.versionId())
                .skipArchive(true));
        assertThrows(
                ConcurrentModificationException.class,
                () -> client.updateTable(request ->
                        request.databaseName("shop").tableInput(table(ID)).versionId(first.versionId())));
        assertEquals(List.of("id int", "amount decimal(12,2)"), glue.columns("shop", "orders"));
        client.updateTable(request -> request.databaseName("shop").tableInput(table(ID)));
        assertEquals(List.of("id int"), glue.columns("shop", "orders"));
        client.deleteTable(request -> request.databaseName("shop").name("orders"));
        assertEquals(List.of(), glue.tables("shop"));
    }

    @Test
    void a_partition_is_made_moved_and_deleted() {
        client.createPartition(request ->
                request.databaseName("shop").tableName("orders").partitionInput(partition("1", "s3://b/one/")));
        assertThrows(
                AlreadyExistsException.class,
                () -> client.createPartition(request ->
                        request.databaseName("shop").tableName("orders").partitionInput(partition("1", "s3://b/x/"))));
        assertThrows(
                InvalidInputException.class,
                () -> client.createPartition(request -> request.databaseName("shop")
                        .tableName("orders")
                        .partitionInput(input -> input.values("1", "2"))));
        client.updatePartition(request -> request.databaseName("shop")
                .tableName("orders")
                .partitionValueList("1")
                .partitionInput(partition("1", "s3://b/two/")));
        var moved = client.getPartition(request ->
                        request.databaseName("shop").tableName("orders").partitionValues("1"))
                .partition();
        assertEquals(storage("s3://b/two/", ID), moved.storageDescriptor());
        assertEquals(Map.of("run", "s3://b/two/"), moved.parameters());
        assertEquals(List.of("1"), moved.values());
        assertEquals(Map.of("dt=1", "s3://b/two/"), glue.locations("shop", "orders"));
        client.deletePartition(
                request -> request.databaseName("shop").tableName("orders").partitionValues("1"));
        assertThrows(
                EntityNotFoundException.class,
                () -> client.getPartition(request ->
                        request.databaseName("shop").tableName("orders").partitionValues("1")));
        assertThrows(
                EntityNotFoundException.class,
                () -> client.updatePartition(request -> request.databaseName("shop")
                        .tableName("orders")
                        .partitionValueList("1")
                        .partitionInput(partition("1", "s3://b/two/"))));
    }

    @Test
    void batches_are_limited_and_name_what_failed() {
        assertTooLong(() -> client.batchCreatePartition(
                request -> request.databaseName("shop").tableName("orders").partitionInputList(partitions(101))));
        client.batchCreatePartition(
                request -> request.databaseName("shop").tableName("orders").partitionInputList(partitions(99)));
        var again = client.batchCreatePartition(
                request -> request.databaseName("shop").tableName("orders").partitionInputList(partitions(100)));
        assertEquals(99, again.errors().size());
        assertEquals(List.of("00000"), again.errors().getFirst().partitionValues());
        assertEquals(
                "AlreadyExistsException",
                again.errors().getFirst().errorDetail().errorCode());
        assertEquals(100, glue.partitions("shop", "orders").size());

        assertTooLong(() -> client.batchGetPartition(
                request -> request.databaseName("shop").tableName("orders").partitionsToGet(values(1001))));
        assertEquals(
                100,
                client.batchGetPartition(request ->
                                request.databaseName("shop").tableName("orders").partitionsToGet(values(1000)))
                        .partitions()
                        .size());

        var entries = List.of(entry("00007", "s3://b/new/"), entry("00200", "s3://b/new/"));
        var updated = client.batchUpdatePartition(
                request -> request.databaseName("shop").tableName("orders").entries(entries));
        assertEquals(List.of("00200"), updated.errors().getFirst().partitionValueList());
        assertEquals(1, updated.errors().size());
        assertEquals("s3://b/new/", glue.locations("shop", "orders").get("dt=00007"));

        assertTooLong(() -> client.batchDeletePartition(
                request -> request.databaseName("shop").tableName("orders").partitionsToDelete(values(26))));
        var delete = values(101).subList(80, 101);
        var deleted = client.batchDeletePartition(
                request -> request.databaseName("shop").tableName("orders").partitionsToDelete(delete));
        assertEquals(1, deleted.errors().size());
        assertEquals(List.of("00100"), deleted.errors().getFirst().partitionValues());
        assertEquals(
                "EntityNotFoundException",
                deleted.errors().getFirst().errorDetail().errorCode());
        assertEquals(80, glue.partitions("shop", "orders").size());
    }

    private static BatchUpdatePartitionRequestEntry entry(String dt, String location) {
        return BatchUpdatePartitionRequestEntry.builder()
                .partitionValueList(dt)
                .partitionInput(partition(dt, location))
                .build();
    }

    private static void assertTooLong(org.junit.jupiter.api.function.Executable request) {
        var refused = assertThrows(GlueException.class, request);
        assertTrue(String.valueOf(refused.getMessage()).contains("length less than or equal to"), refused.toString());
    }

    @Test
    void partitions_come_in_pages() {
        for (var from = 0; from < 1100; from += 100) {
            var batch = partitions(1100).subList(from, from + 100);
            client.batchCreatePartition(
                    request -> request.databaseName("shop").tableName("orders").partitionInputList(batch));
        }
        var first = client.getPartitions(request -> request.databaseName("shop").tableName("orders"));
        assertEquals(1000, first.partitions().size());
        var second = client.getPartitions(
                request -> request.databaseName("shop").tableName("orders").nextToken(first.nextToken()));
        assertEquals(100, second.partitions().size());
        assertNull(second.nextToken());
        var one = client.getPartitions(
                request -> request.databaseName("shop").tableName("orders").expression("dt = '00042'"));
        assertEquals(List.of("00042"), one.partitions().getFirst().values());
        assertThrows(
                InvalidInputException.class,
                () -> client.getPartitions(request ->
                        request.databaseName("shop").tableName("orders").expression("dt > '1'")));
    }

    @Test
    void a_crawl_brings_back_what_was_deleted_and_deletes_nothing(@TempDir Path folder) throws Exception {
        try (var bucket = TestS3.bucket()) {
            var file = folder.resolve("a.parquet");
            DuckDb.write("select 1::int id, 2::bigint amount", file);
            bucket.put("shop/orders/dt=1/a.parquet", Files.readAllBytes(file));
            bucket.put("_etl/shop/commits/0000000000.json", new byte[] {1});
            client.createPartition(request ->
                    request.databaseName("shop").tableName("orders").partitionInput(partition("0", "s3://b/zero/")));
            var crawler = glue.crawler("nightly", "shop", bucket.uri("shop/")).taking(Duration.ofMillis(1));
            crawl();
            assertEquals(
                    Map.of("dt=0", "s3://b/zero/", "dt=1", bucket.uri("shop/orders/dt=1/")),
                    glue.locations("shop", "orders"));
            assertEquals(List.of("id int", "amount bigint"), glue.columns("shop", "orders"));
            assertEquals(List.of("orders"), glue.tables("shop"));

            client.batchDeletePartition(request -> request.databaseName("shop")
                    .tableName("orders")
                    .partitionsToDelete(PartitionValueList.builder().values("1").build()));
            assertEquals(List.of("dt=0"), glue.partitions("shop", "orders"));
            crawler.taking(Duration.ofMillis(20));
            crawl();
            assertEquals(List.of("dt=0", "dt=1"), glue.partitions("shop", "orders"));
        }
    }

    private void crawl() throws InterruptedException {
        client.startCrawler(request -> request.name("nightly"));
        while (client.getCrawler(request -> request.name("nightly")).crawler().state() != CrawlerState.READY) {
            Thread.sleep(1);
        }
    }
}
