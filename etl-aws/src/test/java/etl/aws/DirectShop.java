package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.inspect.GlueColumn;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.CatalogOutcome.State;
import etl.tasks.publish.FileKey.Layout;
import etl.tasks.publish.Published;
import etl.tasks.publish.VisiblePartition;
import etl.testkit.FakeGlue;
import etl.testkit.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

/// A Glue without a crawler, the catalog mode direct on its database `shop` through a proxy, and a client of somebody else.
final class DirectShop implements AutoCloseable {
    static final String DESTINATION = "s3://bucket/shop/";
    static final String FIRST = "20261122T010203Z-4f1c0001";
    static final String SECOND = "20261122T020304Z-4f1c0002";
    static final String DAY = "dt=2026-11-22";
    static final Duration ENOUGH = Duration.ofSeconds(30);

    final FakeGlue glue = FakeGlue.start();
    final FaultProxy proxy = FaultProxy.before(glue.endpoint());
    final GlueClient stranger = GlueClient.builder()
            .endpointOverride(glue.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(Aws.CREDENTIALS)
            .build();
    final DirectCatalog catalog =
            DirectCatalog.open("shop", DESTINATION, ENOUGH, Aws.at(proxy.endpoint()), Aws.CREDENTIALS);

    @Override
    public void close() {
        catalog.close();
        stranger.close();
        proxy.close();
        glue.close();
    }

    static VisiblePartition orders(String run, String... columns) {
        return partition("orders", DAY, run, columns);
    }

    static VisiblePartition partition(String table, String partition, String run, String... columns) {
        return Published.partition(table, partition, Layout.RUN_AS_FOLDER, run, columns(columns));
    }

    static GlueColumn[] columns(String... columns) {
        return java.util.stream.Stream.of(columns)
                .map(column -> column.split(" ", 2))
                .map(column -> new GlueColumn(column[0], column[1]))
                .toArray(GlueColumn[]::new);
    }

    CatalogOutcome show(VisiblePartition... partitions) {
        return catalog.show(List.of(partitions), Published.always());
    }

    Table table(String name) {
        return stranger.getTable(request -> request.databaseName("shop").name(name))
                .table();
    }

    Partition partition(String table, String value) {
        return stranger.getPartition(
                        request -> request.databaseName("shop").tableName(table).partitionValues(value))
                .partition();
    }

    static List<String> text(List<Column> columns) {
        return columns.stream()
                .map(column -> column.name() + " " + column.type())
                .toList();
    }

    /// The table as somebody changes it by hand.
    void change(String name, UnaryOperator<TableInput.Builder> change) {
        var table = table(name);
        stranger.updateTable(request -> request.databaseName("shop")
                .tableInput(change.apply(TableInput.builder()
                                .name(name)
                                .tableType(table.tableType())
                                .partitionKeys(table.partitionKeys())
                                .parameters(table.parameters())
                                .storageDescriptor(table.storageDescriptor()))
                        .build()));
    }

    static void assertWrong(String said, CatalogOutcome outcome) {
        assertEquals(State.WRONG, outcome.state(), outcome.detail());
        assertTrue(outcome.detail().contains(said), outcome.detail());
    }
}
