package etl.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTypeTest {

    @ParameterizedTest(name = "{0} in {3} from {1} on")
    @CsvSource(textBlock = """
            TIMESTAMPTZ, 2026-11-22T12:00:00.123456Z, 6, UTC,           2026-11-22 12:00:00.123455+00
            TIMESTAMPTZ, 2026-11-22T12:00:00.12346Z,  6, UTC,           2026-11-22 12:00:00.123459+00
            TIMESTAMPTZ, 2026-11-22T12:00:00.500001Z, 6, UTC,           2026-11-22 12:00:00.5+00
            TIMESTAMPTZ, 2026-11-22T12:00:00.000001Z, 6, UTC,           2026-11-22 12:00:00+00
            TIMESTAMPTZ, 2026-11-22T12:00:00.123456Z, 3, UTC,           2026-11-22 12:00:00.122999+00
            TIMESTAMPTZ, 2026-11-22T12:00:00.9Z,      0, UTC,           2026-11-22 11:59:59.999999+00
            TIMESTAMP,   2026-07-01T12:00:00Z,        6, UTC,           2026-07-01 11:59:59.999999
            TIMESTAMP,   2026-07-01T12:00:00Z,        6, Europe/Zurich, 2026-07-01 13:59:59.999999
            TIMESTAMP,   2026-07-01T12:00:00Z,        6, +05:30,        2026-07-01 17:29:59.999999
            DATE,        2026-07-01T12:00:00Z,        6, UTC,           2026-06-30
            DATE,        2026-07-01T02:00:00Z,        6, America/New_York, 2026-06-29
            DATE,        2026-07-01T12:00:00Z,        6, Pacific/Auckland, 2026-07-01
            """)
    void the_last_value_is_below_what_is_written_from_an_instant_on(
            WindowType type, Instant from, int digits, String zone, String last) {
        assertEquals(last, type.before(from, digits, ZoneId.of(zone)));
    }

    /// In Zurich clocks go from 03:00 back to 02:00 on 25 October 2026, at 01:00 UTC, and from 02:00 to 03:00 on 29 March;
    /// on Lord Howe they go back by half an hour; before midnight in Havana, into the day before.
    @ParameterizedTest(name = "from {0} on in {1}")
    @CsvSource(textBlock = """
            2026-10-24T23:00:00Z, Europe/Zurich,       2026-10-25 00:59:59.999999
            2026-10-24T23:59:00Z, Europe/Zurich,       2026-10-25 01:58:59.999999
            2026-10-25T00:00:00Z, Europe/Zurich,       2026-10-25 01:59:59.999999
            2026-10-25T00:30:00Z, Europe/Zurich,       2026-10-25 01:59:59.999999
            2026-10-25T00:59:59Z, Europe/Zurich,       2026-10-25 01:59:59.999999
            2026-10-25T01:00:00Z, Europe/Zurich,       2026-10-25 01:59:59.999999
            2026-10-25T01:30:00Z, Europe/Zurich,       2026-10-25 02:29:59.999999
            2026-10-25T02:00:00Z, Europe/Zurich,       2026-10-25 02:59:59.999999
            2026-03-29T00:59:59Z, Europe/Zurich,       2026-03-29 01:59:58.999999
            2026-03-29T01:00:00Z, Europe/Zurich,       2026-03-29 02:59:59.999999
            2026-04-04T14:45:00Z, Australia/Lord_Howe, 2026-04-05 01:29:59.999999
            """)
    void while_clocks_are_set_back_the_last_value_is_below_both_passes(Instant from, String zone, String last) {
        assertEquals(last, WindowType.TIMESTAMP.before(from, 6, ZoneId.of(zone)));
    }

    @Test
    void a_day_whose_first_hour_comes_again_after_the_next_has_begun_is_not_over() {
        ZoneId havana = ZoneId.of("America/Havana");
        // At 01:00 on 1 November 2026 clocks go back to 00:00.
        assertEquals("2026-10-31", WindowType.DATE.before(Instant.parse("2026-11-01T04:30:00Z"), 6, havana));
        assertEquals("2026-10-31", WindowType.DATE.before(Instant.parse("2026-11-01T05:30:00Z"), 6, havana));
        assertEquals("2026-10-30", WindowType.DATE.before(Instant.parse("2026-11-01T03:59:00Z"), 6, havana));
    }

    @ParameterizedTest(name = "{0}: {2} is later than {1}")
    @CsvSource(textBlock = """
            TIMESTAMPTZ, 2026-11-22 12:00:00+00,   2026-11-22 12:00:00.000001+00
            TIMESTAMP,   2026-11-22 12:00:00.9,    2026-11-22 12:00:00.91
            DATE,        2026-11-22,               2026-11-23
            XID8,        999,                      18446744073709551615
            INT8,        -9223372036854775808,     -1
            INT2,        9,                        10
            """)
    void the_later_of_two_ends_is_found_by_the_type(WindowType type, String earlier, String later) {
        assertEquals(later, type.later(earlier, later));
        assertEquals(later, type.later(later, earlier));
        assertEquals(later, type.later(later, later));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-22 12:00:00+00", "2026-11-22 12:00:00", "2026-11-22", "12"})
    void an_end_of_another_type_is_refused(String end) {
        long knows = Arrays.stream(WindowType.values())
                .filter(type -> type == WindowType.TIMESTAMPTZ
                        || type == WindowType.TIMESTAMP
                        || type == WindowType.DATE
                        || type == WindowType.INT8)
                .filter(type -> understands(type, end))
                .count();
        assertEquals(1, knows);
    }

    private static boolean understands(WindowType type, String end) {
        try {
            return type.later(end, end).equals(end);
        } catch (IllegalArgumentException other) {
            return false;
        }
    }

    @Test
    void of_ids_the_one_before_is_the_last() {
        assertEquals("18446744073709551614", WindowType.idBefore("18446744073709551615"));
        assertThrows(IllegalStateException.class, WindowType.XID8::lowest);
        assertEquals("-32768", WindowType.INT2.lowest());
    }
}
