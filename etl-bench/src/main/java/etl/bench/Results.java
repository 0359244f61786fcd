package etl.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The measurements of all trials, and what they come to.
final class Results {
    private static final double MIB = 1 << 20;

    private record Place(Contestant contestant, int workers) {}

    /// One line of the results: medians over the trials, each figure by itself.
    ///
    /// @param ratioToFloor to the floor's median with as many workers and the same data; null when that wasn't measured
    /// @param cpuSecondsPerMillionRows null where the system doesn't tell
    /// @param peakMiB null where the system doesn't tell
    /// @param writtenMiB null for a floor, which writes nothing
    record Line(
            String name,
            String description,
            int workers,
            long rows,
            double seconds,
            double minSeconds,
            double maxSeconds,
            double rowsPerSecond,
            @Nullable Double ratioToFloor,
            @Nullable Double cpuSecondsPerMillionRows,
            @Nullable Double peakMiB,
            @Nullable Double writtenMiB,
            List<Measurement> trials) {}

    private final Map<Place, List<Measurement>> trials = new LinkedHashMap<>();
    private final Map<Contestant.Data, Long> rows;

    /// @param rows how many rows there are to read
    Results(Map<Contestant.Data, Long> rows) {
        this.rows = rows;
    }

    void add(Contestant contestant, int workers, Measurement measurement) {
        trials.computeIfAbsent(new Place(contestant, workers), place -> new ArrayList<>())
                .add(measurement);
    }

    /// The lines in the order of the first trials, by number of workers.
    List<Line> lines() {
        return trials.keySet().stream().map(this::line).toList();
    }

    private Line line(Place place) {
        List<Measurement> measured = trials.getOrDefault(place, List.of());
        long count = rows.getOrDefault(place.contestant().data(), 0L);
        double seconds = median(measured, Measurement::seconds);
        double cpu = median(measured, Measurement::cpuSeconds);
        double peak = median(measured, Measurement::peakBytes);
        Double floor = floorSeconds(place);
        return new Line(
                place.contestant().name(),
                place.contestant().description(),
                place.workers(),
                count,
                seconds,
                measured.stream().mapToDouble(Measurement::seconds).min().orElse(Double.NaN),
                measured.stream().mapToDouble(Measurement::seconds).max().orElse(Double.NaN),
                count / seconds,
                floor == null ? null : seconds / floor,
                Double.isNaN(cpu) ? null : cpu / count * 1e6,
                peak < 0 ? null : peak / MIB,
                place.contestant().floor() ? null : median(measured, Measurement::writtenBytes) / MIB,
                measured);
    }

    private @Nullable Double floorSeconds(Place place) {
        return trials.entrySet().stream()
                .filter(entry -> entry.getKey().workers() == place.workers()
                        && entry.getKey().contestant().floor()
                        && entry.getKey().contestant().data()
                                == place.contestant().data())
                .map(entry -> median(entry.getValue(), Measurement::seconds))
                .findFirst()
                .orElse(null);
    }

    static double median(List<Measurement> measured, ToDoubleFunction<Measurement> figure) {
        double[] sorted = measured.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).sum() / 2;
    }

    /// The part of the processors' time that other programs spent in the median trial; NaN where the system doesn't
    /// tell.
    double othersShare() {
        return median(trials.values().stream().flatMap(List::stream).toList(), Measurement::othersShare);
    }

    /// The lines as one table for people.
    String table() {
        StringBuilder table = new StringBuilder("%-36s %7s %8s %13s %10s %6s %10s %8s %8s%n"
                .formatted("", "workers", "s", "min–max", "rows/s", "ratio", "CPU s/Mrow", "RSS MiB", "file MiB"));
        for (Line line : lines()) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-36s %7d %8.2f %13s %,10.0f %6s %10s %8s %8s%n",
                    line.description(),
                    line.workers(),
                    line.seconds(),
                    String.format(Locale.ROOT, "%.2f–%.2f", line.minSeconds(), line.maxSeconds()),
                    line.rowsPerSecond(),
                    orDash("%.2f", line.ratioToFloor()),
                    orDash("%.2f", line.cpuSecondsPerMillionRows()),
                    orDash("%.0f", line.peakMiB()),
                    orDash("%.1f", line.writtenMiB())));
        }
        return table.toString();
    }

    private static String orDash(String format, @Nullable Double value) {
        return value == null ? "–" : String.format(Locale.ROOT, format, value);
    }
}
