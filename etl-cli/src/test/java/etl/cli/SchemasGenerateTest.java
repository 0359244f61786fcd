package etl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.cli.Program.Result;
import etl.testkit.DuckDb;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemasGenerateTest {
    private static final String ORDERS = "src/main/java/shop/Orders.java";

    @TempDir
    private Path folder;

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void what_is_written_for_any_table_compiles_passes_the_check_and_exports_the_same_rows() throws IOException {
        database.execute("""
                create type public.mood as enum ('sad', 'it''s glad');
                create type public.place as (street text, "No" int, at numeric(9,2)[]);
                create domain public.price as numeric(12,2) check (value > 0);
                create schema "Sälés";
                create table public.rich (id bigserial primary key, b bool not null, i2 int2, i4 int4 not null, f4 real, f8 double precision not null,
                  n numeric(20,4), free numeric, huge numeric(50,2), m public.mood, t text not null, c char(3), v varchar(9), by bytea, by2 bytea not null, d date, ti time,
                  tz timetz, ts timestamp, tstz timestamptz not null, iv interval, u uuid, j json, jb jsonb not null, x xml,
                  ip inet, r int4range, a int[], an numeric(9,2)[] not null, at timestamptz[], am public.mood[], aj jsonb[], p public.place, ps public.place[],
                  pr public.price, mo money, bi bit(3), pt point, o oid);
                insert into public.rich select 0, true, 1, 2, 1.5, 2.5, 3.25, 4.125, 5.5, 'it''s glad', 'text', 'c', 'v', '\\x01', '\\x02', '2026-01-01', '12:00',
                  '12:00+02', '2026-01-01 01:02:03', '2026-01-01 01:02:03+00', '1 month 2 days', '00000000-0000-0000-0000-000000000001', '{"a": 1}', '{"b": 2}', '<a/>',
                  '10.0.0.1', '[1,5)', '{1,null,3}', '{1.25}', '{2026-01-01 00:00:00+00}', '{sad,null}', array['{"c":3}'::jsonb], row('s', 1, '{2.5}')::public.place, array[row('t', 2, null)::public.place, null],
                  9.5, '12.34', b'101', point(1,2), 77;
                insert into public.rich (b, i4, f8, t, by2, tstz, jb, an) values (false, 0, 0, '', '', '2026-01-01 00:00:00+00', 'null', '{}');
                create table "Sälés"."Order Items" ("class" int, "1st" text, "select" text, "a b" int, "c""d" text, "größe" int, "CamelCase" int, "x_1" int,
                  "🍎" int, "line\nbreak" int, "hash_code" int, "toString" int, "%s \\u0022" text, "to" int);
                """);
        database.execute(
                "insert into \"Sälés\".\"Order Items\" values (1, 'one', 'two', 3, 'four', 5, 6, 7, 8, 9, 10, 11, 'twelve', 13)");
        database.execute(
                "comment on table \"Sälés\".\"Order Items\" is E'Items \\\\u000a of @orders\\n@param evil {@link x} */ <b>'");
        database.execute("comment on column \"Sälés\".\"Order Items\".\"class\" is E'first\\n@second \\\\u0022'");
        for (String name : List.of(
                "string",
                "record",
                "list",
                "tables",
                "🍎",
                "1st",
                "instant",
                "n".repeat(63),
                "class",
                "enum",
                "table")) {
            database.execute("create table public.\"%1$s\" (\"%1$s\" int, id uuid)".formatted(name));
            database.execute("insert into public.\"%s\" values (1, null), (2, '00000000-0000-0000-0000-000000000001')"
                    .formatted(name));
        }
        for (int i = 0; i < 28; i++) {
            database.execute(
                    "create table public.many_%1$d (id int primary key, name text); insert into public.many_%1$d values (1, 'a')"
                            .formatted(i));
        }
        database.execute("create view public.seen as select id, t, a from public.rich");

        Result generated = generate("--all-tables");
        assertEquals(0, generated.exitCode(), generated.err());
        assertTrue(read("src/main/java/shop/SLSOrderItems.java").contains("@Name(\"1st\")"));

        List<String> tables = with(program -> {
            Result check = program.run("check", "--all");
            assertEquals(0, check.exitCode(), check.out());
            assertFalse(check.out().contains("write-descriptions"), check.out());
            Result run = program.run("run", "--all", "--dest", "file:typed");
            assertEquals(0, run.exitCode(), run.err());
            return list(folder.resolve("typed"));
        });
        assertEquals(42, tables.size(), tables::toString);
        Files.writeString(folder.resolve("etl.yaml"), "");
        Result plain = program().run("run", "--all-tables", "--dest", "file:plain", "--exclude", "rich");
        assertEquals(0, plain.exitCode(), plain.err());
        for (String table : tables) {
            if (!table.equals("rich")) {
                assertEquals(rows("plain", table), rows("typed", table), table);
            }
        }
        assertEquals(
                database.rows("select id, f8, n, free, huge, t, v, ip::text, pr from public.rich order by id"),
                DuckDb.rows(
                        "select id, f8, n, free::decimal(38,3), huge, t, v, ip, pr from '%s/typed/rich/*/*.parquet' order by id"
                                .formatted(folder)));
    }

    @Test
    void a_record_has_the_columns_that_are_asked_for_with_their_comments_and_nulls() throws IOException {
        shop();

        Result result = generate("--table", "orders", "--columns", "amount,user_id,id");

        assertEquals(0, result.exitCode(), result.err());
        assertEquals("""
                // Generated by 'etl schemas generate' from public.orders. The components are written anew; the rest is yours.
                // etl:hashes HASHES
                package shop;

                import etl.schemas.Decimal;
                import java.math.BigDecimal;
                import org.jspecify.annotations.Nullable;

                /// What was ordered.
                ///
                /// @param amount before tax
                public record Orders(
                        @Decimal(precision = 12, scale = 2) BigDecimal amount,
                        @Nullable Long userId,
                        long id) {}
                """, read(ORDERS).replaceFirst("etl:hashes \\w+ \\w+", "etl:hashes HASHES"));
        assertTrue(read("src/main/resources/META-INF/services/etl.tasks.TaskProvider")
                .equals("shop.Tables\n"));
        assertTrue(read("src/main/java/shop/Tables.java")
                .contains("Table<Orders> ORDERS = Table.of(Orders.class, \"public\", \"orders\");"));
        assertTrue(Files.exists(folder.resolve("src/main/resources/shop/orders.json")));

        Result unknown = generate("--table", "orders", "--columns", "amuont,id,none");
        assertEquals(2, unknown.exitCode());
        assertTrue(
                unknown.err().contains("public.orders has no column 'amuont'. Did you mean 'amount'?"), unknown.err());
        assertTrue(unknown.err().contains("no column 'none'"), unknown.err());
    }

    @Test
    void generating_again_updates_the_components_and_keeps_what_a_person_added() throws IOException {
        shop();
        assertEquals(0, generate("--table", "orders").exitCode());
        String first = read(ORDERS);
        Files.writeString(
                folder.resolve(ORDERS),
                first.replace("/// What was ordered.", "/// Orders, as I see them.")
                        .replace(
                                "import java.math.BigDecimal;",
                                "import java.math.BigDecimal;\nimport java.util.Optional;")
                        .replace("public record", "@SuppressWarnings(\"unused\")\npublic record")
                        .replace(
                                ") {}",
                                ") implements Comparable<Orders> {\n" + "    static final int MAX = 3; // )(\n\n"
                                        + "    /// Kept.\n    Optional<Long> user() {\n        return Optional.ofNullable(userId);\n    }\n\n"
                                        + "    @Override\n    public int compareTo(Orders other) {\n        return Long.compare(id, other.id);\n    }\n}"));
        assertUnchanged(generate("--table", "orders"), "Orders.java");

        database.execute("alter table orders drop column note, add shipped timestamptz, alter quantity drop not null;"
                + " comment on column orders.shipped is 'when it went'");
        Result dry = generate("--table", "orders", "--dry-run");
        assertTrue(dry.out().contains("updated    " + ORDERS), dry.out());
        assertTrue(dry.out().contains("- @Nullable String note"), dry.out());
        assertTrue(dry.out().contains("+ @Nullable Instant shipped"), dry.out());
        assertFalse(read(ORDERS).contains("shipped"), "a dry run writes nothing");

        assertEquals(0, generate("--table", "orders").exitCode());
        String second = read(ORDERS);
        for (String part : List.of(
                "/// Orders, as I see them.",
                "/// @param shipped when it went",
                "import java.time.Instant;",
                "import java.util.Optional;",
                "@SuppressWarnings(\"unused\")\npublic record Orders(",
                "@Nullable Integer quantity",
                "@Nullable Instant shipped) implements Comparable<Orders> {",
                "Optional<Long> user() {")) {
            assertTrue(second.contains(part), part + "\n" + second);
        }
        assertFalse(second.contains("note"), second);
        compile();
        assertUnchanged(generate("--table", "orders"), "Orders.java");
    }

    @Test
    void components_that_were_edited_by_hand_are_left_alone_unless_forced() throws IOException {
        shop();
        assertEquals(0, generate("--table", "orders").exitCode());
        String edited = read(ORDERS).replace("long id", "int id");
        Files.writeString(folder.resolve(ORDERS), edited);

        Result refused = generate("--table", "orders", "--table", "users");
        assertEquals(20, refused.exitCode(), refused.out());
        assertTrue(refused.out().contains("refused    " + ORDERS), refused.out());
        assertTrue(refused.out().contains("- int id"), refused.out());
        assertTrue(refused.out().contains("+ long id"), refused.out());
        assertEquals(edited, read(ORDERS));
        assertTrue(read("src/main/java/shop/Tables.java").contains("USERS"), "the others are written");

        Files.writeString(
                folder.resolve("src/main/java/shop/Users.java"), "package shop;\n\nrecord Users(long mine) {}\n");
        Result forced = generate("--table", "orders", "--table", "users", "--force");
        assertEquals(20, forced.exitCode());
        assertTrue(read(ORDERS).contains("long id"));
        assertTrue(forced.out().contains("It wasn't written by 'etl schemas generate'"), forced.out());
    }

    @Test
    void a_formatter_may_have_its_way() throws IOException {
        shop();
        assertEquals(0, generate("--table", "users").exitCode());
        Path users = folder.resolve("src/main/java/shop/Users.java");
        Files.writeString(
                users, Files.readString(users).replaceAll("\\(\\n +", "(").replaceAll(",\\n +", ", "));
        database.execute("alter table users add age int");

        assertEquals(0, generate("--table", "users").exitCode());
        assertTrue(Files.readString(users).contains("@Nullable Integer age"));
    }

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
    void composites_in_composites_are_written() throws IOException {
        database.execute("""
                create type inner1 as (x int);
                create type mid1 as (i inner1, y text);
                create type outer1 as (m mid1[], z int);
                create type other1 as (q text);
                create table nest (id int, o outer1, p other1);
                create table other1_type (id int);
                """);

        Result generated = generate("--table", "nest", "--table", "other1_type");

        assertEquals(0, generated.exitCode(), generated.err());
        for (String type : List.of("Outer1Type", "Mid1Type", "Inner1Type", "Other1Type", "Other1Type2")) {
            assertTrue(generated.out().contains("created    src/main/java/shop/" + type + ".java"), generated.out());
        }
        compile();
    }

    @Test
    void columns_without_a_type_are_refused_all_at_once_with_what_to_do() {
        database.execute("create type foldc as (\"A\" int, a int); create table folded (id int, f foldc);"
                + " create table lists (id int, fs foldc[])");

        Result refused = generate("--table", "folded", "--table", "lists");

        assertEquals(2, refused.exitCode(), refused.err());
        for (String part : List.of(
                "folded: column f: a: its name at the destination is a, which is that of 'A' too",
                "alter type … rename attribute \"a\" to …",
                "with --columns",
                "lists: column fs: ")) {
            assertTrue(refused.err().contains(part), refused.err());
        }
        assertFalse(refused.err().contains("select"), refused.err());
        assertEquals(0, generate("--table", "folded", "--columns", "id").exitCode(), "what the message says helps");
        database.execute("alter type foldc rename attribute a to b");
        assertEquals(0, generate("--table", "folded").exitCode());
    }

    @Test
    void line_ends_of_windows_stay() throws IOException {
        shop();
        assertEquals(0, generate("--table", "orders").exitCode());
        List<String> sources = List.of(ORDERS, "src/main/java/shop/Tables.java");
        for (String source : sources) {
            Files.writeString(folder.resolve(source), read(source).replace("\n", "\r\n"));
        }
        assertUnchanged(generate("--table", "orders"), "Orders.java");

        database.execute("alter table orders drop note");
        assertEquals(0, generate("--table", "orders", "--table", "users").exitCode());

        for (String source : sources) {
            assertEquals(read(source), read(source).replace("\r\n", "\n").replace("\n", "\r\n"), source);
        }
        assertFalse(read(ORDERS).contains("note"));
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

    private void shop() {
        database.execute("""
                create table users (id bigint primary key, email text not null, birth date);
                create table products (id int, kind char(1), name text not null, primary key (id, kind));
                create table orders (id bigint primary key, user_id bigint references users, product_id int not null, product_kind char(1) not null,
                  quantity int not null, amount numeric(12,2) not null, note text,
                  foreign key (product_id, product_kind) references products);
                comment on table orders is 'What was ordered.';
                comment on column orders.amount is 'before tax';
                """);
    }

    private void assertRefused(String... argumentsAndMessage) {
        int last = argumentsAndMessage.length - 1;
        List<String> arguments = new ArrayList<>(List.of(argumentsAndMessage).subList(0, last));
        arguments.addAll(List.of("--transform", "combined"));
        Result refused = generate(arguments.toArray(String[]::new));
        assertEquals(2, refused.exitCode(), refused.out());
        assertTrue(refused.err().contains(argumentsAndMessage[last]), refused.err());
    }

    private static void assertUnchanged(Result result, String file) {
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(
                result.out().lines().anyMatch(line -> line.startsWith("unchanged") && line.endsWith(file)),
                result.out());
    }

    private static Result assertExit(int code, Result result) {
        assertEquals(code, result.exitCode(), result.out() + result.err());
        return result;
    }

    private Result generate(String... more) {
        return program()
                .run(Stream.concat(Stream.of("schemas", "generate", "--package", "shop"), Stream.of(more))
                        .toArray(String[]::new));
    }

    /// Compiles what was generated without a warning.
    private Path compile() throws IOException {
        Path classes = folder.resolve("classes");
        Files.createDirectories(classes);
        List<String> arguments = new ArrayList<>(List.of(
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-Xlint:all,-classfile,-path",
                "-Werror",
                "--release",
                "21"));
        for (Path source : files(folder.resolve("src/main/java"))) {
            arguments.add(source.toString());
        }
        var errors = new java.io.ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, errors, arguments.toArray(String[]::new));
        assertEquals(0, code, errors::toString);
        Path resources = folder.resolve("src/main/resources");
        for (Path resource : files(resources)) {
            Path copy = classes.resolve(resources.relativize(resource).toString());
            Files.createDirectories(copy.getParent());
            Files.write(copy, Files.readAllBytes(resource));
        }
        return classes;
    }

    /// Runs the program with the classes on its class path, and without the samples.
    private <T> T with(Function<Program, T> work) throws IOException {
        Files.writeString(folder.resolve("etl.yaml"), "samples: false\n");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {compile().toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            return work.apply(program());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static List<String> list(Path directory) {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<List<String>> rows(String warehouse, String table) {
        return DuckDb.file(folder.resolve(warehouse) + "/" + table + "/*/*.parquet").stream()
                .sorted(Comparator.comparing(Object::toString))
                .toList();
    }

    private String read(String path) throws IOException {
        return Files.readString(folder.resolve(path));
    }

    private Program program() {
        return new Program(folder).with(database);
    }
}
