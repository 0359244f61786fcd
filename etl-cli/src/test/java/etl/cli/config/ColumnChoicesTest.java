package etl.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import etl.tasks.EtlException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnChoicesTest {
    private static final String AMOUNT = "{orders.amount: decimal(12,3)}";
    private static final String BOTH =
            "{orders.amount: decimal(12,3), orders.at: {on-special: null, timestamps: micros}}";

    private static String read(String yaml) {
        return SettingValues.resolve(Map.of(), Map.of(), ConfigFile.parse(yaml, "etl.yaml"))
                .get(Settings.TYPES_COLUMNS)
                .print();
    }

    static Stream<Arguments> spellings() {
        return Stream.of(
                Arguments.of("types.columns.orders.amount: decimal(12,3)", AMOUNT),
                Arguments.of("types.columns.orders.amount.as: decimal( 12, 3 )", AMOUNT),
                Arguments.of("types: {columns: {orders.amount: decimal(12,3)}}", AMOUNT),
                Arguments.of("types: {columns: {orders: {amount: {as: 'decimal(12,3)'}}}}", AMOUNT),
                Arguments.of("""
                        types:
                          columns:
                            orders:
                              amount: decimal(12,3)
                        """, AMOUNT),
                Arguments.of("""
                        types:
                          columns:
                            orders.amount: decimal(12,3)
                            orders.at: {on-special: null, timestamps: micros}
                        """, BOTH),
                Arguments.of("""
                        types:
                          columns:
                            orders:
                              at.on-special: null
                              at.timestamps: micros
                        types.columns.orders.amount: decimal(12,3)
                        """, BOTH),
                Arguments.of("""
                        types:
                          columns: "%s"
                        """.formatted(BOTH), BOTH),
                Arguments.of("types: {trim: true, columns: %s}".formatted(BOTH), BOTH),
                Arguments.of("types.columns.t.c: string", "{t.c: string}"),
                Arguments.of("types.columns.t.c.on-special: string", "{t.c: string}"),
                Arguments.of(
                        "types.columns.t.c: {as: string, on-special: string, trim: true}",
                        "{t.c: {as: string, trim: true}}"),
                Arguments.of(
                        "types.columns.t.c: {as: double, on-special: clamp}", "{t.c: {as: double, on-special: clamp}}"),
                Arguments.of("types.columns.t.c.on-special: 'null'", "{t.c: {on-special: null}}"),
                Arguments.of("types.columns.t.c.on-special: ~", "{t.c: {on-special: null}}"),
                Arguments.of("types.columns.t.c.on-special: fail", "{t.c: {on-special: fail}}"),
                Arguments.of("types: {columns: {orders: }}", "{}"));
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void dots_and_indentation_are_the_same(String yaml, String choices) {
        assertEquals(choices, read(yaml));
    }

    @Test
    void a_variable_takes_them_as_a_file_does() {
        assertEquals(
                BOTH,
                SettingValues.resolve(Map.of(), Map.of("ETL_TYPES_COLUMNS", BOTH), ConfigFile.EMPTY)
                        .get(Settings.TYPES_COLUMNS)
                        .print());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(
                        "types.columns.orders.amount: decimal",
                        "etl.yaml:1: types.columns.orders.amount: as: 'decimal' is not decimal(p,s), string or double. Did you mean"
                                + " 'decimal(38,9)'? The other choices are keys below the column: on-special, timestamps, trim."),
                Arguments.of(
                        "types.columns.orders.amount: numeric(12)",
                        "etl.yaml:1: types.columns.orders.amount: as: 'numeric(12)' is not decimal(p,s), string or double. Did you mean"
                                + " 'decimal(12,0)'? The other choices are keys below the column: on-special, timestamps, trim."),
                Arguments.of(
                        "types.columns.orders.amount: decimal(39,2)",
                        "etl.yaml:1: types.columns.orders.amount: as: decimal(39,2) can't be: at most 38 digits, of which 0 to all are"
                                + " after the point. The other choices are keys below the column: on-special, timestamps, trim."),
                Arguments.of(
                        "types.columns.orders.amount: null",
                        "etl.yaml:1: types.columns.orders.amount: as: 'null' is not decimal(p,s), string or double. The other choices"
                                + " are keys below the column: on-special, timestamps, trim."),
                Arguments.of(
                        "types.columns.orders.amount.on-special: nul",
                        "etl.yaml:1: types.columns.orders.amount: on-special: 'nul' is not one of fail, null, clamp or string."
                                + " Did you mean 'null'?"),
                Arguments.of("""
                        types:
                          columns:
                            orders:
                              at: {timestamps: nanos, trim: yes}
                        """, """
                        etl.yaml:4: types.columns.orders.at: timestamps: 'nanos' is not one of millis or micros.
                        etl.yaml:4: types.columns.orders.at: trim: 'yes' is neither true nor false."""),
                Arguments.of(
                        """
                        types:
                          columns:
                            orders.amount: {type: string}
                        """,
                        "etl.yaml:3: types.columns.orders.amount.type: a column has no key 'type'. Known are as, on-special,"
                                + " timestamps, trim."),
                Arguments.of(
                        "types.columns.orders: string",
                        "etl.yaml:1: types.columns.orders: expected tasks' columns, such as 'orders.amount: decimal(12,3)', not a single"
                                + " value."),
                Arguments.of(
                        "types: {columns: [orders]}",
                        "etl.yaml:1: types.columns: expected columns with what they become, such as {orders.amount: decimal(12,3)}, not"
                                + " a list."),
                Arguments.of(
                        "types.columns.orders.amount.as.more: string",
                        "etl.yaml:1: types.columns.orders.amount.as.more: expected a task, a column and one of as, on-special,"
                                + " timestamps, trim, with dots between them."),
                Arguments.of(
                        """
                        types:
                          columns:
                            orders.amount: string
                        types.columns.orders.amount: double
                        """,
                        "etl.yaml:4: types.columns.orders.amount: it is there already, in line 3. Keep one of the two."),
                Arguments.of(
                        "types.columns.t.c: {as: double, on-special: string}",
                        "etl.yaml:1: types.columns.t.c: on-special: string makes the whole column text, and it is to become double."
                                + " Keep one of the two."),
                Arguments.of(
                        "types: {columns: {t.c: }}", "etl.yaml:1: types.columns.t.c: expected a value, not nothing."));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_told_with_its_line_and_what_is_allowed(String yaml, String message) {
        EtlException e = assertThrows(EtlException.class, () -> ConfigFile.parse(yaml, "etl.yaml"));

        assertEquals(message, e.getMessage());
    }
}
