package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.CatalogOutcome.State;
import etl.tasks.publish.Published;
import etl.tasks.publish.VisiblePartition;
import etl.testkit.FakeGlue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DirectCatalogTest {
    private final DirectShop shop = new DirectShop();

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void first_publish_makes_database_table_and_partition() {
        var before = Instant.now();

        var outcome = shop.show(DirectShop.orders(DirectShop.FIRST, "id bigint", "amount decimal(12,2)"));

        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
        assertEquals("tables created 1, changed 0; partitions added 1, switched 0", outcome.detail());
        var table = shop.table("orders");
        assertEquals("EXTERNAL_TABLE", table.tableType());
        assertEquals(
                Map.of("EXTERNAL", "TRUE", "classification", "parquet", "etl.managed", "true"), table.parameters());
        assertEquals(List.of("dt string"), DirectShop.text(table.partitionKeys()));
        var storage = table.storageDescriptor();
        assertEquals("s3://bucket/shop/orders/", storage.location());
        assertEquals(List.of("id bigint", "amount decimal(12,2)"), DirectShop.text(storage.columns()));
        assertEquals(
                "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
                storage.serdeInfo().serializationLibrary());
        assertEquals("org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat", storage.inputFormat());
        assertEquals("org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat", storage.outputFormat());
        var partition = shop.partition("orders", "2026-11-22");
        assertEquals(
                "s3://bucket/shop/orders/dt=2026-11-22/" + DirectShop.FIRST + "/",
                partition.storageDescriptor().location());
        assertEquals(
                List.of("id bigint", "amount decimal(12,2)"),
                DirectShop.text(partition.storageDescriptor().columns()));
        assertEquals("true", partition.parameters().get("etl.managed"));
        assertEquals(DirectShop.FIRST, partition.parameters().get("etl.run"));
        var switched = Instant.parse(partition.parameters().get("etl.switched"));
        assertTrue(!switched.isBefore(before) && !switched.isAfter(Instant.now()), switched.toString());
    }

    @Test
    void rerun_switches_the_partition_by_one_update() {
        shop.show(DirectShop.orders(DirectShop.FIRST, "id bigint"));

        var outcome = shop.show(DirectShop.orders(DirectShop.SECOND, "id bigint"));

        assertEquals("partitions added 0, switched 1", outcome.detail());
        assertEquals(
                Map.of(DirectShop.DAY, "s3://bucket/shop/orders/dt=2026-11-22/" + DirectShop.SECOND + "/"),
                shop.glue.locations("shop", "orders"));
        assertEquals(1, shop.glue.calls("BatchUpdatePartition"));
        assertEquals(0, shop.glue.calls("BatchDeletePartition"));
        assertEquals(
                DirectShop.SECOND,
                shop.partition("orders", "2026-11-22").parameters().get("etl.run"));
    }

    @Test
    void keys_that_glue_leaves_out_of_a_batch_again_and_again_are_asked_for_one_by_one() {
        shop.glue.leavingKeysUnprocessed();
        var first = shop.show(DirectShop.orders(DirectShop.FIRST, "id bigint"));
        assertEquals("tables created 1, changed 0; partitions added 1, switched 0", first.detail());

        var rerun = shop.show(DirectShop.orders(DirectShop.SECOND, "id bigint"));
        assertEquals("partitions added 0, switched 1", rerun.detail());
    }

    @Test
    void partition_that_points_there_already_is_not_touched() {
        shop.show(DirectShop.orders(DirectShop.FIRST, "id bigint"));
        var before = shop.partition("orders", "2026-11-22");

        assertEquals(
                "nothing to change",
                shop.show(DirectShop.orders(DirectShop.FIRST, "id bigint")).detail());

        assertEquals(before, shop.partition("orders", "2026-11-22"));
        assertEquals(0, shop.glue.calls("BatchUpdatePartition") + shop.glue.calls("UpdateTable"));
    }

    @Test
    void names_are_folded_as_glue_folds_them() {
        shop.show(DirectShop.orders(DirectShop.FIRST, "Id bigint", "Place struct<Lat:double>"));
        assertEquals(List.of("id bigint", "place struct<lat:double>"), shop.glue.columns("shop", "orders"));

        shop.show(DirectShop.orders(DirectShop.SECOND, "ID bigint", "place struct<lat:double>"));

        assertEquals(0, shop.glue.calls("UpdateTable"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a int           | a int, b string             | a int, b string             ",
                "a int, b string | a int                       | a int, b string             ",
                "a int           | b string                    | a int, b string             ",
                "a int           | a bigint                    | a bigint                    ",
                "a bigint        | a int                       | a bigint                    ",
                "a decimal(9,2)  | a decimal(9,4)              | a decimal(11,4)             ",
                "a struct<x:int> | a struct<y:string,x:bigint> | a struct<x:bigint,y:string> ",
                "a array<float>  | a array<double>             | a array<double>             ",
                "a int, b int    | b int, a int                | a int, b int                ",
            })
    void columns_are_only_added_and_widened(String before, String now, String table) {
        shop.show(DirectShop.orders(DirectShop.FIRST, before.split(", ")));

        var outcome = shop.show(DirectShop.orders(DirectShop.SECOND, now.split(", ")));

        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
        assertEquals(List.of(table.split(", ")), shop.glue.columns("shop", "orders"));
        assertEquals(
                List.of(now.split(", ")),
                DirectShop.text(shop.partition("orders", "2026-11-22")
                        .storageDescriptor()
                        .columns()));
    }

    @ParameterizedTest
    @CsvSource({"int,string", "double,decimal(12,2)", "string,date", "struct<a:int>,struct<a:string>"})
    void column_whose_types_no_type_reads_is_wrong(String before, String now) {
        shop.show(DirectShop.orders(DirectShop.FIRST, "a " + before));

        var outcome = shop.show(
                DirectShop.orders(DirectShop.SECOND, "a " + now),
                DirectShop.partition("users", DirectShop.DAY, DirectShop.SECOND, "id int"));

        DirectShop.assertWrong(
                "The column a of the Glue table shop.orders is %s, and %s in the files in s3://bucket/shop/orders/: no type reads both."
                        .formatted(before, now),
                outcome);
        assertEquals(List.of("a " + before), shop.glue.columns("shop", "orders"));
        assertEquals(
                DirectShop.FIRST,
                shop.partition("orders", "2026-11-22").parameters().get("etl.run"));
        // The other table isn't held up.
        assertEquals(List.of(DirectShop.DAY), shop.glue.partitions("shop", "users"));
    }

    @Test
    void what_people_add_to_a_table_stays() {
        shop.show(DirectShop.orders(DirectShop.FIRST, "a int"));
        shop.change(
                "orders",
                table -> table.description("Orders of the shop")
                        .parameters(Map.of("etl.managed", "true", "classification", "parquet", "owner", "finance"))
                        .storageDescriptor(shop.table("orders").storageDescriptor().toBuilder()
                                .columns(
                                        Column.builder()
                                                .name("a")
                                                .type("int")
                                                .comment("the key")
                                                .build(),
                                        Column.builder()
                                                .name("mine")
                                                .type("string")
                                                .build())
                                .build()));

        shop.show(DirectShop.orders(DirectShop.SECOND, "a bigint", "b date"));

        var table = shop.table("orders");
        assertEquals("Orders of the shop", table.description());
        assertEquals("finance", table.parameters().get("owner"));
        assertEquals(
                List.of("a bigint", "mine string", "b date"),
                DirectShop.text(table.storageDescriptor().columns()));
        assertEquals("the key", table.storageDescriptor().columns().getFirst().comment());
    }

    @Test
    void tables_and_partitions_of_others_are_not_changed() {
        shop.show(
                DirectShop.orders(DirectShop.FIRST, "a int"),
                DirectShop.partition("users", DirectShop.DAY, DirectShop.FIRST, "a int"));
        shop.show(
                DirectShop.partition("visits", DirectShop.DAY, DirectShop.FIRST, "a int"),
                DirectShop.partition("items", DirectShop.DAY, DirectShop.FIRST, "a int"));
        shop.change("orders", table -> table.parameters(Map.of("classification", "parquet")));
        shop.change(
                "users",
                table -> table.storageDescriptor(StorageDescriptor.builder()
                        .location("s3://other/users/")
                        .build()));
        shop.change(
                "visits",
                table -> table.partitionKeys(
                        Column.builder().name("day").type("string").build()));
        shop.stranger.updatePartition(request -> request.databaseName("shop")
                .tableName("items")
                .partitionValueList("2026-11-22")
                .partitionInput(input -> input.values("2026-11-22")
                        .storageDescriptor(storage -> storage.location("s3://other/items/"))));
        var before = List.of(shop.table("orders"), shop.table("users"), shop.table("visits"));

        DirectShop.assertWrong(
                "shop.orders wasn't made by this program", shop.show(DirectShop.orders(DirectShop.SECOND, "b int")));
        DirectShop.assertWrong(
                "shop.users is of s3://other/users/",
                shop.show(DirectShop.partition("users", DirectShop.DAY, DirectShop.SECOND, "b int")));
        DirectShop.assertWrong(
                "shop.visits is partitioned by day",
                shop.show(DirectShop.partition("visits", DirectShop.DAY, DirectShop.SECOND, "b int")));
        DirectShop.assertWrong(
                "these partitions weren't made by this program (their parameter etl.managed isn't set), and stay as they are: dt=2026-11-22.",
                shop.show(DirectShop.partition("items", DirectShop.DAY, DirectShop.SECOND, "a int")));

        assertEquals(before, List.of(shop.table("orders"), shop.table("users"), shop.table("visits")));
        assertEquals(Map.of(DirectShop.DAY, "s3://other/items/"), shop.glue.locations("shop", "items"));
    }

    @Test
    void many_partitions_go_in_batches() {
        var partitions = new ArrayList<VisiblePartition>();
        for (var number = 0; number < 250; number++) {
            partitions.add(DirectShop.partition("orders", "dt=2026-%03d".formatted(number), DirectShop.FIRST, "a int"));
        }

        assertEquals(
                State.CURRENT, shop.catalog.show(partitions, Published.always()).state());

        assertEquals(250, shop.glue.partitions("shop", "orders").size());
        assertEquals(3, shop.glue.calls("BatchCreatePartition"));
        var second = partitions.stream()
                .map(partition ->
                        DirectShop.partition("orders", partition.name().partition(), DirectShop.SECOND, "a int"))
                .toList();
        assertEquals(
                "partitions added 0, switched 250",
                shop.catalog.show(second, Published.always()).detail());
        assertEquals(3, shop.glue.calls("BatchUpdatePartition"));
    }

    @Test
    void only_what_was_switched_long_enough_ago_is_settled() {
        var users = DirectShop.partition("users", DirectShop.DAY, DirectShop.FIRST, "a int");
        shop.show(DirectShop.orders(DirectShop.SECOND, "a int"), users);
        var all = List.of(
                DirectShop.orders(DirectShop.SECOND, "a int"),
                users,
                DirectShop.partition("items", DirectShop.DAY, DirectShop.FIRST, "a int"));

        assertEquals(
                List.of("orders", "users"),
                shop.catalog.settled(all, Duration.ZERO).stream()
                        .map(partition -> partition.name().table())
                        .toList());
        assertEquals(List.of(), shop.catalog.settled(all, Duration.ofHours(24)));
        // The catalog shows the second run still.
        assertEquals(
                List.of(), shop.catalog.settled(List.of(DirectShop.orders(DirectShop.FIRST, "a int")), Duration.ZERO));
    }

    @Test
    void partition_that_does_not_say_when_it_was_switched_is_never_settled() {
        shop.show(DirectShop.orders(DirectShop.FIRST, "a int"));
        shop.stranger.updatePartition(request -> request.databaseName("shop")
                .tableName("orders")
                .partitionValueList("2026-11-22")
                .partitionInput(input -> input.values("2026-11-22")
                        .parameters(Map.of("etl.managed", "true", "etl.switched", "yesterday"))
                        .storageDescriptor(
                                shop.partition("orders", "2026-11-22").storageDescriptor())));

        assertEquals(
                List.of(), shop.catalog.settled(List.of(DirectShop.orders(DirectShop.FIRST, "a int")), Duration.ZERO));
    }

    @Test
    void check_accepts_a_missing_database_and_its_own_tables() {
        shop.catalog.check(List.of());
        assertEquals(List.of("GetDatabase"), shop.glue.calls());
        shop.show(DirectShop.orders(DirectShop.FIRST, "a int"));
        shop.catalog.check(List.of());
        assertEquals("direct shop", shop.catalog.describe());
    }

    @Test
    void check_refuses_tables_of_others_where_its_own_would_be() {
        shop.show(
                DirectShop.orders(DirectShop.FIRST, "a int"),
                DirectShop.partition("users", DirectShop.DAY, DirectShop.FIRST, "a int"));
        shop.change("orders", table -> table.parameters(Map.of()));

        var e = assertThrows(EtlException.class, () -> shop.catalog.check(List.of()));

        assertEquals(ExitCode.USAGE, e.exitCode());
        assertEquals(
                "In the Glue database shop tables of s3://bucket/shop/ weren't made by the catalog mode direct: orders. Delete them (their files stay), or name another database (catalog.database).",
                e.getMessage());
    }

    @Test
    void check_names_the_missing_permission() {
        shop.glue.fail("GetDatabase", 1, new FakeGlue.Failure(400, "AccessDeniedException", "etl is not authorized"));
        var e = assertThrows(EtlException.class, () -> shop.catalog.check(List.of()));
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertEquals(
                "Cannot look at the Glue database shop: etl is not authorized (AccessDeniedException). Give the role glue:GetDatabase, and where Lake Formation governs the database the same there.",
                e.getMessage());
    }

    @Test
    void hiding_and_taking_back_tell_nothing() {
        shop.catalog.hide(List.of(DirectShop.orders(DirectShop.FIRST).name()), Published.always());
        assertEquals(State.CURRENT, shop.catalog.showAgain(Published.always()).state());
        assertEquals(State.CURRENT, shop.show().state());
        assertEquals(List.of(), shop.glue.calls());
    }
}
