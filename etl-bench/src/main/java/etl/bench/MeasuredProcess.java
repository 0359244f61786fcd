package etl.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs a program as a process of its own and measures it whole, its start included. On Linux:
///
/// - CPU time is what the kernel adds to this process's account when the child has ended: exact to a clock tick, with
///   all its descendants, but only while this process runs one child at a time;
/// - peak memory is the kernel's own high-water mark of resident memory (`VmHWM`), asked for every 20 ms, so that only
///   growth within a process's last 20 ms is missed.
final class MeasuredProcess {
    private static final int POLL_MILLIS = 20;
    private static final int LOG_LINES_IN_MESSAGE = 20;

    private MeasuredProcess() {}

    /// A finished program.
    ///
    /// @param output what it wrote to its standard output
    record Finished(Measurement measurement, String output) {}

    /// Runs a program to its end.
    ///
    /// @param writesTo the folder that it writes to
    /// @param server the first process of the server that works for it; empty when there is none
    /// @throws IOException when it fails, with the end of what it said
    static Finished run(List<String> command, Map<String, String> environment, Path writesTo, OptionalLong server)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("etl-bench-", ".out");
        Path errors = Files.createTempFile("etl-bench-", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            CpuClock before = CpuClock.read(server);
            long start = System.nanoTime();
            Process process = builder.start();
            // Who ends the benchmark ends the trial with it.
            Thread end = new Thread(process::destroy);
            Runtime.getRuntime().addShutdownHook(end);
            long peak = -1;
            try {
                do {
                    peak = Math.max(peak, peakBytes(process.toHandle()));
                } while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS));
            } finally {
                process.destroy();
                forget(end);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            if (process.exitValue() != 0) {
                throw new IOException("Ended with " + process.exitValue() + ": " + String.join(" ", command)
                        + lastLines(output) + lastLines(errors));
            }
            CpuClock after = CpuClock.read(server);
            return new Finished(
                    measurement(seconds, before, after, peak, sizeOf(writesTo)),
                    Files.readString(output).strip());
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running: the benchmark is being ended.
            return;
        }
    }

    private static Measurement measurement(
            double seconds, CpuClock before, CpuClock after, long peakBytes, long writtenBytes) {
        double cpu = after.children() - before.children();
        double serverCpu = after.server() - before.server();
        double others = after.everybody() - before.everybody() - cpu - serverCpu;
        double all = seconds * Runtime.getRuntime().availableProcessors();
        return new Measurement(seconds, cpu, serverCpu, Math.clamp(others / all, 0, 1), peakBytes, writtenBytes);
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
        } catch (IOException | UncheckedIOException e) {
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
