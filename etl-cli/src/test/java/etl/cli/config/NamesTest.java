package etl.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.Table.FromRelation;
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
    void a_table_is_named_as_in_sql(String text, String schema, String relation, String taskName) {
        TableName name = TableName.parse(text);

        assertEquals(new FromRelation(schema, relation), name.relation());
        assertEquals(taskName, name.taskName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a.b.c", "a b", "\"a", "a\"b\"", "1a", "a;b", "\"\".a", "a..b"})
    void what_is_no_tables_name_is_refused(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> TableName.parse(text));

        assertTrue(String.valueOf(e.getMessage()).contains("Write SCHEMA.TABLE"), e.getMessage());
    }
}
