package etl.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.tasks.publish.CatalogOutcome;
import etl.tasks.publish.CatalogOutcome.State;
import etl.tasks.publish.Published;
import etl.tasks.publish.Turn;
import etl.tasks.publish.VisiblePartition;
import etl.testkit.FakeGlue;
import etl.testkit.FaultProxy.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the catalog mode direct does when others change the catalog too, and when Glue answers badly or not at all.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DirectCatalogFailuresTest {
    private final DirectShop shop = new DirectShop();

    @AfterEach
    void close() {
        shop.close();
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
        shop.show(DirectShop.orders(DirectShop.SECOND, "a int"));

        var outcome = shop.catalog.show(List.of(DirectShop.orders(DirectShop.FIRST, "a int")), newestUntil(questions));

        assertEquals(State.CURRENT, outcome.state(), outcome.detail());
        assertEquals(
                DirectShop.SECOND,
                shop.partition("orders", "2026-11-22").parameters().get("etl.run"));
        assertEquals(0, shop.glue.calls("BatchUpdatePartition"));
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
        var outcome = shop.catalog.show(List.of(DirectShop.orders(DirectShop.FIRST, "a int")), unreadable);
        assertEquals(State.PENDING, outcome.state());
        assertEquals(List.of(), shop.glue.calls());
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
        for (var run : List.of(DirectShop.FIRST, DirectShop.SECOND)) {
            shop.proxy.fault(operation, 1, Fault.LOSE_ANSWER);
            var column = run.equals(DirectShop.FIRST) ? "a int" : "a bigint";
            var outcome = shop.show(DirectShop.orders(run, column));
            assertEquals(State.CURRENT, outcome.state(), outcome.detail());
            assertEquals(List.of(column), shop.glue.columns("shop", "orders"));
            assertEquals(
                    run, shop.partition("orders", "2026-11-22").parameters().get("etl.run"));
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
        shop.glue.fail(operation, 2, new FakeGlue.Failure(400, failure, "somebody else was faster"));
        assertEquals(
                State.CURRENT,
                shop.show(DirectShop.orders(DirectShop.FIRST, "a int")).state());
        assertEquals(
                State.CURRENT,
                shop.show(DirectShop.orders(DirectShop.SECOND, "a bigint")).state());
        assertEquals(List.of("a bigint"), shop.glue.columns("shop", "orders"));
        assertEquals(
                DirectShop.SECOND,
                shop.partition("orders", "2026-11-22").parameters().get("etl.run"));
    }

    @Test
    void changes_that_never_stop_are_pending() {
        shop.show(DirectShop.orders(DirectShop.FIRST, "a int"));
        shop.glue.fail("UpdateTable", 99, new FakeGlue.Failure(400, "ConcurrentModificationException", "busy"));

        var outcome = shop.show(DirectShop.orders(DirectShop.SECOND, "a bigint"));

        assertEquals(State.PENDING, outcome.state(), outcome.detail());
        assertEquals(10, shop.glue.calls("UpdateTable"));
        assertEquals(
                DirectShop.FIRST,
                shop.partition("orders", "2026-11-22").parameters().get("etl.run"));
    }

    @Test
    void several_processes_at_once_make_one_table_with_all_columns() throws Exception {
        var runs = new ArrayList<Callable<CatalogOutcome>>();
        for (var number = 0; number < 8; number++) {
            var partition = DirectShop.partition(
                    "orders", "dt=2026-11-0" + number, DirectShop.FIRST, "a int", "c" + number + " int");
            runs.add(() -> {
                try (var other = DirectCatalog.open(
                        "shop",
                        DirectShop.DESTINATION,
                        DirectShop.ENOUGH,
                        Aws.at(shop.glue.endpoint()),
                        Aws.CREDENTIALS)) {
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
                shop.glue.columns("shop", "orders").stream().sorted().toList());
        assertEquals(8, shop.glue.partitions("shop", "orders").size());
    }

    @ParameterizedTest
    @CsvSource({
        "GetDatabase, glue:GetDatabase",
        "CreateTable, glue:CreateTable",
        "BatchCreatePartition, glue:BatchCreatePartition"
    })
    void missing_permission_is_named_and_pending(String operation, String permission) {
        shop.glue.fail(operation, 1, new FakeGlue.Failure(400, "AccessDeniedException", "etl is not authorized"));
        var outcome = shop.show(DirectShop.orders(DirectShop.FIRST, "a int"));
        assertEquals(State.PENDING, outcome.state());
        assertTrue(outcome.detail().contains(permission), outcome.detail());
    }
}
