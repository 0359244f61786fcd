package etl.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The benchmark and the proof, at sizes that take seconds.
class BenchIT {
    private static final String LAUNCHER = "--launcher=" + System.getProperty("etl.launcher");
    private static final String TASKS = "--tasks=" + System.getProperty("etl.bench.jar");

    @Test
    void every_contestant_is_measured_whole(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("bench.json");

        int exit = Main.run(
                "measure",
                LAUNCHER,
                TASKS,
                "--scale=0.005",
                "--orders=3000",
                "--runs=1",
                "--workers=2",
                "--json=" + json);

        assertEquals(0, exit);
        JsonNode results = JsonMapper.shared().readTree(Files.readString(json)).get("results");
        Set<String> names = new TreeSet<>();
        for (JsonNode line : results) {
            String name = line.get("name").stringValue();
            names.add(name);
            assertTrue(line.get("seconds").doubleValue() > 0, name);
            assertTrue(line.get("rows").longValue() > 1000, name);
            assertTrue(line.get("ratioToFloor").doubleValue() > 0, name);
            assertEquals(!name.endsWith("floor"), line.get("writtenMiB").isNumber(), name);
            if (Files.exists(Path.of("/proc/self/stat"))) {
                assertTrue(line.get("cpuSecondsPerMillionRows").doubleValue() > 0, name);
                assertTrue(line.get("peakMiB").doubleValue() > 10, name);
            }
        }
        names.remove("peer");
        assertEquals(Set.of("floor", "relation", "typed", "jdbc", "combined-floor", "combined"), names);
    }

    @Test
    void combined_orders_are_those_of_the_same_query_in_sql() {
        assertEquals(0, Main.run("prove", LAUNCHER, TASKS, "--orders=20000", "--heap=256m"));
    }
}
