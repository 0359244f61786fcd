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
import org.junit.jupiter.api.Test;

class SchemasGenerateTest extends GenerateCase {
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
}
