package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.DuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Transforms that join the tables of a database.
class TransformsGenerateTest extends GenerateCase {
    @Test
    void a_transform_joins_the_tables_along_their_foreign_keys_and_runs_as_it_is() throws IOException {
        shop();
        database.execute("insert into users values (1, 'a@b', null); insert into products values (1, 'x', 'lamp');"
                + " insert into orders values (1, 1, 1, 'x', 2, 3.50, 'n'), (2, null, 1, 'x', 1, 1.00, null)");

        Result generated =
                generate("--table", "orders", "--table", "users", "--table", "products", "--transform", "sales");
        assertEquals(0, generated.exitCode(), generated.err());
        String tables = read("src/main/java/shop/Tables.java");
        assertTrue(
                tables.contains(
                        "left join \"public\".\"users\" as \"users\" on \"users\".\"id\" = \"orders\".\"user_id\""),
                tables);
        assertTrue(
                tables.contains(
                        "            join \"public\".\"products\" as \"products\" on \"products\".\"id\" = \"orders\".\"product_id\" and \"products\".\"kind\" = \"orders\".\"product_kind\""),
                tables);

        with(program -> {
            Result check = program.run("check", "--task", "sales");
            assertEquals(0, check.exitCode(), check.out());
            Result run = program.run("run", "--task", "sales", "--dest", "file:typed");
            return assertExit(0, run);
        });
        assertEquals(
                database.rows(
                        "select o.id, o.amount, u.email, p.name from orders o left join users u on u.id = o.user_id"
                                + " join products p on p.id = o.product_id order by 1"),
                DuckDb.rows("select id, amount, users_email, products_name from '%s/typed/sales/*/*.parquet' order by 1"
                        .formatted(folder)));

        // Somebody adds a derived field; what is generated later leaves it alone.
        Path output = folder.resolve("src/main/java/shop/Sales.java");
        Path task = folder.resolve("src/main/java/shop/SalesTask.java");
        Files.writeString(
                output,
                Files.readString(output).replace("productsName) {}", "productsName,\n        String label) {}"));
        Files.writeString(
                task,
                Files.readString(task)
                        .replaceFirst(
                                "(in\\.productsName\\(\\))\\n",
                                "$1,\n                in.productsName() + \" \" + in.quantity()\n"));
        database.execute("alter table users add age int");
        Result again = generate("--table", "orders", "--table", "users", "--table", "products", "--transform", "sales");
        assertEquals(0, again.exitCode());
        assertTrue(again.out().contains("kept       src/main/java/shop/Sales.java"), again.out());
        with(program -> assertExit(0, program.run("run", "--task", "sales", "--dest", "file:typed")));
        assertEquals(
                List.of(List.of("lamp 1"), List.of("lamp 2")),
                DuckDb.rows("select label from '%s/typed/sales/*/*.parquet' order by 1".formatted(folder)));
    }

    @Test
    void a_transform_that_nobody_has_edited_follows_the_query() throws IOException {
        shop();
        String[] sales = {"--table", "orders", "--table", "users", "--transform", "sales"};
        assertEquals(0, generate(sales).exitCode());
        assertUnchanged(generate(sales), "SalesTask.java");

        database.execute("alter table users add age int; alter table orders drop note");
        Result again = generate(sales);

        assertEquals(0, again.exitCode(), again.out());
        assertTrue(again.out().contains("updated    src/main/java/shop/Sales.java"), again.out());
        assertTrue(read("src/main/java/shop/Sales.java").contains("usersAge"));
        assertTrue(read("src/main/java/shop/SalesTask.java").contains("in.usersAge()"));
        assertFalse(read("src/main/java/shop/SalesTask.java").contains("note"));
        compile();
    }

    @Test
    void a_transform_that_was_edited_is_left_alone_and_told_of_the_columns_that_it_lacks() throws IOException {
        shop();
        String[] sales = {"--table", "orders", "--table", "users", "--transform", "sales"};
        assertEquals(0, generate(sales).exitCode());
        Path task = folder.resolve("src/main/java/shop/SalesTask.java");
        String edited = Files.readString(task).replace("in.quantity()", "in.quantity() + 1");
        Files.writeString(task, edited);
        String output = read("src/main/java/shop/Sales.java");

        database.execute("alter table users add age int");
        Result added = generate(sales);
        assertEquals(0, added.exitCode(), added.out());
        assertTrue(added.out().contains("kept       src/main/java/shop/SalesTask.java"), added.out());
        assertTrue(added.out().contains("+ @Nullable Integer usersAge"), added.out());
        compile();

        database.execute("alter table orders drop note, alter quantity drop not null");
        Result dropped = generate(sales);
        assertEquals(20, dropped.exitCode(), dropped.out());
        assertTrue(dropped.out().contains("refused    src/main/java/shop/SalesTask.java"), dropped.out());
        assertTrue(
                dropped.out().contains("remove Sales.java and SalesTask.java and generate them again"), dropped.out());
        assertTrue(dropped.out().contains("- @Nullable String note"), dropped.out());
        assertFalse(dropped.out().contains("Compile, put"), dropped.out());
        assertEquals(edited, Files.readString(task));
        assertEquals(output, read("src/main/java/shop/Sales.java"), "the function gives its components");

        Files.delete(task);
        Files.delete(folder.resolve("src/main/java/shop/Sales.java"));
        assertEquals(0, generate(sales).exitCode());
        compile();
    }

    @Test
    void tables_that_no_foreign_key_joins_are_refused_with_what_is_missing() {
        shop();
        database.execute("create table lines (id int, order_id bigint references orders);"
                + " create table alone (id int); alter table orders add second bigint references users");

        assertRefused(
                "--table",
                "orders",
                "--table",
                "alone",
                "no foreign key leads from public.orders to public.alone. Leave it out");
        assertRefused(
                "--table",
                "orders",
                "--table",
                "lines",
                "public.lines references public.orders, so there may be several rows of it for one: name it first");
        assertRefused(
                "--table",
                "lines",
                "--table",
                "products",
                "public.orders lies between them: add --table 'public.orders'");
        assertRefused(
                "--table", "orders", "--table", "users", "2 foreign keys lead from public.orders to public.users");
    }

    @Test
    void too_many_columns_and_columns_of_one_name_are_refused_together() {
        database.execute(
                "create table wide ("
                        + IntStream.range(0, 128)
                                .mapToObj(i -> "c" + i + " bigint not null")
                                .collect(Collectors.joining(", "))
                        + "); create table clash (a int, \"A\" int); create table parted (id int, dt date); create table none ()");

        Result refused = generate("--table", "wide", "--table", "clash", "--table", "parted");
        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().contains("public.wide: its 128 columns have no room in a record"), refused.err());
        assertTrue(refused.err().contains("public.clash: 'a' and 'A' would all be 'a'"), refused.err());
        assertTrue(refused.err().contains("public.parted: 'dt' is the name of the partitions' key"), refused.err());
        assertFalse(Files.exists(folder.resolve("src")));
        assertEquals(
                0,
                generate("--table", "wide", "--table", "clash", "--columns", "wide.c1,clash.A")
                        .exitCode());
        Result empty = generate("--table", "none", "--table", "no_such");
        assertTrue(empty.err().contains("public.none has no columns"), empty.err());
        assertTrue(empty.err().contains("no relation public.no_such"), empty.err());
    }
}
