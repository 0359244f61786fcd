package etl.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @Test
    void the_nearest_names_come_first() {
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
    void distance_counts_typing_mistakes(String a, String b, int distance) {
        assertEquals(distance, Nearest.distance(a, b == null ? "" : b));
    }
}
