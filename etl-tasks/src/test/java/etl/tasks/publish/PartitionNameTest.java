package etl.tasks.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionNameTest {
    private static final String RUN = "20261122T010203Z-4f1c0001";

    @ParameterizedTest(name = "{0} lies in {1}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "CH|country=CH",
                "a b|country=a b",
                "a/b|country=a%2Fb",
                "a=b|country=a%3Db",
                "50%|country=50%25",
                "12:30|country=12%3A30",
                "*?#|country=%2A%3F%23",
                "{[]}^|country=%7B%5B%5D}%5E",
                "\\|country=%5C",
                "tab\there|country=tab%09here",
                "ümlaut 東|country=ümlaut 東",
                "%2F|country=%252F",
                "..|country=..",
            })
    void a_value_is_escaped_in_its_directory_as_hive_does_and_read_back(String value, String directory) {
        PartitionName name = PartitionName.of("users", List.of("country"), List.of(value));
        assertEquals(directory, name.partition());
        assertEquals(List.of(value), name.values());
        FileKey key = new FileKey("users", name.partition(), RUN, 7, FileKey.Layout.RUN_AS_FOLDER);
        assertEquals(Optional.of(key), FileKey.parse(key.path()));
    }

    @Test
    void quotes_are_escaped_too() {
        assertEquals(
                "country=%22%27%7F",
                PartitionName.of("users", List.of("country"), List.of("\"'\u007f"))
                        .partition());
    }

    @Test
    void null_has_a_value_of_its_own() {
        PartitionName name = PartitionName.of("users", List.of("dt", "country"), nulls("2026-11-22", null));
        assertEquals("users/dt=2026-11-22/country=__HIVE_DEFAULT_PARTITION__/", name.path());
        assertEquals(List.of("2026-11-22", PartitionName.NULL_VALUE), name.values());
        assertEquals(List.of("dt", "country"), name.keys());
    }

    private static List<@Nullable String> nulls(@Nullable String... values) {
        return Arrays.asList(values);
    }

    @Test
    void files_of_several_keys_and_of_none_are_known_by_their_paths() {
        for (String partition : List.of("", "dt=2026-11-22", "dt=2026-11-22/created_at_day=2026-01-01/country=CH")) {
            for (FileKey.Layout layout : FileKey.Layout.values()) {
                FileKey key = new FileKey("events", partition, RUN, 12, layout);
                assertEquals(Optional.of(key), FileKey.parse(key.path()), key.path());
            }
        }
        assertEquals(
                "events/" + RUN + "/00012.parquet",
                new FileKey("events", "", RUN, 12, FileKey.Layout.RUN_AS_FOLDER).path());
        assertEquals(Optional.empty(), FileKey.parse("events/dt=1/stray/" + RUN + "-00012.parquet"));
    }

    @Test
    void a_partition_lies_in_the_directories_of_its_first_keys() {
        PartitionName name = new PartitionName("events", "dt=2026-11-22/country=CH");
        assertTrue(name.isIn(""));
        assertTrue(name.isIn("dt=2026-11-22"));
        assertTrue(name.isIn("dt=2026-11-22/country=CH"));
        assertFalse(name.isIn("dt=2026-11-2"));
        assertFalse(name.isIn("country=CH"));
    }
}
