package etl.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepTest {
    private static List<LocalDate> dates(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" "))
                        .map(day -> LocalDate.parse("2026-11-" + day))
                        .toList();
    }

    @ParameterizedTest(name = "of {1} {0} takes away {2}")
    @CsvSource({
        "1, 20 21 22, 20 21",
        "1, 22, ''",
        "2, 20 21 22, 20",
        "3, 20 21 22, ''",
        "4, 20 21 22, ''",
        "1d, 20 21 22, 20 21",
        "2d, 20 21 22, 20",
        "2d, 10 12 22, 10 12",
        "90d, 01 15 30, ''",
        "1, '', ''",
        "7d, '', ''",
    })
    void the_newest_dates_stay(String keep, String dates, String old) {
        Keep rule = keep.endsWith("d")
                ? new Keep.Days(Integer.parseInt(keep, 0, keep.length() - 1, 10))
                : new Keep.Newest(Integer.parseInt(keep));
        assertEquals(keep, rule.toString());
        assertEquals(
                old,
                rule.old(dates(dates)).stream()
                        .map(date -> date.toString().substring("2026-11-".length()))
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void keeping_nothing_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> new Keep.Newest(0));
        assertThrows(IllegalArgumentException.class, () -> new Keep.Days(0));
    }
}
