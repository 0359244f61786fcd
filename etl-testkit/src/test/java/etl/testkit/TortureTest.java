package etl.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TortureTest {
    @Test
    void an_experiment_is_one_line_that_ends_in_its_violations() {
        assertEquals(
                "torture: tcp-cuts cuts=50 whole=33 violations=0",
                Torture.line("tcp-cuts", Map.of("violations", 0L, "whole", 33L, "cuts", 50L)));
        assertEquals("torture: kills kills=2", Torture.line("kills", Map.of("kills", 2L)));
    }
}
