package etl.tasks.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import etl.schemas.CombinedOrder;
import etl.schemas.CombinedOrderInput;
import etl.schemas.Decimal;
import etl.schemas.Tax;
import etl.tasks.Lookups;
import etl.tasks.Task;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CombinedOrdersTest {
    private static final Instant MOMENT = Instant.parse("2024-02-29T23:59:59.999Z");
    private static final Lookups TAXES = new Lookups(Map.of(
            CombinedOrders.TAXES,
            Map.of(
                    "DE", tax("DE", "0.1900"),
                    "CH", tax("CH", "0.0810"),
                    "ZZ", tax("ZZ", "99.9999"),
                    "NN", tax("NN", "0.0000"))));

    @ParameterizedTest
    @CsvSource(nullValues = "null", textBlock = """
            # amount,        rate,               country, amount_usd,           amount_with_tax
            100.00,          1.0000000000,       DE,      100.00,               119.00
            100.00,          null,               DE,      100.00,               119.00
            100.00,          1.0843000000,       null,    108.43,               100.00
            100.00,          1.0843000000,       US,      108.43,               100.00
            100.00,          1.0843000000,       NN,      108.43,               100.00
            0.00,            1.0843000000,       DE,      0.00,                 0.00
            0.01,            0.4999999999,       CH,      0.00,                 0.01
            0.01,            0.5000000000,       CH,      0.01,                 0.01
            0.50,            0.0100000000,       CH,      0.01,                 0.54
            0.49,            0.0100000000,       CH,      0.00,                 0.53
            2.50,            0.5500000000,       CH,      1.38,                 2.70
            -0.50,           0.0100000000,       CH,      -0.01,                -0.54
            -2.50,           0.5500000000,       DE,      -1.38,                -2.98
            50000.00,        0.0066845000,       DE,      334.23,               59500.00
            9999999999.99,   999999.9999999999,  ZZ,      9999999999989999.00,  1009998999998.99
            -9999999999.99,  999999.9999999999,  ZZ,      -9999999999989999.00, -1009998999998.99
            """)
    void money_is_multiplied_exactly_and_rounded_once_half_away_from_zero(
            String amount, @Nullable String rate, @Nullable String country, String amountUsd, String amountWithTax) {
        CombinedOrder order = CombinedOrders.combine(input(amount, rate, country), TAXES);

        assertEquals(new BigDecimal(amountUsd), order.amountUsd());
        assertEquals(new BigDecimal(amountWithTax), order.amountWithTax());
    }

    @Test
    void everything_else_is_carried_over() {
        CombinedOrder order = CombinedOrders.combine(input("12.30", "1.0843000000", "DE"), TAXES);

        assertEquals(
                new CombinedOrder(
                        7,
                        8,
                        "DE",
                        "EUR",
                        new BigDecimal("1.0843000000"),
                        "zoe@example.org",
                        new BigDecimal("12.30"),
                        new BigDecimal("13.34"),
                        new BigDecimal("14.64"),
                        MOMENT),
                order);
    }

    @Test
    void the_default_rate_has_the_scale_of_the_others() {
        CombinedOrder order = CombinedOrders.combine(input("1.00", null, "DE"), TAXES);

        assertEquals(new BigDecimal("1.0000000000"), order.conversionRate());
    }

    @Test
    void the_largest_input_fits_the_declared_precisions() {
        CombinedOrder order = CombinedOrders.combine(input("9999999999.99", "999999.9999999999", "ZZ"), TAXES);

        assertTrue(order.amountUsd().precision() <= declared("amountUsd").precision());
        assertTrue(
                order.amountWithTax().precision() <= declared("amountWithTax").precision());
    }

    @Test
    void the_sample_tasks_are_the_four_of_the_shop() {
        ShopTasks tasks = new ShopTasks();

        assertEquals(
                List.of("orders", "users", "products", "combined_orders"),
                tasks.tasks().stream().map(Task::name).toList());
        assertTrue(tasks.sample());
    }

    private static Decimal declared(String component) {
        return Arrays.stream(CombinedOrder.class.getRecordComponents())
                .filter(candidate -> candidate.getName().equals(component))
                .findFirst()
                .orElseThrow()
                .getAnnotatedType()
                .getAnnotation(Decimal.class);
    }

    private static CombinedOrderInput input(String amount, @Nullable String rate, @Nullable String country) {
        return new CombinedOrderInput(
                7,
                8,
                country,
                "EUR",
                rate == null ? null : new BigDecimal(rate),
                "zoe@example.org",
                new BigDecimal(amount),
                MOMENT);
    }

    private static Tax tax(String country, String rate) {
        return new Tax(country, new BigDecimal(rate));
    }
}
