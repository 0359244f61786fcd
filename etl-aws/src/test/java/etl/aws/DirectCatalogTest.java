package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.parquet.inspect.GlueColumn;
import etl.tasks.EtlException;
import etl.tasks.ExitCode;
import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.CatalogOutcome.State;
import etl.tasks.publish.FileKey.Layout;
import etl.tasks.publish.Published;
import etl.tasks.publish.Turn;
import etl.tasks.publish.VisiblePartition;
import etl.testkit.FakeGlue;
import etl.testkit.FaultProxy;
import etl.testkit.FaultProxy.Fault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DirectCatalogTest {
    private static final String DESTINATION = "s3://bucket/shop/";
    private static final String FIRST = "20261122T010203Z-4f1c0001";
    private static final String SECOND = "20261122T020304Z-4f1c0002";
    private static final String DAY = "dt=2026-11-22";
    private static final Duration ENOUGH = Duration.ofSeconds(30);

    private final FakeGlue glue = FakeGlue.start();
    private final FaultProxy proxy = FaultProxy.before(glue.endpoint());
    private final GlueClient stranger = GlueClient.builder()
            .endpointOverride(glue.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(Aws.CREDENTIALS)
            .build();
    private final DirectCatalog catalog =
            DirectCatalog.open("shop", DESTINATION, ENOUGH, Aws.at(proxy.endpoint()), Aws.CREDENTIALS);

    @AfterEach
    void close() {
        catalog.close();
        stranger.close();
        proxy.close();
        glue.close();
    }

    private static VisiblePartition orders(String run, String... columns) {
        return partition("orders", DAY, run, columns);
    }

    private static VisiblePartition partition(String table, String partition, String run, String... columns) {
        return Published.partition(table, partition, Layout.RUN_AS_FOLDER, run, columns(columns));
    }

    private static GlueColumn[] columns(String... columns) {
        return java.util.stream.Stream.of(columns)
                .map(column -> column.split(" ", 2))
                .map(column -> new GlueColumn(column[0], column[1]))
                .toArray(GlueColumn[]::new);
    }

    private CatalogOutcome show(VisiblePartition... partitions) {
        return catalog.show(List.of(partitions), Published.always());
    }

    private Table table(String name) {
        return stranger.getTable(request -> request.databaseName("shop").name(name))
                .table();
    }

    private Partition partition(String table, String value) {
        return stranger.getPartition(
                        request -> request.databaseName("shop").tableName(table).partitionValues(value))
                .partition();
    }

    private static List<String> text(List<Column> columns) {
        return columns.stream()
                .map(column -> column.name() + " " + column.type())
                .toList();
    }

    /// The table as somebody changes it by hand.
    private void change(String name, UnaryOperator<TableInput.Builder> change) {
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

    private void assertWrong(String said, CatalogOutcome outcome) {
        assertEquals(State.WRONG, outcome.state(), outcome.detail());
        assertTrue(outcome.detail().contains(said), outcome.detail());
    }

    @Test
    void first_publish_makes_database_table_and_partition() {
        var before = Instant.now();

        var outcome = show(orders(FIRST, "id bigint", "amount decimal(12,2)"));

        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
        assertEquals("tables created 1, changed 0; partitions added 1, switched 0", outcome.detail());
        var table = table("orders");
        assertEquals("EXTERNAL_TABLE", table.tableType());
        assertEquals(
                Map.of("EXTERNAL", "TRUE", "classification", "parquet", "etl.managed", "true"), table.parameters());
        assertEquals(List.of("dt string"), text(table.partitionKeys()));
        var storage = table.storageDescriptor();
        assertEquals("s3://bucket/shop/orders/", storage.location());
        assertEquals(List.of("id bigint", "amount decimal(12,2)"), text(storage.columns()));
        assertEquals(
                "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
                storage.serdeInfo().serializationLibrary());
        assertEquals("org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat", storage.inputFormat());
        assertEquals("org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat", storage.outputFormat());
        var partition = partition("orders", "2026-11-22");
        assertEquals(
                "s3://bucket/shop/orders/dt=2026-11-22/" + FIRST + "/",
                partition.storageDescriptor().location());
        assertEquals(
                List.of("id bigint", "amount decimal(12,2)"),
                text(partition.storageDescriptor().columns()));
        assertEquals("true", partition.parameters().get("etl.managed"));
        assertEquals(FIRST, partition.parameters().get("etl.run"));
        var switched = Instant.parse(partition.parameters().get("etl.switched"));
        assertTrue(!switched.isBefore(before) && !switched.isAfter(Instant.now()), switched.toString());
    }

    @Test
    void rerun_switches_the_partition_by_one_update() {
        show(orders(FIRST, "id bigint"));

        var outcome = show(orders(SECOND, "id bigint"));

        assertEquals("partitions added 0, switched 1", outcome.detail());
        assertEquals(
                Map.of(DAY, "s3://bucket/shop/orders/dt=2026-11-22/" + SECOND + "/"), glue.locations("shop", "orders"));
        assertEquals(1, glue.calls("BatchUpdatePartition"));
        assertEquals(0, glue.calls("BatchDeletePartition"));
        assertEquals(SECOND, partition("orders", "2026-11-22").parameters().get("etl.run"));
    }

    @Test
    void partition_that_points_there_already_is_not_touched() {
        show(orders(FIRST, "id bigint"));
        var before = partition("orders", "2026-11-22");

        assertEquals("nothing to change", show(orders(FIRST, "id bigint")).detail());

        assertEquals(before, partition("orders", "2026-11-22"));
        assertEquals(0, glue.calls("BatchUpdatePartition") + glue.calls("UpdateTable"));
    }

    @Test
    void names_are_folded_as_glue_folds_them() {
        show(orders(FIRST, "Id bigint", "Place struct<Lat:double>"));
        assertEquals(List.of("id bigint", "place struct<lat:double>"), glue.columns("shop", "orders"));

        show(orders(SECOND, "ID bigint", "place struct<lat:double>"));

        assertEquals(0, glue.calls("UpdateTable"));
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
        show(orders(FIRST, before.split(", ")));

        var outcome = show(orders(SECOND, now.split(", ")));

        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
        assertEquals(List.of(table.split(", ")), glue.columns("shop", "orders"));
        assertEquals(
                List.of(now.split(", ")),
                text(partition("orders", "2026-11-22").storageDescriptor().columns()));
    }

    @ParameterizedTest
    @CsvSource({"int,string", "double,decimal(12,2)", "string,date", "struct<a:int>,struct<a:string>"})
    void column_whose_types_no_type_reads_is_wrong(String before, String now) {
        show(orders(FIRST, "a " + before));

        var outcome = show(orders(SECOND, "a " + now), partition("users", DAY, SECOND, "id int"));

        assertWrong(
                "The column a of the Glue table shop.orders is %s, and %s in the files in s3://bucket/shop/orders/: no type reads both."
                        .formatted(before, now),
                outcome);
        assertEquals(List.of("a " + before), glue.columns("shop", "orders"));
        assertEquals(FIRST, partition("orders", "2026-11-22").parameters().get("etl.run"));
        // The other table isn't held up.
        assertEquals(List.of(DAY), glue.partitions("shop", "users"));
    }

    @Test
    void what_people_add_to_a_table_stays() {
        show(orders(FIRST, "a int"));
        change(
                "orders",
                table -> table.description("Orders of the shop")
                        .parameters(Map.of("etl.managed", "true", "classification", "parquet", "owner", "finance"))
                        .storageDescriptor(table("orders").storageDescriptor().toBuilder()
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

        show(orders(SECOND, "a bigint", "b date"));

        var table = table("orders");
        assertEquals("Orders of the shop", table.description());
        assertEquals("finance", table.parameters().get("owner"));
        assertEquals(
                List.of("a bigint", "mine string", "b date"),
                text(table.storageDescriptor().columns()));
        assertEquals("the key", table.storageDescriptor().columns().getFirst().comment());
    }

    @Test
    void tables_and_partitions_of_others_are_not_changed() {
        show(orders(FIRST, "a int"), partition("users", DAY, FIRST, "a int"));
        show(partition("visits", DAY, FIRST, "a int"), partition("items", DAY, FIRST, "a int"));
        change("orders", table -> table.parameters(Map.of("classification", "parquet")));
        change(
                "users",
                table -> table.storageDescriptor(StorageDescriptor.builder()
                        .location("s3://other/users/")
                        .build()));
        change(
                "visits",
                table -> table.partitionKeys(
                        Column.builder().name("day").type("string").build()));
        stranger.updatePartition(request -> request.databaseName("shop")
                .tableName("items")
                .partitionValueList("2026-11-22")
                .partitionInput(input -> input.values("2026-11-22")
                        .storageDescriptor(storage -> storage.location("s3://other/items/"))));
        var before = List.of(table("orders"), table("users"), table("visits"));

        assertWrong("shop.orders wasn't made by this program", show(orders(SECOND, "b int")));
        assertWrong("shop.users is of s3://other/users/", show(partition("users", DAY, SECOND, "b int")));
        assertWrong("shop.visits is partitioned by day", show(partition("visits", DAY, SECOND, "b int")));
        assertWrong(
                "these partitions weren't made by this program (their parameter etl.managed isn't set), and stay as they are: dt=2026-11-22.",
                show(partition("items", DAY, SECOND, "a int")));

        assertEquals(before, List.of(table("orders"), table("users"), table("visits")));
        assertEquals(Map.of(DAY, "s3://other/items/"), glue.locations("shop", "items"));
    }

    @Test
    void many_partitions_go_in_batches() {
        var partitions = new ArrayList<VisiblePartition>();
        for (var number = 0; number < 250; number++) {
            partitions.add(partition("orders", "dt=2026-%03d".formatted(number), FIRST, "a int"));
        }

        assertEquals(State.CURRENT, catalog.show(partitions, Published.always()).state());

        assertEquals(250, glue.partitions("shop", "orders").size());
        assertEquals(3, glue.calls("BatchCreatePartition"));
        var second = partitions.stream()
                .map(partition -> partition("orders", partition.name().partition(), SECOND, "a int"))
                .toList();
        assertEquals(
                "partitions added 0, switched 250",
                catalog.show(second, Published.always()).detail());
        assertEquals(3, glue.calls("BatchUpdatePartition"));
    }

    /// A turn that a newer commit takes after some questions.
    private static Turn newestUntil(int questions) {
        return new Turn() {
            private int asked;

            @Override
            public boolean due() {
                return asked < questions;
            }

            @Override
            public boolean newest() {
                return asked < questions;
            }

            @Override
            public List<VisiblePartition> newest(List<VisiblePartition> partitions) {
                return asked++ < questions ? partitions : List.of();
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void nothing_is_switched_once_a_newer_commit_names_the_partition(int questions) {
        show(orders(SECOND, "a int"));

        var outcome = catalog.show(List.of(orders(FIRST, "a int")), newestUntil(questions));

        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
        assertEquals(SECOND, partition("orders", "2026-11-22").parameters().get("etl.run"));
        assertEquals(0, glue.calls("BatchUpdatePartition"));
    }

    @Test
    void turn_that_cannot_be_read_is_pending() {
        var unreadable = new Turn() {
            @Override
            public boolean due() throws IOException {
                throw new IOException("the log doesn't answer");
            }

            @Override
            public boolean newest() throws IOException {
                return due();
            }

            @Override
            public List<VisiblePartition> newest(List<VisiblePartition> partitions) throws IOException {
                throw new IOException("the log doesn't answer");
            }
        };
        var outcome = catalog.show(List.of(orders(FIRST, "a int")), unreadable);
        assertEquals(State.PENDING, outcome.state());
        assertEquals(List.of(), glue.calls());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GetDatabase",
                "CreateDatabase",
                "GetTable",
                "CreateTable",
                "UpdateTable",
                "BatchGetPartition",
                "BatchCreatePartition",
                "BatchUpdatePartition"
            })
    void lost_answers_are_read_back(String operation) {
        // Every second answer is lost: the SDK's own repetition then meets what the first has done.
        for (var run : List.of(FIRST, SECOND)) {
            proxy.fault(operation, 1, Fault.LOSE_ANSWER);
            var column = run.equals(FIRST) ? "a int" : "a bigint";
            var outcome = show(orders(run, column));
            assertEquals(State.CURRENT, outcome.state(), outcome.detail());
            assertEquals(List.of(column), glue.columns("shop", "orders"));
            assertEquals(run, partition("orders", "2026-11-22").parameters().get("etl.run"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CreateDatabase, AlreadyExistsException",
        "CreateTable, AlreadyExistsException",
        "UpdateTable, ConcurrentModificationException",
        "UpdateTable, VersionMismatchException",
        "BatchCreatePartition, OperationTimeoutException",
        "BatchUpdatePartition, ConcurrentModificationException",
    })
    void changes_by_others_meanwhile_are_read_again(String operation, String failure) {
        glue.fail(operation, 2, new FakeGlue.Failure(400, failure, "somebody else was faster"));
        assertEquals(State.CURRENT, show(orders(FIRST, "a int")).state());
        assertEquals(State.CURRENT, show(orders(SECOND, "a bigint")).state());
        assertEquals(List.of("a bigint"), glue.columns("shop", "orders"));
        assertEquals(SECOND, partition("orders", "2026-11-22").parameters().get("etl.run"));
    }

    @Test
    void changes_that_never_stop_are_pending() {
        show(orders(FIRST, "a int"));
        glue.fail("UpdateTable", 99, new FakeGlue.Failure(400, "ConcurrentModificationException", "busy"));

        var outcome = show(orders(SECOND, "a bigint"));

        assertEquals(State.PENDING, outcome.state(), outcome.detail());
        assertEquals(10, glue.calls("UpdateTable"));
        assertEquals(FIRST, partition("orders", "2026-11-22").parameters().get("etl.run"));
    }

    @Test
    void several_processes_at_once_make_one_table_with_all_columns() throws Exception {
        var runs = new ArrayList<Callable<CatalogOutcome>>();
        for (var number = 0; number < 8; number++) {
            var partition = partition("orders", "dt=2026-11-0" + number, FIRST, "a int", "c" + number + " int");
            runs.add(() -> {
                try (var other =
                        DirectCatalog.open("shop", DESTINATION, ENOUGH, Aws.at(glue.endpoint()), Aws.CREDENTIALS)) {
                    return other.show(List.of(partition), Published.always());
                }
            });
        }
        try (var threads = Executors.newFixedThreadPool(runs.size())) {
            for (var outcome : threads.invokeAll(runs)) {
                assertEquals(State.CURRENT, outcome.get().state(), outcome.get().detail());
            }
        }
        assertEquals(
                List.of("a int", "c0 int", "c1 int", "c2 int", "c3 int", "c4 int", "c5 int", "c6 int", "c7 int"),
                glue.columns("shop", "orders").stream().sorted().toList());
        assertEquals(8, glue.partitions("shop", "orders").size());
    }

    @ParameterizedTest
    @CsvSource({
        "GetDatabase, glue:GetDatabase",
        "CreateTable, glue:CreateTable",
        "BatchCreatePartition, glue:BatchCreatePartition"
    })
    void missing_permission_is_named_and_pending(String operation, String permission) {
        glue.fail(operation, 1, new FakeGlue.Failure(400, "AccessDeniedException", "etl is not authorized"));
        var outcome = show(orders(FIRST, "a int"));
        assertEquals(State.PENDING, outcome.state());
        assertTrue(outcome.detail().contains(permission), outcome.detail());
    }

    @Test
    void only_what_was_switched_long_enough_ago_is_settled() {
        var users = partition("users", DAY, FIRST, "a int");
        show(orders(SECOND, "a int"), users);
        var all = List.of(orders(SECOND, "a int"), users, partition("items", DAY, FIRST, "a int"));

        assertEquals(
                List.of("orders", "users"),
                catalog.settled(all, Duration.ZERO).stream()
                        .map(partition -> partition.name().table())
                        .toList());
        assertEquals(List.of(), catalog.settled(all, Duration.ofHours(24)));
        // The catalog shows the second run still.
        assertEquals(List.of(), catalog.settled(List.of(orders(FIRST, "a int")), Duration.ZERO));
    }

    @Test
    void partition_that_does_not_say_when_it_was_switched_is_never_settled() {
        show(orders(FIRST, "a int"));
        stranger.updatePartition(request -> request.databaseName("shop")
                .tableName("orders")
                .partitionValueList("2026-11-22")
                .partitionInput(input -> input.values("2026-11-22")
                        .parameters(Map.of("etl.managed", "true", "etl.switched", "yesterday"))
                        .storageDescriptor(partition("orders", "2026-11-22").storageDescriptor())));

        assertEquals(List.of(), catalog.settled(List.of(orders(FIRST, "a int")), Duration.ZERO));
    }

    @Test
    void check_accepts_a_missing_database_and_its_own_tables() {
        catalog.check();
        assertEquals(List.of("GetDatabase"), glue.calls());
        show(orders(FIRST, "a int"));
        catalog.check();
        assertEquals("direct shop", catalog.describe());
    }

    @Test
    void check_refuses_tables_of_others_where_its_own_would_be() {
        show(orders(FIRST, "a int"), partition("users", DAY, FIRST, "a int"));
        change("orders", table -> table.parameters(Map.of()));

        var e = assertThrows(EtlException.class, catalog::check);

        assertEquals(ExitCode.USAGE, e.exitCode());
        assertEquals(
                "In the Glue database shop tables of s3://bucket/shop/ weren't made by the catalog mode direct: orders. Delete them (their files stay), or name another database (catalog.database).",
                e.getMessage());
    }

    @Test
    void check_names_the_missing_permission() {
        glue.fail("GetDatabase", 1, new FakeGlue.Failure(400, "AccessDeniedException", "etl is not authorized"));
        var e = assertThrows(EtlException.class, catalog::check);
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertEquals(
                "Cannot look at the Glue database shop: etl is not authorized (AccessDeniedException). Give the role glue:GetDatabase, and where Lake Formation governs the database the same there.",
                e.getMessage());
    }

    @Test
    void hiding_and_taking_back_tell_nothing() {
        catalog.hide(List.of(orders(FIRST).name()), Published.always());
        assertEquals(State.CURRENT, catalog.showAgain(Published.always()).state());
        assertEquals(State.CURRENT, show().state());
        assertEquals(List.of(), glue.calls());
    }
}
