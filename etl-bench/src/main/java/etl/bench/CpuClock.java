package etl.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/// Reads how much CPU time was spent, and by whom, from Linux's `/proc`. All figures are seconds since some start, in
/// user and system mode, exact to a clock tick; NaN on other systems.
///
/// @param children this process's children that have ended, with all their descendants: `cutime` and `cstime` of
///     proc_pid_stat(5)
/// @param server the database server, with all its processes
/// @param everybody all processes of the machine, this one excepted: the first line of proc_stat(5)
record CpuClock(double children, double server, double everybody) {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux

    // Numbers of fields, counted from 1 as the manual pages do.
    private static final int UTIME = 14;
    private static final int STIME = 15;
    private static final int CUTIME = 16;
    private static final int CSTIME = 17;

    /// `user nice system idle iowait irq softirq steal`: all that isn't idling, but for time stolen by other machines.
    private static final int[] BUSY = {1, 2, 3, 6, 7};

    /// Reads the clocks.
    ///
    /// @param server the server's first process; empty when there is none of interest
    static CpuClock read(OptionalLong server) throws IOException {
        if (!Files.isReadable(Path.of("/proc/self/stat"))) {
            return new CpuClock(Double.NaN, Double.NaN, Double.NaN);
        }
        String[] machine = Files.readString(Path.of("/proc/stat"), StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElseThrow()
                .split("\\s+", -1);
        long busy = Arrays.stream(BUSY)
                .mapToLong(field -> Long.parseLong(machine[field]))
                .sum();
        return new CpuClock(
                ticks("self", CUTIME, CSTIME) / TICKS_PER_SECOND,
                server.isPresent() ? serverTicks(server.getAsLong()) / TICKS_PER_SECOND : 0,
                (busy - ticks("self", UTIME, STIME)) / TICKS_PER_SECOND);
    }

    /// Waits until everybody together takes no more than a share of the processors for a second, but not beyond a time.
    ///
    /// @param end of [System#nanoTime()]
    static void awaitIdle(double share, long end) throws IOException, InterruptedException {
        double processors = Runtime.getRuntime().availableProcessors();
        CpuClock before = read(OptionalLong.empty());
        while (System.nanoTime() < end) {
            Thread.sleep(1000);
            CpuClock now = read(OptionalLong.empty());
            if (!(now.everybody() - before.everybody() > share * processors)) {
                return;
            }
            before = now;
        }
    }

    /// A server's first process has reaped those that ended; the others are its children.
    private static long serverTicks(long pid) {
        LongStream living = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .mapToLong(child -> ticks(Long.toString(child.pid()), UTIME, STIME));
        return ticks(Long.toString(pid), UTIME, STIME, CUTIME, CSTIME) + living.sum();
    }

    /// The sum of some fields of a process; 0 when it has just ended. The second field, the program's name in
    /// parentheses, may hold spaces and parentheses.
    private static long ticks(String process, int... fields) {
        try {
            String line = Files.readString(Path.of("/proc", process, "stat"), StandardCharsets.ISO_8859_1);
            String[] fromThird = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Arrays.stream(fields)
                    .mapToLong(field -> Long.parseLong(fromThird[field - 3]))
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }
}
