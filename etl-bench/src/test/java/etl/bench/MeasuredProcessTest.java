package etl.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MeasuredProcessTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    @EnabledOnOs(OS.LINUX)
    void time_and_memory_of_grandchildren_count() throws Exception {
        MeasuredProcess.Finished finished = run(program("Burn"));

        Measurement measurement = finished.measurement();
        assertEquals("done", finished.output());
        assertTrue(measurement.cpuSeconds() > 0.5, measurement::toString);
        assertTrue(measurement.cpuSeconds() < 30, measurement::toString);
        assertTrue(measurement.seconds() > 0.5, measurement::toString);
        assertTrue(measurement.peakBytes() > 100 << 20, measurement::toString);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void waiting_costs_nothing() throws Exception {
        Measurement measurement = run("sleep 0.3").measurement();

        assertTrue(measurement.seconds() >= 0.3, measurement::toString);
        assertTrue(measurement.cpuSeconds() < 0.1, measurement::toString);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void only_parquet_files_are_counted_as_written() throws Exception {
        Files.createDirectories(folder.resolve("t"));
        Files.write(folder.resolve("t").resolve("a.parquet"), new byte[1000]);
        Files.write(folder.resolve("t").resolve("report.json"), new byte[50]);

        assertEquals(1000, run("true").measurement().writtenBytes());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_program_that_fails_is_not_measured() {
        IOException failed = assertThrows(IOException.class, () -> run("echo no such table >&2; exit 3"));

        assertTrue(failed.getMessage().contains("Ended with 3"), failed::getMessage);
        assertTrue(failed.getMessage().contains("no such table"), failed::getMessage);
    }

    private MeasuredProcess.Finished run(String script) throws IOException, InterruptedException {
        return MeasuredProcess.run(
                List.of("sh", "-c", script), Map.copyOf(System.getenv()), folder, OptionalLong.empty());
    }

    /// A shell that starts a JVM which fills 100 MB and computes for half a second.
    private String program(String name) throws IOException {
        Path source = folder.resolve(name + ".java");
        Files.writeString(source, """
                class %s {
                    public static void main(String[] args) {
                        byte[] memory = new byte[100 << 20];
                        java.util.Arrays.fill(memory, (byte) 1);
                        long sum = 0;
                        for (long end = System.nanoTime() + 500_000_000L; System.nanoTime() < end; ) {
                            sum += memory[(int) (sum & 1023)];
                        }
                        System.out.println(sum > 0 ? "done" : "");
                    }
                }
                """.formatted(name));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return "'" + java + "' '" + source + "'; true";
    }
}
