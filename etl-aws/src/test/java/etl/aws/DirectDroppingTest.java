package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.Catalog;
import etl.tasks.publish.PartitionName;
import etl.tasks.publish.Published;
import etl.testkit.FakeGlue;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How the catalog mode direct takes partitions away for good.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DirectDroppingTest implements DroppingContract {
    private final DirectShop shop = new DirectShop();

    @AfterEach
    void close() {
        shop.close();
    }

    @Override
    public Catalog having(String... partitions) {
        var unused = shop.catalog.show(
                Stream.of(partitions)
                        .map(path -> path.split("/", 2))
                        .map(path -> DirectShop.partition(path[0], path[1], DirectShop.FIRST, "a int"))
                        .toList(),
                Published.always());
        return shop.catalog;
    }

    @Override
    public FakeGlue glue() {
        return shop.glue;
    }

    private static final List<PartitionName> DAY = List.of(new PartitionName("orders", DirectShop.DAY));

    @Test
    void partition_of_somebody_else_stays() throws IOException {
        having("orders/" + DirectShop.DAY);
        shop.stranger.updatePartition(request -> request.databaseName("shop")
                .tableName("orders")
                .partitionValueList("2026-11-22")
                .partitionInput(input -> input.values("2026-11-22")
                        .storageDescriptor(storage -> storage.location("s3://other/orders/"))));

        shop.catalog.drop(DAY, Published.always());

        assertEquals(List.of(DirectShop.DAY), glue().partitions("shop", "orders"));
    }

    @Test
    void missing_permission_is_named_and_a_busy_service_is_a_failure_that_passes() {
        having("orders/" + DirectShop.DAY);
        glue().fail("BatchDeletePartition", 1, new FakeGlue.Failure(400, "AccessDeniedException", "not authorized"));
        var denied = assertThrows(EtlException.class, () -> shop.catalog.drop(DAY, Published.always()));
        assertEquals(ExitCode.USAGE, denied.exitCode());
        assertTrue(
                denied.getMessage().contains("glue:BatchDeletePartition and glue:DeletePartition"), denied::toString);

        glue().fail("BatchDeletePartition", 1, new FakeGlue.Failure(400, "OperationNotPermitted", "no"));
        assertThrows(IOException.class, () -> shop.catalog.drop(DAY, Published.always()));
    }

    @Test
    void table_without_partitions_has_none_to_drop() {
        assertThrows(
                IllegalArgumentException.class,
                () -> shop.catalog.drop(List.of(new PartitionName("orders", "")), Published.always()));
    }
}
