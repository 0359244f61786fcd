package etl.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs a program as a process of its own and measures it whole, its start included. On Linux:
///
/// - CPU time is what the kernel adds to this process's `cutime` and `cstime` when the child is reaped: exact to a
///   clock tick, with all its descendants, but only while this process runs one child at a time;
/// - peak memory is the kernel's own high-water mark of resident memory (`VmHWM`), asked for every 20 ms, so that only
///   growth within a process's last 20 ms is missed.
final class MeasuredProcess {
    private static final int POLL_MILLIS = 20;
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux
    private static final int LOG_LINES_IN_MESSAGE = 20;

    private MeasuredProcess() {}

    /// A finished program.
    ///
    /// @param output what it wrote to its standard output
    record Finished(Measurement measurement, String output) {}

    /// Runs a program to its end.
    ///
    /// @param writesTo the folder that it writes to
    /// @throws IOException when it fails, with the end of what it said
    static Finished run(List<String> command, Map<String, String> environment, Path writesTo)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("etl-bench-", ".out");
        Path errors = Files.createTempFile("etl-bench-", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            double cpuBefore = childrensCpuSeconds();
            long start = System.nanoTime();
            Process process = builder.start();
            long peak = -1;
            try {
                do {
                    peak = Math.max(peak, peakBytes(process.toHandle()));
                } while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS));
            } finally {
                process.destroy();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            if (process.exitValue() != 0) {
                throw new IOException("Ended with " + process.exitValue() + ": " + String.join(" ", command)
                        + lastLines(output) + lastLines(errors));
            }
            Measurement measurement =
                    new Measurement(seconds, childrensCpuSeconds() - cpuBefore, peak, sizeOf(writesTo));
            return new Finished(measurement, Files.readString(output).strip());
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    /// The CPU time of all children that have been reaped: fields 16 and 17 of `/proc/self/stat`, see proc_pid_stat(5).
    /// The second field, the program's name, may hold spaces; it ends with the last parenthesis.
    private static double childrensCpuSeconds() throws IOException {
        Path stat = Path.of("/proc/self/stat");
        if (!Files.isReadable(stat)) {
            return Double.NaN;
        }
        String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
        List<String> fieldsFrom3 =
                List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
        return (Long.parseLong(fieldsFrom3.get(13)) + Long.parseLong(fieldsFrom3.get(14))) / TICKS_PER_SECOND;
    }

    private static long peakBytes(ProcessHandle process) {
        try (Stream<ProcessHandle> family = Stream.concat(Stream.of(process), process.descendants())) {
            return family.mapToLong(ProcessHandle::pid)
                    .map(MeasuredProcess::peakBytes)
                    .max()
                    .orElse(-1);
        }
    }

    private static long peakBytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException | java.io.UncheckedIOException e) {
            // It has just ended, or this isn't Linux.
            return -1;
        }
    }

    private static long sizeOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static String lastLines(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES_IN_MESSAGE), lines.size());
        return last.isEmpty() ? "" : "\n  " + String.join("\n  ", last);
    }
}
