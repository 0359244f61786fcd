package etl.tasks.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.Table;
import etl.schemas.Table.FromQuery;
import etl.schemas.Table.FromRelation;
import etl.schemas.Table.SplitBy;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SplitPlannerTest {
    private static final long PAGE = 8192;
    private static final FromRelation ORDERS = new FromRelation("public", "orders");

    private TestDatabase database;
    private Connection connection;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
        connection = database.connect();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    private List<Split> plan(SplitPlanner planner, Table.Rows rows, List<String> conditions) {
        return planner.plan("orders", rows, List.of("id"), conditions, relation -> {
            try {
                return RelationInfo.of(connection, relation);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /// The ids that all splits give together, in order.
    private List<Long> ids(List<Split> splits) {
        List<Long> ids = new ArrayList<>();
        for (Split split : splits) {
            database.rows(split.sql()).forEach(row -> ids.add(Long.valueOf(Objects.requireNonNull(row.get(0)))));
        }
        ids.sort(null);
        return ids;
    }

    private List<Long> ids(String sql) {
        return database.rows(sql).stream()
                .map(row -> Long.valueOf(Objects.requireNonNull(row.get(0))))
                .sorted()
                .toList();
    }

    @Test
    void the_splits_of_a_table_hold_every_row_once() {
        database.execute(
                "create table orders as select n as id, repeat('x', 500) as pad from generate_series(1, 5000) as n");
        List<Split> splits = plan(new SplitPlanner(3, 40 * PAGE, PAGE), ORDERS, List.of());
        assertTrue(splits.size() >= 9, splits.toString());
        assertEquals(ids("select id from orders"), ids(splits));
    }

    @Test
    void rows_that_come_after_planning_are_in_the_last_split() {
        database.execute(
                "create table orders as select n as id, repeat('x', 500) as pad from generate_series(1, 1000) as n");
        List<Split> splits = plan(new SplitPlanner(2, 10 * PAGE, PAGE), ORDERS, List.of());
        database.execute("insert into orders select n, repeat('y', 500) from generate_series(1001, 2000) as n");
        assertEquals(ids("select id from orders"), ids(splits));
    }

    @Test
    void a_small_table_is_one_split_however_many_workers_there_are() {
        database.execute("create table orders as select n as id from generate_series(1, 1000) as n");
        assertEquals(1, plan(new SplitPlanner(8), ORDERS, List.of()).size());
    }

    @Test
    void an_empty_table_is_one_split() {
        database.execute("create table orders (id int)");
        List<Split> splits = plan(new SplitPlanner(4, PAGE, 0), ORDERS, List.of());
        assertEquals(1, splits.size());
        assertEquals(List.of(), ids(splits));
    }

    @Test
    void a_partitioned_table_is_split_by_its_leaves_and_a_condition_may_name_the_table() {
        database.execute("""
                create table orders (pad text, id int) partition by range (id);
                create table orders_low (id int, pad text);
                alter table orders attach partition orders_low for values from (0) to (1000);
                create table orders_high partition of orders for values from (1000) to (9000) partition by range (id);
                create table orders_high_a partition of orders_high for values from (1000) to (2000);
                create table orders_high_b partition of orders_high default;
                insert into orders select repeat('x', 300), n from generate_series(0, 3000) as n
                """);
        List<Split> splits = plan(new SplitPlanner(2, 20 * PAGE, PAGE), ORDERS, List.of("orders.id > 10"));
        assertTrue(splits.size() > 3, splits.toString());
        assertTrue(splits.stream().noneMatch(split -> split.sql().contains("\"orders\" AS")), splits.toString());
        assertEquals(ids("select id from orders where id > 10"), ids(splits));
    }

    @Test
    void leaves_that_the_role_may_not_read_are_read_through_their_parent() throws SQLException {
        database.execute("""
                create table orders (id int) partition by range (id);
                create table orders_low partition of orders for values from (0) to (1000);
                insert into orders select n from generate_series(0, 99) as n
                """);
        TestDatabase role = database.role("parent_reader");
        database.execute("grant select on orders to " + role.user());
        try (Connection asRole = role.connect()) {
            assertEquals(List.of(), RelationInfo.of(asRole, ORDERS).leaves());
        }
        assertEquals(1, RelationInfo.of(connection, ORDERS).leaves().size());
    }

    @Test
    void children_by_inheritance_are_read_with_their_parent() {
        database.execute("""
                create table orders (id int, pad text);
                create table more_orders () inherits (orders);
                insert into orders select n, repeat('x', 300) from generate_series(1, 500) as n;
                insert into more_orders select n, repeat('x', 300) from generate_series(501, 3000) as n
                """);
        List<Split> splits = plan(new SplitPlanner(2, 5 * PAGE, PAGE), ORDERS, List.of());
        assertTrue(splits.size() > 1);
        assertEquals(ids("select id from orders"), ids(splits));
    }

    @Test
    void a_view_is_one_split() {
        database.execute("create view orders as select n as id from generate_series(1, 100) as n");
        assertEquals(ids("select id from orders"), ids(plan(new SplitPlanner(4, PAGE, 0), ORDERS, List.of())));
    }

    @Test
    void a_query_is_split_by_the_pages_of_the_relation_that_it_names() {
        database.execute("""
                create table orders as select n as id, n % 7 as user_id, repeat('x', 500) as pad from generate_series(1, 3000) as n;
                create table users as select n as id from generate_series(0, 6) as n
                """);
        FromQuery query = new FromQuery(
                "select o.id from orders o join users u on u.id = o.user_id where {split} and u.id > 2 -- the rest",
                Optional.of(new SplitBy(ORDERS, "o")));
        List<Split> splits = plan(new SplitPlanner(2, 30 * PAGE, PAGE), query, List.of("id < 2900"));
        assertTrue(splits.size() > 3, splits.toString());
        assertEquals(ids("select id from orders where user_id > 2 and id < 2900"), ids(splits));
    }

    @Test
    void a_range_of_pages_is_read_as_one() {
        database.execute(
                "create table orders as select n as id, repeat('x', 500) as pad from generate_series(1, 5000) as n");
        Split middle =
                plan(new SplitPlanner(1, 40 * PAGE, PAGE), ORDERS, List.of()).get(1);
        String plan = String.valueOf(database.text("explain " + middle.sql()));
        assertTrue(plan.contains("Tid Range Scan"), plan);
    }
}
