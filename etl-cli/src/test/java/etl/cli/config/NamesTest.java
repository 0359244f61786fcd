package etl.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.Table.FromRelation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "orders,                 public, orders,      orders",
                "public.Orders,          public, orders,      orders",
                "Sales.Orders,           sales,  orders,      sales_orders",
                "\"Sales\".\"Order Items\", Sales, Order Items, sales_order_items",
                "public.\"a\"\"b.c\",    public, a\"b.c,      a_b_c",
                "public.übung,           public, übung,       _bung",
            })
    void aTableIsNamedAsInSql(String text, String schema, String relation, String taskName) {
        TableName name = TableName.parse(text);

        assertEquals(new FromRelation(schema, relation), name.relation());
        assertEquals(taskName, name.taskName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a.b.c", "a b", "\"a", "a\"b\"", "1a", "a;b", "\"\".a", "a..b"})
    void whatIsNoTablesNameIsRefused(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> TableName.parse(text));

        assertTrue(String.valueOf(e.getMessage()).contains("Write SCHEMA.TABLE"), e.getMessage());
    }

    @Test
    void theNearestNamesComeFirst() {
        List<String> known = List.of("orders", "users", "combined_orders", "products");

        assertEquals(List.of("orders"), Nearest.to("ordres", known));
        assertEquals(List.of("orders", "combined_orders"), Nearest.to("order", known));
        assertEquals(List.of("products"), Nearest.to("prod", known));
        assertEquals(List.of(), Nearest.to("invoices", known));
        assertEquals(" Did you mean 'orders' or 'combined_orders'?", Nearest.question("order", known));
        assertEquals("", Nearest.question("xyz", known));
    }

    @ParameterizedTest
    @CsvSource({"abc,abc,0", "abc,acb,1", "abc,ab,1", "ab,abc,1", "abc,abd,1", "abc,,3", "kitten,sitting,3"})
    void distanceCountsTypingMistakes(String a, String b, int distance) {
        assertEquals(distance, Nearest.distance(a, b == null ? "" : b));
    }
}
