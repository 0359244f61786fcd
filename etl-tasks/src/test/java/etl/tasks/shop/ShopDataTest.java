package etl.tasks.shop;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import etl.tasks.sample.Existing;
import etl.tasks.sample.FillProgress;
import etl.tasks.sample.FilledTable;
import etl.testkit.TestDatabase;
import etl.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShopDataTest {
    private static final long SEED = 42;
    private static final int ORDERS = 20_000;
    private static final List<String> TABLES = List.of("orders", "users", "products", "currencies", "taxes");

    /// Of the shop that is shared by the tests that only read.
    private static final TestDatabase DB = TestPostgres.database();

    private static List<FilledTable> filled = List.of();

    @BeforeAll
    static void fillTheShop() throws SQLException {
        filled = fill(DB, ORDERS, SEED);
    }

    @AfterAll
    static void dropDatabase() {
        DB.close();
    }

    @Test
    void the_same_seed_gives_the_same_rows_in_any_time_zone_and_locale() throws SQLException {
        TimeZone zone = TimeZone.getDefault();
        Locale locale = Locale.getDefault();
        try (TestDatabase elsewhere = TestPostgres.database()) {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
            Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
            fill(elsewhere, ORDERS, SEED);

            assertEquals(fingerprints(DB), fingerprints(elsewhere));
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
        }
    }

    /// A release that changes these changes everybody's sample data: say so in its notes.
    @Test
    void the_rows_of_a_seed_are_the_same_in_every_release() throws SQLException {
        try (TestDatabase db = TestPostgres.database()) {
            fill(db, 1000, 1);

            assertEquals("""
                    orders 06df6a5a0144a200101cb6d7779df1de
                    users ff92b4ca78f99de83219d3c46cb58b68
                    products 212a6d8f643e539d287e24333b433b50
                    currencies 3a7ff370062f2e64df8e62e1f029fbf7
                    taxes c85e87691c5254a8dd9311621c28a76a""", fingerprints(db));
        }
    }

    @Test
    void another_seed_gives_other_rows() throws SQLException {
        try (TestDatabase db = TestPostgres.database()) {
            fill(db, ORDERS, SEED + 1);

            assertNotEquals(fingerprints(DB), fingerprints(db));
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0,0,0", "1,1,1,2", "7,2,1,8", "250,100,3,253"})
    void a_shop_of_any_size_can_be_made(long orders, long users, long products, long currencies) throws SQLException {
        try (TestDatabase db = TestPostgres.database()) {
            fill(db, orders, SEED);

            assertEquals(
                    List.of(List.of("" + orders, "" + users, "" + products, "" + currencies, "22")),
                    db.rows(TABLES.stream()
                            .map(table -> "(select count(*) from " + table + ")")
                            .collect(Collectors.joining(", ", "select ", ""))));
        }
    }

    @Test
    void a_shop_with_orders_has_users_and_products() {
        assertAll(
                () -> assertThrows(IllegalArgumentException.class, () -> new ShopSizes(1, 0, 1)),
                () -> assertThrows(IllegalArgumentException.class, () -> new ShopSizes(1, 1, 0)),
                () -> assertThrows(IllegalArgumentException.class, () -> new ShopSizes(-1, 1, 1)),
                () -> assertEquals(new ShopSizes(5_000_000, 2_000_000, 50_000), ShopSizes.of(5_000_000)),
                () -> assertEquals(100_000, ShopSizes.of(1_000_000_000).products()));
    }

    @Test
    void what_is_reported_is_what_the_tables_hold() {
        for (FilledTable table : filled) {
            assertEquals(Long.toString(table.rows()), DB.text("select count(*) from " + table.table()), table.table());
        }
        assertEquals(5, filled.size());
    }

    @TestFactory
    List<DynamicTest> theDataHasEverythingThatATaskMustCopeWith() {
        return List.of(
                exists("guests", "orders where user_id is null"),
                exists("orders that go nowhere", "orders where country is null"),
                exists("free orders", "orders where amount = 0"),
                exists("orders that ended", "orders where status in ('cancelled', 'refunded')"),
                exists("orders of a country without tax", "orders where country not in (select country from taxes)"),
                exists(
                        "orders without a currency row",
                        "orders o where not exists (select from currencies where type = 'Order' and type_id = o.id)"),
                exists(
                        "currency rows of another type with an order's id",
                        "currencies c join orders o on o.id = c.type_id and c.type <> 'Order'"),
                exists("users without an order", "users u where not exists (select from orders where user_id = u.id)"),
                exists("missing attributes", "orders where attributes is null"),
                exists("an attribute to find", "orders where attributes ->> 'gift' = 'true'"),
                exists("empty notes", "orders where note = ''"),
                exists("missing notes", "orders where note is null"),
                exists("notes of several lines", "orders where note like e'%\\n%'"),
                exists("characters of four bytes", "users where name ~ '[\\U00010000-\\U0010FFFF]'"),
                exists("fractions of a second", "orders where extract(milliseconds from created_at) % 1000 <> 0"),
                exists("missing birthdays", "users where birth_date is null"),
                exists("birthdays before 1970", "users where birth_date < '1970-01-01'"),
                exists("missing weights", "products where weight_kg is null"),
                exists("missing ratings", "products where rating is null"));
    }

    @TestFactory
    List<DynamicTest> theDataIsPlausible() {
        return List.of(
                none("orders of unknown users", "orders where user_id not in (select id from users)"),
                none("orders of unknown products", "orders where product_id not in (select id from products)"),
                none("negative amounts", "orders where amount < 0"),
                none(
                        "currency rows of another currency than the order",
                        "currencies c join orders o on c.type = 'Order' and c.type_id = o.id where c.currency <> o.currency"),
                none(
                        "dollars that are not worth a dollar",
                        "currencies where currency = 'USD' and conversion_rate <> 1"),
                none("yen with cents", "orders where currency = 'JPY' and amount <> trunc(amount)"),
                none("orders changed before they were made", "orders where updated_at < created_at"),
                none(
                        "mail addresses with odd letters",
                        "users where email !~ '^[a-z.]+[0-9]+@example\\.(com|org|net)$'"),
                none("orders that cost something else than the price within the rate's 5 %", """
                        orders o join products p on p.id = o.product_id
                        join currencies c on c.type = 'Order' and c.type_id = o.id
                        where o.amount > 0 and o.currency not in ('JPY', 'KRW', 'VND')
                          and o.amount * c.conversion_rate not between 0.94 * p.price * o.quantity and 1.06 * p.price * o.quantity
                        """),
                none("UUIDs of another version", "orders where reference::text !~ '^.{14}4.{4}[89ab]'"));
    }

    /// Parquet files for Athena keep milliseconds: the sample data loses nothing there.
    @Test
    void all_timestamps_are_whole_milliseconds() {
        List<List<String>> columns = DB.rows("""
                select table_name, column_name from information_schema.columns
                where table_schema = 'public' and data_type = 'timestamp with time zone'
                """);
        assertEquals(6, columns.size());
        for (List<String> column : columns) {
            assertEquals(
                    "0",
                    DB.text("select count(*) from %s where %s <> date_trunc('milliseconds', %2$s)"
                            .formatted(column.get(0), column.get(1))),
                    column::toString);
        }
    }

    private static DynamicTest exists(String what, String from) {
        return DynamicTest.dynamicTest(what, () -> assertNotEquals("0", DB.text("select count(*) from " + from), from));
    }

    private static DynamicTest none(String what, String from) {
        return DynamicTest.dynamicTest(
                "no " + what, () -> assertEquals("0", DB.text("select count(*) from " + from), from));
    }

    private static List<FilledTable> fill(TestDatabase db, long orders, long seed) throws SQLException {
        try (Connection connection = db.connect()) {
            return ShopData.fill(connection, ShopSizes.of(orders), seed, Existing.REFUSE, FillProgress.NONE);
        }
    }

    /// One checksum a table, over all rows as the server prints them.
    private static String fingerprints(TestDatabase db) {
        return TABLES.stream()
                .map(table -> table + " "
                        + db.text("select md5(string_agg(r::text, e'\\n' order by r::text collate \"C\")) from " + table
                                + " r"))
                .collect(Collectors.joining("\n"));
    }
}
